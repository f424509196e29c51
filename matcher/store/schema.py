"""The tables of the store."""

from datetime import datetime
from typing import Any

from sqlalchemy import (
    JSON,
    Double,
    ForeignKey,
    Index,
    MetaData,
    String,
    Text,
    false,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from matcher.store.column_types import Coded, Codes, UtcTime, Wished

NAMING = {
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """The root of the mapped classes."""

    metadata = MetaData(naming_convention=NAMING)


class Member(Base):
    """A mother of the community; every text is her own."""

    __tablename__ = "members"

    member_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    display_name: Mapped[str] = mapped_column(Text, default="")
    province: Mapped[str | None] = mapped_column(String(5))
    goals: Mapped[str] = mapped_column(Text, default="")
    background: Mapped[str] = mapped_column(Text, default="")
    offers: Mapped[str] = mapped_column(Text, default="")
    topics: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    stage: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    vision: Mapped[str] = mapped_column(Text, default="")
    languages: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    availability: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    role: Mapped[str] = mapped_column(String(16), default="member")
    joined_at: Mapped[datetime | None] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class Consent(Base):
    """A purpose a member has agreed to. Withdrawn ones stay, with the time."""

    __tablename__ = "consents"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True
    )
    purpose: Mapped[str] = mapped_column(String(16), primary_key=True)
    granted_at: Mapped[datetime] = mapped_column(UtcTime)
    withdrawn_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Programme(Base):
    """A named series of classes, e.g. *Kembali ke Diri*."""

    __tablename__ = "programmes"

    name: Mapped[str] = mapped_column(String(200), primary_key=True)
    description: Mapped[str] = mapped_column(Text, default="")


class Class(Base):
    """A class members can take."""

    __tablename__ = "classes"

    class_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    title: Mapped[str] = mapped_column(Text)
    description: Mapped[str] = mapped_column(Text, default="")
    programme: Mapped[str | None] = mapped_column(ForeignKey("programmes.name"))
    topics: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    level: Mapped[str | None] = mapped_column(String(16))
    prerequisites: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    capacity: Mapped[int | None]
    starts_at: Mapped[datetime | None] = mapped_column(UtcTime)
    format: Mapped[str] = mapped_column(String(16), default="online")
    province: Mapped[str | None] = mapped_column(String(5))
    language: Mapped[str] = mapped_column(String(8), default="id")
    active: Mapped[bool] = mapped_column(default=True)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class Enrolment(Base):
    """A member in a class; one row a pair, however often she came back to it."""

    __tablename__ = "enrolments"
    __table_args__ = (Index("ix_enrolments_status_class", "status", "class_id"),)

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True
    )
    class_id: Mapped[str] = mapped_column(ForeignKey("classes.class_id"), primary_key=True)
    enrolled_at: Mapped[datetime] = mapped_column(UtcTime)
    status: Mapped[str] = mapped_column(String(16), default="enrolled")
    completed_at: Mapped[datetime | None] = mapped_column(UtcTime)
    rating: Mapped[float | None] = mapped_column(Double)


class Story(Base):
    """A story told on the forum."""

    __tablename__ = "stories"

    story_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    author_id: Mapped[str | None] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), index=True
    )
    title: Mapped[str] = mapped_column(Text)
    body: Mapped[str] = mapped_column(Text)
    topics: Mapped[tuple[str, ...]] = mapped_column(Codes, default=())
    created_at: Mapped[datetime | None] = mapped_column(UtcTime)
    visibility: Mapped[str] = mapped_column(String(16), default="members")
    language: Mapped[str] = mapped_column(String(8), default="id")
    updated_at: Mapped[datetime] = mapped_column(UtcTime)


class MemberTie(Base):
    """What binds two members; `member_a` sorts before `member_b`, so a pair has one row a kind."""

    __tablename__ = "ties"

    member_a: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True
    )
    member_b: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    kind: Mapped[str] = mapped_column(String(16), primary_key=True)
    since: Mapped[datetime | None] = mapped_column(UtcTime)


