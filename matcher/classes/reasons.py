"""Why a class is suggested, in the member's language: sentences over the score's own evidence.

Only evidence that raised the score speaks, the strongest first; what weighs less than a fifth of
the strongest stays silent. No reason names or counts on another member.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from features.arrays import Float32
from features.profile import phrases
from features.tables import ClassTable
from features.vocabulary import Status
from matcher.classes.asker import Asker
from matcher.i18n import N_, say
from models.base import Evidence, Queries
from models.engine import Engine

MOST = 3
"""Reasons a class at most."""
AUDIBLE = 0.2
"""Share of the strongest evidence below which other evidence is not worth a sentence."""
MEANT = 0.1
"""Cosine from which a phrase of hers is said to be what the class meets."""
LONGEST = 60
"""Characters of a phrase that is quoted."""

SENTENCES: Mapping[str, str] = {
    "step": N_("The step after {title}, which you finished."),
    "completed": N_("Because you finished {title}."),
    "enrolled": N_("Because you are taking {title}."),
    "dropped": N_("Because you once began {title}."),
    "goal": N_("Because you wrote “{phrase}”."),
    "profile": N_("It is close to what you told about yourself."),
    "topic": N_("Because you chose the topic {topic}."),
    "popular": N_("Many mothers take this class."),
}
TOPICS: Mapping[str, str] = {
    "self-development": N_("self-development"),
    "parenting": N_("parenting"),
    "finance": N_("finance"),
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason.

    Attributes:
        kind: a key of `SENTENCES`.
        class_id: the class it rests on, "" for none.
        title: of that class; phrase: her own words; topic: that she chose; "" for none.

    """

    kind: str
    class_id: str = ""
    title: str = ""
    phrase: str = ""
    topic: str = ""

    def text(self, language: str) -> str:
        """The sentence."""
        topic = say(TOPICS[self.topic], language) if self.topic in TOPICS else self.topic
        return say(
            SENTENCES[self.kind], language, title=self.title, phrase=self.phrase, topic=topic
        )


@dataclass(frozen=True)
class Witness:
    """Finds the reasons for one member.

    Attributes:
        asker: who asks.
        classes: the catalogue of today.
        row_of: row of each class in it, by id.
        engine: what scored.
        query: her query, b = 1.

    """

    asker: Asker
    classes: ClassTable
    row_of: Mapping[str, int]
    engine: Engine
    query: Queries

    def reasons(self, row: int) -> tuple[Reason, ...]:
        """Why the class of that row, most telling first; at least one."""
        item = self.engine.item_index[self.classes.ids[row]]
        found: dict[str, Reason] = {}
        raised = [one for one in self.engine.model.evidence(self.query, item) if one.weight > 0]
        audible = raised[0].weight * AUDIBLE if raised else 0.0
        for one in raised:
            if one.weight < audible or len(found) == MOST:
                break
            reason = self._reason(one, row, item)
            found.setdefault(reason.class_id or reason.kind, reason)
        telling = [reason for reason in found.values() if reason.kind != "popular"]
        return tuple(telling) or (Reason("popular"),)

    def _reason(self, evidence: Evidence, row: int, item: int) -> Reason:
        if evidence.kind == "history":
            return self._from_history(self.engine.item_ids[evidence.source], row)
        if evidence.kind == "text":
            return self._from_words(item)
        if evidence.kind == "topic":
            return Reason("topic", topic=self.engine.topic_names[evidence.source])
        return Reason("popular")

    def _from_history(self, class_id: str, row: int) -> Reason:
        status = self.asker.status(class_id) or Status.ENROLLED
        place = self.row_of.get(class_id)
        if place is None:
            return Reason("popular")
        leads_here = place in self.classes.prerequisites[row]
        kind = "step" if leads_here and status is Status.COMPLETED else status.value
        return Reason(kind, class_id=class_id, title=self.classes.title[place])

    def _from_words(self, item: int) -> Reason:
        """Her own phrase that meets the class best; no phrase where none is near."""
        said, vectors = self._said
        if said:
            near = vectors @ self.engine.catalogue.text[item]
            best = int(near.argmax())
            if near[best] >= MEANT:
                return Reason("goal", phrase=_short(said[best]))
        return Reason("profile")

    @cached_property
    def _said(self) -> tuple[list[str], Float32]:
        """The phrases of her goals and vision, and their vectors, embedded once an answer."""
        said = phrases(self.asker.profile.goals) + phrases(self.asker.profile.vision)
        return said, self.engine.encoder.encode(said, "query")


def _short(phrase: str) -> str:
    return phrase if len(phrase) <= LONGEST else phrase[: LONGEST - 1].rsplit(" ", 1)[0] + "…"
