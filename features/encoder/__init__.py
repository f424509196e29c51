"""Text encoders behind one protocol, and a cache of what they gave."""

from collections.abc import Sequence

from features.encoder.cache import CacheError, VectorCache, embed
from features.encoder.fitted import FITTED, FittedEncoder
from features.encoder.identity import PROBE, alike
from features.encoder.protocol import Encoder, Kind
from features.encoder.transformer import EncoderUnavailable, TransformerEncoder


def make_encoder(name: str, texts: Sequence[str], *, seed: int = 0) -> Encoder:
    """The encoder that settings name: `fitted` learns from `texts`, any other is loaded.

    Raises:
        EncoderUnavailable: `name` needs an extra that is not installed, or does not exist.

    """
    if name == FITTED:
        return FittedEncoder.fit(texts, seed=seed)
    return TransformerEncoder(name)


__all__ = [
    "FITTED",
    "PROBE",
    "CacheError",
    "Encoder",
    "EncoderUnavailable",
    "FittedEncoder",
    "Kind",
    "TransformerEncoder",
    "VectorCache",
    "alike",
    "embed",
    "make_encoder",
]
