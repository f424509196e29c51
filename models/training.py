"""From tables to a bundle on disk: encode, try on the end of time, fit on everything, write.

The bundle that is in service is not touched: putting the new one there is the caller's step.
"""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from features.arrays import Bool, Float32, Int64
from features.encoder import Encoder, Kind, TransformerEncoder, VectorCache, embed
from features.profile import class_text, profiles
from features.tables import ClassTable, EnrolmentLog, MemberTable
from models.base import Catalogue, JsonValue, Progress, Queries, silent
from models.bundle import VECTORS, BundleWriter
from models.encoder import make_encoder
from models.engine import Engine, make_queries
from models.evaluation import Metrics
from models.fingerprint import fingerprint
from models.histories import from_log
from models.next_class import NextClassModel
from models.report import Facts, write_card, write_page
from models.segments import flat, segments
from models.trial import Trial, run


@dataclass(frozen=True, slots=True)
class Lesson:
    """What is learned from.

    Attributes:
        members: who agreed to it.
        classes: the catalogue.
        log: the enrolments of `members` in `classes`, at two different times at least.

    """

    members: MemberTable
    classes: ClassTable
    log: EnrolmentLog

    def counts(self) -> dict[str, JsonValue]:
        """How much there is, and the fingerprint of all of it."""
        return {
            "fingerprint": fingerprint(self.members, self.classes, self.log),
            "members": len(self.members),
            "classes": len(self.classes),
            "enrolments": len(self.log),
        }


def learn(
    lesson: Lesson,
    bundles: Path,
    *,
    encoder: str,
    seed: int = 0,
    progress: Progress = silent,
) -> tuple[str, Trial]:
    """Write a new bundle; returns its version and how well it did on the end of time.

    Args:
        lesson: what to learn from.
        bundles: folder of bundles.
        encoder: as `models.encoder.make_encoder` names it.
        seed: the same lesson and seed give the same arrays, to the byte.
        progress: told after each part of each step.

    Raises:
        EncoderUnavailable: the encoder cannot be used here.
        CacheError: the vectors of texts cannot be kept.
        BundleError: the bundle cannot be written.

    """
    cache = VectorCache(bundles / VECTORS)
    chosen, catalogue, members = represent(
        lesson, encoder, seed=seed, cache=cache, progress=progress
    )

    def group(taken: Int64) -> Mapping[str, Bool]:
        return flat(segments(lesson.members, taken))

    def trying(step: str, done: int, total: int) -> None:
        progress(f"trial: {step}", done, total)

    trial = run(catalogue, members, lesson.log, lesson.classes, group, seed=seed, progress=trying)
    model = NextClassModel.fit(catalogue, members, seed=seed, progress=progress)
    engine = Engine(chosen, model, lesson.classes.ids, lesson.classes.topic_names, catalogue)
    progress("write", 0, 1)
    version = _write(engine, lesson, trial, bundles, seed)
    progress("write", 1, 1)
    cache.forget_rest()
    return version, trial


def represent(
    lesson: Lesson,
    encoder_name: str,
    *,
    seed: int = 0,
    cache: VectorCache | None = None,
    progress: Progress = silent,
) -> tuple[Encoder, Catalogue, Queries]:
    """The encoder, and what the models may know of classes and members, histories whole.

    Args:
        lesson: what to learn from.
        encoder_name: as `models.encoder.make_encoder` names it.
        seed: of an encoder that is learned.
        cache: vectors of the last training. Only a transformer's are kept: the others read a text
            sooner than its traces on disk would be worth.
        progress: told how many texts are embedded.

    Raises:
        EncoderUnavailable: the encoder cannot be used here.
        CacheError: the vectors cannot be kept.

    """
    progress("read texts", 0, 1)
    members = profiles(lesson.members)
    classes = lesson.classes
    offered = [
        class_text(*texts)
        for texts in zip(classes.title, classes.description, classes.programme, strict=True)
    ]
    encoder = make_encoder(
        encoder_name, [*(profile.text() for profile in members), *offered], seed=seed
    )
    progress("read texts", 1, 1)
    keep = cache if isinstance(encoder, TransformerEncoder) else None

    def vectors(table: str, texts: Iterable[str], total: int, kind: Kind) -> Float32:
        def told(embedded: int, known: int) -> None:
            progress(f"embed {table}", embedded, total - known)

        if keep is None:
            return embed(encoder, texts, kind=kind, told=told)
        return keep.embed(encoder, texts, table=table, kind=kind, told=told)

    catalogue = Catalogue(vectors("classes", offered, len(offered), "passage"), classes.topics)
    said = vectors("members", (profile.text() for profile in members), len(members), "query")
    histories = from_log(lesson.log, len(lesson.members))
    return encoder, catalogue, make_queries(said, classes.topic_names, members, histories)


def _write(engine: Engine, lesson: Lesson, trial: Trial, bundles: Path, seed: int) -> str:
    """Engine, papers and facts as one bundle; returns its version."""
    with BundleWriter(bundles) as writer:
        facts = Facts(
            version=writer.version,
            created_at=writer.created_at,
            members=lesson.members,
            classes=lesson.classes,
            log=lesson.log,
            trial=trial,
            encoder=engine.made_by,
            settings={"seed": seed} | engine.model.settings(),
            fingerprint=str(lesson.counts()["fingerprint"]),
        )
        engine.save(writer)
        writer.settings("train", {"seed": seed, "cut": str(trial.at)})
        writer.facts(data=lesson.counts(), metrics=_figures(trial.metrics))
        writer.document("CARD.md", write_card(facts))
        writer.document("report.html", write_page(facts))
    return writer.version


def _figures(metrics: Mapping[str, Metrics]) -> dict[str, Any]:
    return {name: asdict(found) for name, found in metrics.items()}
