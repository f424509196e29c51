"""The root of every error that Lingkar raises on purpose.

It lives in the lowest room so that each room can derive from it; the whole tree is drawn in
`matcher.errors`.
"""


class LingkarError(Exception):
    """Something the person at the other end can mend.

    Args:
        message: an English sentence with named ``{placeholders}``: what was wrong, where, and how
            to mend it. The same sentence is the key under which `matcher.i18n` finds the
            Indonesian one. It never holds what the person wrote about herself.
        **facts: values for the placeholders.

    """

    def __init__(self, message: str, **facts: object) -> None:
        self.message = message
        self.facts = facts
        super().__init__(message)

    def __str__(self) -> str:
        return self.message.format(**self.facts)
