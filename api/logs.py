"""The log: one JSON object a line on standard output, without personal data."""

import logging

import structlog


def configure(level: str) -> None:
    """Send events of `level` and above to standard output."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelName(level.upper())),
        logger_factory=structlog.PrintLoggerFactory(),
    )


def bundle(event: str, version: str, reason: str) -> None:
    """Note that a bundle went into service or was refused."""
    log = structlog.get_logger()
    if reason:
        log.error(event, version=version, reason=reason)
    else:
        log.info(event, version=version)