class Job(Base):
    """Long work that waits for a worker, or is done; see `matcher.work.jobs` for its life.

    `subject` says what it is about, such as "plan:1f0c"; only one open job is about a subject.
    `message` and `facts` tell why it was refused. `attempt` counts how often a worker took it.
    """

    __tablename__ = "jobs"

    job_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    kind: Mapped[str] = mapped_column(String(32))
    subject: Mapped[str] = mapped_column(String(128), index=True)
    status: Mapped[str] = mapped_column(String(16), index=True)
    args: Mapped[dict[str, Any]] = mapped_column(Coded, default=dict)
    progress: Mapped[dict[str, Any]] = mapped_column(Coded, default=dict)
    message: Mapped[str] = mapped_column(Text, default="")
    facts: Mapped[dict[str, Any]] = mapped_column(Coded, default=dict)
    attempt: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[datetime | None] = mapped_column(UtcTime)
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(64))


class Plan(Base):
    """A wish for circles, and what came of it; what is being done about it is its `Job`.

    `revision` counts the changes of its circles, so that nobody changes what she has not seen.
    """

    __tablename__ = "plans"

    plan_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    request_id: Mapped[str] = mapped_column(String(64), unique=True)
    kind: Mapped[str] = mapped_column(String(16))
    wishes: Mapped[dict[str, Any]] = mapped_column(Wished)
    result: Mapped[dict[str, Any] | None] = mapped_column(Coded)
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    updated_at: Mapped[datetime] = mapped_column(UtcTime)
    actor: Mapped[str] = mapped_column(String(64))


class Circle(Base):
    """A peer-support circle, cohort or pair; see `matcher.circles.states` for its status.

    It meets weekly, from hour `meets_utc_hour` of the week (0: Monday 00:00 UTC) for `meets_hours`;
    one that an admin chose (`hour_by_hand`) stays whoever joins or leaves.
    A locked one is left as it is when the rest of its plan is formed anew.
    """

    __tablename__ = "circles"

    circle_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    kind: Mapped[str] = mapped_column(String(16), default="circle")
    status: Mapped[str] = mapped_column(String(16), default="draft")
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    plan_id: Mapped[str | None] = mapped_column(
        ForeignKey("plans.plan_id", ondelete="SET NULL"), index=True
    )
    locked: Mapped[bool] = mapped_column(default=False, server_default=false())
    meets_utc_hour: Mapped[int | None]
    meets_hours: Mapped[int | None]
    hour_by_hand: Mapped[bool] = mapped_column(default=False, server_default=false())


class CircleMember(Base):
    """A member's time in a circle; `left_at` is empty while she is in it."""

    __tablename__ = "circle_members"

    circle_id: Mapped[str] = mapped_column(
        ForeignKey("circles.circle_id", ondelete="CASCADE"), primary_key=True
    )
    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True, index=True
    )
    role: Mapped[str] = mapped_column(String(16), default="member")
    joined_at: Mapped[datetime] = mapped_column(UtcTime)
    left_at: Mapped[datetime | None] = mapped_column(UtcTime)


class Waiting(Base):
    """A member on the waiting list; who waited most often comes first next time.

    `plan_id` is the last plan that found no place for her, so that it counts once.
    """

    __tablename__ = "waiting_list"

    member_id: Mapped[str] = mapped_column(
        ForeignKey("members.member_id", ondelete="CASCADE"), primary_key=True
    )
    plan_id: Mapped[str | None] = mapped_column(
        ForeignKey("plans.plan_id", ondelete="SET NULL"), index=True
    )
    since: Mapped[datetime] = mapped_column(UtcTime)
    reason: Mapped[str] = mapped_column(String(64))
    times_waited: Mapped[int] = mapped_column(default=1)


class ApiKey(Base):
    """A key of the HTTP API. Only a hash of its secret is kept."""

    __tablename__ = "api_keys"

    key_id: Mapped[str] = mapped_column(String(16), primary_key=True)
    secret_sha256: Mapped[str] = mapped_column(String(64))
    role: Mapped[str] = mapped_column(String(16))
    label: Mapped[str] = mapped_column(String(200))
    created_at: Mapped[datetime] = mapped_column(UtcTime)
    revoked_at: Mapped[datetime | None] = mapped_column(UtcTime)


class AuditEntry(Base):
    """Who did what to whom, when: codes and counts only, never what a member wrote."""

    __tablename__ = "audit_trail"

    entry_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(UtcTime, index=True)
    actor: Mapped[str] = mapped_column(String(64))
    action: Mapped[str] = mapped_column(String(64))
    subject: Mapped[str] = mapped_column(String(128), default="")
    facts: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
