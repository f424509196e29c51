"""What this process keeps of members goes once one of them withdrew or was erased, in any process.

The process in which that is done lets go at once (see `matcher.circles.forgetting`); the others see
it in the audit trail at their next look, which costs two queries by primary key.
"""

from threading import Lock

from matcher.circles import kept, stamps
from matcher.store.session import Store


class Lookout:
    """Looks at the audit trail of a store; safe to share between threads.

    Args:
        store: whose members they are.

    """

    def __init__(self, store: Store) -> None:
        self._store, self._lock = store, Lock()
        self._last: int | None = None
        self._known: frozenset[int] = frozenset()

    def look(self) -> None:
        """Let everything go if somebody withdrew or was erased since the last look.

        The first look, before anything is kept, only notes where the audit trail is.

        Raises:
            StoreError: the store is out of reach.

        """
        with self._lock:
            with self._store.read() as session:
                last, gone = stamps.of_leaving(session, self._last)
            new = gone - self._known
            first, self._last, self._known = self._last is None, last, gone
        if new and not first:
            kept.let_go()
