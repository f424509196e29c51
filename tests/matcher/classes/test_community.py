"""Every member of a generated community, asked one by one: each reason rests on what is hers."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

import train
from features.profile import Profile
from features.vocabulary import Purpose, Status
from matcher import privacy
from matcher.classes import Answer, recommend_for_member, recommend_for_profile
from matcher.sample import write_sample
from matcher.settings import Settings
from matcher.store import enrolments, people
from matcher.store.schema import Class, Member
from matcher.store.session import open_store
from matcher.store.tables import read_tables
from matcher.transfer import import_folder
from models.bundle import current_version, open_bundle
from models.engine import Engine
from tests.matcher.classes.conftest import Town

TODAY = date(2026, 11, 24)
NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """400 generated members and the engine trained on those who agreed; not to be changed."""
    folder = tmp_path_factory.mktemp("village")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'lingkar.db'}", bundles=folder / "bundles"
    )
    write_sample(folder / "csv", members=400, seed=3, as_of=TODAY)
    store = open_store(settings.database_url, migrate=True)
    import_folder(store, folder / "csv", now=NOW)
    with store.read() as session:
        train.train(read_tables(session, Purpose.RECOMMEND), settings)
    bundle = open_bundle(settings.bundles, current_version(settings.bundles) or "")
    yield Town(store, Engine.load(bundle))
    store.close()


@pytest.fixture(scope="module")
def answers(village: Town) -> dict[str, Answer]:
    """What each member is answered, by id."""
    with village.store.read() as session:
        return {
            member_id: recommend_for_member(session, village.engine, member_id, now=NOW)
            for member_id in session.scalars(select(Member.member_id))
        }


@pytest.fixture(scope="module")
def agreed(village: Town, answers: dict[str, Answer]) -> frozenset[str]:
    """Who agreed to be known."""
    with village.store.read() as session:
        return frozenset(
            member_id
            for member_id in answers
            if Purpose.RECOMMEND in privacy.consents(session, member_id)
        )


def test_whoever_did_not_agree_is_answered_as_somebody_unknown(
    village: Town, answers: dict[str, Answer], agreed: frozenset[str]
) -> None:
    silent = answers.keys() - agreed
    assert silent
    with village.store.read() as session:
        unknown = recommend_for_profile(session, village.engine, Profile(), (), now=NOW)
    assert unknown.suggestions
    assert {member_id for member_id in silent if answers[member_id] != unknown} == set()


def test_a_class_a_reason_names_is_one_she_took_as_far_as_it_says(
    village: Town, answers: dict[str, Answer], agreed: frozenset[str]
) -> None:
    said = 0
    with village.store.read() as session:
        titles = {row.class_id: row.title for row in session.scalars(select(Class))}
        for member_id in agreed:
            hers = {row.class_id: row.status for row in enrolments.of_member(session, member_id)}
            for one in answers[member_id].suggestions:
                assert one.class_id not in hers
                for reason in one.reasons:
                    if reason.class_id:
                        said += 1
                        finished = reason.kind == "step"
                        status = Status.COMPLETED.value if finished else reason.kind
                        assert hers[reason.class_id] == status
                        assert reason.title == titles[reason.class_id]
    assert said > len(agreed)


def test_phrases_and_topics_of_a_reason_are_her_own(
    village: Town, answers: dict[str, Answer], agreed: frozenset[str]
) -> None:
    kinds = set()
    with village.store.read() as session:
        for member_id in agreed:
            member = people.get(session, member_id)
            words = " ".join(f"{member.goals} {member.vision}".split())
            for one in answers[member_id].suggestions:
                for reason in one.reasons:
                    kinds.add(reason.kind)
                    assert reason.phrase.removesuffix("…") in words
                    assert reason.topic in {"", *member.topics}
    assert {"goal", "topic"} <= kinds


def test_no_sentence_holds_an_id_or_a_blank(answers: dict[str, Answer]) -> None:
    """Ids of the sample are no words: one in a sentence could only be that of a member."""
    for answer in answers.values():
        for one in answer.suggestions:
            for language in ("id", "en"):
                texts = [reason.text(language) for reason in one.reasons]
                assert len(set(texts)) == len(texts) >= 1
                words = {word.strip(".,“”") for text in texts for word in text.split()}
                assert not words & answers.keys()
                assert not any("{" in text or "  " in text for text in texts)


def test_an_answer_is_short_only_where_rules_keep_the_rest_back(
    village: Town, answers: dict[str, Answer]
) -> None:
    with village.store.read() as session:
        classes = len(session.scalars(select(Class.class_id)).all())
    for answer in answers.values():
        assert len(answer.suggestions) == min(10, classes - sum(answer.withheld.values()))
