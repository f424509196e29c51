from dataclasses import replace

import numpy as np

from models.fingerprint import fingerprint
from tests.models.test_segments import members


def test_equal_tables_have_equal_fingerprints() -> None:
    assert fingerprint(members()) == fingerprint(members())


def test_any_change_of_text_or_array_changes_it() -> None:
    changed = (
        replace(members(), goals=("x", "", "")),
        replace(members(), province=np.array([0, 0, 0], dtype=np.int16)),
        replace(members(), ids=("a", "bc", "")),
    )
    assert len({fingerprint(table) for table in (*changed, members())}) == 4
