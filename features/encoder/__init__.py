"""Text encoders behind one protocol: the fitted one and any sentence-transformers model."""

from features.encoder.protocol import Encoder, Kind

__all__ = ["Encoder", "Kind"]
