"""Sentences of a long text, for whoever pools them one by one."""

import re

_CLOSING = "\"'”’)\\]"
_END = re.compile(rf"(?:(?<=[.!?…。])|(?<=[.!?…。][{_CLOSING}]))\s+|\s*\n\s*")


def sentences(text: str) -> list[str]:
    r"""`text` cut after ``. ! ? …`` and at line breaks, as written; no empty ones.

    >>> sentences("Anakku gtm. Aku harus gimana?\nMohon saran ya")
    ['Anakku gtm.', 'Aku harus gimana?', 'Mohon saran ya']
    """
    return [part for piece in _END.split(text) if (part := piece.strip())]
