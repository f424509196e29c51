"""What the report and the card are written from."""

from collections.abc import Mapping
from dataclasses import dataclass

from features.tables import ClassTable, EnrolmentLog, MemberTable
from models.base import JsonValue
from models.trial import Trial

FEWEST = 5
"""Groups of fewer members are not shown: chance would speak, or single people."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One training run.

    Attributes:
        version: of the bundle; so is `created_at`, ISO 8601 in UTC.
        members: learned from; only counts of them are shown.
        classes: the catalogue.
        log: the enrolments.
        trial: how well it did beside its peers.
        encoder: name, dim and identity.
        settings: what was chosen, by part.
        fingerprint: of the data.

    """

    version: str
    created_at: str
    members: MemberTable
    classes: ClassTable
    log: EnrolmentLog
    trial: Trial
    encoder: Mapping[str, JsonValue]
    settings: Mapping[str, JsonValue]
    fingerprint: str
