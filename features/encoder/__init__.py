"""Text encoders behind one protocol, and a cache of what they gave."""

from features.encoder.cache import CacheError, VectorCache, embed
from features.encoder.fitted import FITTED, FittedEncoder
from features.encoder.identity import PROBE, alike
from features.encoder.protocol import Encoder, EncoderUnavailable, Kind
from features.encoder.static import StaticEncoder
from features.encoder.transformer import TransformerEncoder

__all__ = [
    "FITTED",
    "PROBE",
    "CacheError",
    "Encoder",
    "EncoderUnavailable",
    "FittedEncoder",
    "Kind",
    "StaticEncoder",
    "TransformerEncoder",
    "VectorCache",
    "alike",
    "embed",
]
