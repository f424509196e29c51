"""What is kept in this process of what costs seconds to read and build; nothing outlives a change.

Each value is kept with a stamp of what it was made from. A stamp is cheap to read from the store;
whoever finds another one makes the value anew.
"""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import RLock
from typing import Any, Final, Generic, TypeVar
from weakref import WeakSet

Value = TypeVar("Value")

MOST: Final = 2
"""Values kept; those not asked for the longest go first."""


class Kept(Generic[Value]):
    """A few values by key; safe to share between threads, which wait for one to be made."""

    def __init__(self) -> None:
        self._values: OrderedDict[Hashable, tuple[Hashable, Value]] = OrderedDict()
        self._lock = RLock()
        _all.add(self)

    def get(
        self, key: Hashable, stamp: Hashable, make: Callable[[], Value], *, keep: bool
    ) -> Value:
        """The value of a key as the stamp has it.

        Args:
            key: which.
            stamp: of what it is made from, now; one kept with another stamp is let go.
            make: makes it.
            keep: whether it may be kept: not what rests on changes that may yet be rolled back.

        """
        with self._lock:
            found = self._values.get(key)
            if found is not None and found[0] == stamp:
                self._values.move_to_end(key)
                return found[1]
            if keep:
                self._values.pop(key, None)
            value = make()
            if keep:
                self._values[key] = (stamp, value)
                while len(self._values) > MOST:
                    self._values.popitem(last=False)
            return value

    def clear(self) -> None:
        """Let all values go."""
        with self._lock:
            self._values.clear()

    def __len__(self) -> int:
        return len(self._values)


_all: WeakSet[Kept[Any]] = WeakSet()


def let_go() -> None:
    """Let everything go, in all of them: a member withdrew or is erased."""
    for one in list(_all):
        one.clear()
