"""From rows to the frozen tables that training and serving read. Core selects, then arrays."""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

import numpy as np
from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from features.arrays import Bool
from features.tables import ClassTable, EnrolmentLog, MemberTable, StoryTable, topic_matrix
from features.vocabulary import Format, Level, Purpose, Role, Stage, Status, Visibility
from matcher.store import columns
from matcher.store.schema import Class, Consent, Enrolment, Member, Story


@dataclass(frozen=True, slots=True)
class Community:
    """The store at one moment; `enrolments` addresses rows of `members` and `classes`."""

    members: MemberTable
    classes: ClassTable
    enrolments: EnrolmentLog
    stories: StoryTable


def read_tables(session: Session, purpose: Purpose | None = None) -> Community:
    """Read the whole community; every table is sorted by id, the same on every database.

    Args:
        session: best from `Store.read`, so that all tables show the same moment.
        purpose: keep only what may be used for it: members who agree to it at present, their
            enrolments, and for `Purpose.STORIES` their stories (other purposes see no story).
            A story without an author has nobody to ask: whoever brought it in made it
            anonymous first, so it stays. None: everything, for administration.

    """
    members = _read_members(session, purpose)
    classes = read_classes(session)
    return Community(
        members=members,
        classes=classes,
        enrolments=_read_enrolments(session, members.ids, classes.ids),
        stories=_read_stories(session, purpose),
    )


def read_classes(session: Session) -> ClassTable:
    """The catalogue, by id.

    Prerequisites that the catalogue does not have are left out: nobody could ever fulfil them.
    """
    c = Class
    texts = (c.class_id, c.title, c.description, c.programme, c.language)
    facts = (c.topics, c.level, c.prerequisites, c.capacity, c.starts_at, c.format, c.province)
    (ids, title, description, programme, language, topics, *rest, active) = _by_id(
        session, select(*texts, *facts, c.active)
    )
    level, before, capacity, starts_at, held, province = rest
    topic_names, topic_flags = topic_matrix(list(topics))
    return ClassTable(
        ids=ids,
        title=title,
        description=description,
        programme=tuple(name or "" for name in programme),
        topic_names=topic_names,
        topics=topic_flags,
        level=columns.codes(level, Level),
        prerequisites=columns.prerequisites(ids, before),
        capacity=columns.seats(capacity),
        starts_at=columns.times(starts_at),
        format=columns.codes(held, Format),
        province=columns.provinces(province),
        language=language,
        active=np.array(active, dtype=np.bool_),
    )


def _read_members(session: Session, purpose: Purpose | None) -> MemberTable:
    m = Member
    texts = (m.member_id, m.goals, m.background, m.offers, m.vision)
    facts = (m.province, m.topics, m.stage, m.languages, m.availability, m.role, m.joined_at)
    query = select(*texts, *facts)
    if purpose is not None:
        query = query.where(m.member_id.in_(_agreeing(purpose)))
    ids, goals, background, offers, vision, *rest = _by_id(session, query)
    province, topics, stage, languages, availability, role, joined_at = rest
    topic_names, topic_flags = topic_matrix(list(topics))
    return MemberTable(
        ids=ids,
        goals=goals,
        background=background,
        offers=offers,
        vision=vision,
        province=columns.provinces(province),
        topic_names=topic_names,
        topics=topic_flags,
        stages=columns.flags(stage, Stage),
        languages=languages,
        availability=columns.weeks(availability),
        role=columns.codes(role, Role),
        joined_at=columns.times(joined_at),
        consent=_read_consent(session, ids),
    )


def _agreeing(purpose: Purpose) -> "Select[str]":
    """The ids of the members who agree to `purpose` at present."""
    agreed = (Consent.purpose == purpose, Consent.withdrawn_at.is_(None))
    return select(Consent.member_id).where(*agreed)


def _read_consent(session: Session, member_ids: Sequence[str]) -> Bool:
    position = columns.positions(member_ids)
    agreed = np.zeros((len(member_ids), len(Purpose)), dtype=np.bool_)
    for column, purpose in enumerate(Purpose):
        rows = columns.rows(position, session.scalars(_agreeing(purpose)))
        agreed[rows[rows >= 0], column] = True
    return agreed


def _read_enrolments(
    session: Session, member_ids: Sequence[str], class_ids: Sequence[str]
) -> EnrolmentLog:
    e = Enrolment
    query = select(e.member_id, e.class_id, e.enrolled_at, e.status, e.completed_at, e.rating)
    members, classes, enrolled_at, status, completed_at, rating = _columns(session, query)
    member = columns.rows(columns.positions(member_ids), members)
    item = columns.rows(columns.positions(class_ids), classes)
    at = columns.times(enrolled_at)
    order = np.lexsort((item, at, member))
    order = order[(member[order] >= 0) & (item[order] >= 0)]
    return EnrolmentLog(
        member=member[order],
        item=item[order],
        at=at[order],
        status=columns.codes(status, Status)[order],
        completed_at=columns.times(completed_at)[order],
        rating=columns.ratings(rating)[order],
    )


def _read_stories(session: Session, purpose: Purpose | None) -> StoryTable:
    s = Story
    texts = (s.story_id, s.author_id, s.title, s.body, s.language)
    query = select(*texts, s.topics, s.created_at, s.visibility)
    if purpose is Purpose.STORIES:
        query = query.where(s.author_id.is_(None) | s.author_id.in_(_agreeing(purpose)))
    elif purpose is not None:
        query = query.where(false())
    (ids, authors, title, body, language, topics, created_at, visibility) = _by_id(session, query)
    topic_names, topic_flags = topic_matrix(list(topics))
    return StoryTable(
        ids=ids,
        author_ids=tuple(author or "" for author in authors),
        title=title,
        body=body,
        topic_names=topic_names,
        topics=topic_flags,
        created_at=columns.times(created_at),
        visibility=columns.codes(visibility, Visibility),
        language=language,
    )


def _columns(session: Session, query: "Select[*tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    """What `query` selects, column by column; as many empty ones where it finds nothing."""
    found = session.execute(query).all()
    return list(zip(*found, strict=True)) or [()] * len(query.selected_columns)


def _by_id(session: Session, query: "Select[*tuple[Any, ...]]") -> list[tuple[Any, ...]]:
    """As `_columns`, sorted by the first one in Python's order: databases sort text unlike."""
    found = sorted(session.execute(query), key=itemgetter(0))
    return list(zip(*found, strict=True)) or [()] * len(query.selected_columns)
