"""Sentences of a long text, for whoever pools them one by one."""

import re

_END = re.compile(r"[.!?…。][\"'”’)\]]?(?=\s)|\n")


def sentences(text: str) -> list[str]:
    r"""`text` cut after ``. ! ? …`` and at line breaks, as written; no empty ones.

    >>> sentences("Anakku gtm. Aku harus gimana?\nMohon saran ya")
    ['Anakku gtm.', 'Aku harus gimana?', 'Mohon saran ya']
    """
    ends = [found.end() for found in _END.finditer(text)]
    pieces = (text[start:end].strip() for start, end in zip([0, *ends], [*ends, None], strict=True))
    return [piece for piece in pieces if piece]
