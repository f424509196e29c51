"""Why a class is suggested, in the member's language: sentences over the score's own evidence.

Only evidence that raised the score speaks, the strongest first; what weighs less than a fifth of
the strongest stays silent. No reason names another member.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from features.arrays import Float32
from features.profile import Profile
from features.tables import ClassTable
from matcher.classes.asker import Asker
from matcher.classes.words import quotable
from matcher.i18n import N_, say
from models.base import Evidence, Queries
from models.engine import Engine

MOST = 3
"""Reasons a class at most."""
AUDIBLE = 0.2
"""Share of the strongest evidence below which other evidence is not worth a sentence."""
MEANT = 0.25
"""Cosine from which a phrase of hers is said to be what the class meets."""

SENTENCES: Mapping[str, str] = {
    "step": N_("The step after {title}, which you finished."),
    "completed": N_("Because you finished {title}."),
    "enrolled": N_("Because you are taking {title}."),
    "dropped": N_("Because you once began {title}."),
    "goal": N_("Because you wrote “{phrase}”."),
    "profile": N_("It is close to what you told about yourself."),
    "topic": N_("Because you chose the topic {topic}."),
    "popular": N_("Many mothers take this class."),
    "open": N_("You can join this class now."),
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
        """Why the class of that row, most telling first, one she left last; at least one."""
        item = self.engine.item_index[self.classes.ids[row]]
        found: dict[str, Reason] = {}
        for one in self._audible(item):
            reason = self._reason(one, row, item)
            if reason is not None:
                found.setdefault(reason.class_id or reason.kind, reason)
        kindly = sorted(found.values(), key=lambda reason: reason.kind == "dropped")
        return tuple(kindly[:MOST]) or (self._last_resort(item),)

    def _audible(self, item: int) -> list[Evidence]:
        """What raised the score, largest first, down to a share of the strongest."""
        evidence = self.engine.model.evidence(self.query, item)
        least = AUDIBLE * max((one.weight for one in evidence), default=0.0)
        return [one for one in evidence if one.weight > 0 and one.weight >= least]

    def _reason(self, evidence: Evidence, row: int, item: int) -> Reason | None:
        """The sentence for one piece of evidence; None where it is better left unsaid."""
        if evidence.kind == "history":
            return self._from_history(self.engine.item_ids[evidence.source], row)
        if evidence.kind == "text":
            return self._from_words(item)
        if evidence.kind == "topic":
            return Reason("topic", topic=self.engine.topic_names[evidence.source])
        return None

    def _from_history(self, class_id: str, row: int) -> Reason | None:
        place, status = self.row_of.get(class_id), self.asker.status(class_id)
        if place is None or status is None:
            return None
        # The rules let pass only classes all of whose prerequisites she finished.
        kind = "step" if place in self.classes.prerequisites[row] else status.value
        return Reason(kind, class_id=class_id, title=self.classes.title[place])

    def _from_words(self, item: int) -> Reason:
        """Her own phrase that meets the class best; no phrase where none is near."""
        said, vectors = self._said
        if said:
            near = vectors @ self.engine.catalogue.text[item]
            best = int(near.argmax())
            if near[best] >= MEANT:
                return Reason("goal", phrase=said[best])
        return Reason("profile")

    def _last_resort(self, item: int) -> Reason:
        """Nothing about her speaks for it: then what others take does, if they really do."""
        return Reason("popular" if self._usual[item] > np.median(self._usual) else "open")

    @cached_property
    def _said(self) -> tuple[list[str], Float32]:
        """The phrases that may be quoted and their vectors, embedded once an answer."""
        said = quotable(self.asker.profile)
        return said, self.engine.encoder.encode(said, "query")

    @cached_property
    def _usual(self) -> Float32:
        """(n,) the scores for somebody of whom nothing is known: what many take."""
        nobody = self.engine.queries([Profile()], Asker().histories(self.engine))
        usual: Float32 = self.engine.model.scores(nobody)[0]
        return usual
