"""The text encoder that settings name, made once a process, when first needed."""

from threading import Lock

from sqlalchemy.orm import Session

from features.encoder import Encoder


class Encoders:
    """Makes it and keeps it.

    Args:
        name: as settings have it.

    """

    def __init__(self, name: str) -> None:
        self._name = name
        self._made: Encoder | None = None
        self._lock = Lock()

    def get(self, session: Session) -> Encoder:
        """The encoder; one that is fitted has learned from those who agreed to be matched.

        Raises:
            EncoderUnavailable: it needs an extra that is not installed, or does not exist.

        """
        from matcher.circles.form import community_encoder  # noqa: PLC0415 (heavy to import)

        with self._lock:
            if self._made is None:
                self._made = community_encoder(session, self._name)
            return self._made
