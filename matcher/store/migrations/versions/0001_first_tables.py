"""The first tables: people, catalogue, enrolments, stories, ties, circles, keys, audit trail."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    _people()
    _catalogue()
    _enrolments()
    _stories()
    _ties()
    _circles()
    _access()
    _audit()


def downgrade() -> None:
    for table in (
        "audit_trail",
        "api_keys",
        "circle_members",
        "circles",
        "ties",
        "stories",
        "enrolments",
        "classes",
        "programmes",
        "consents",
        "members",
    ):
        op.drop_table(table)


def _time(name: str, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int | None = None, *, nullable: bool = False) -> sa.Column[object]:
    return sa.Column(name, sa.String(length) if length else sa.Text(), nullable=nullable)


def _references(
    table: str, column: str, target: str, *, cascade: bool = True
) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [column],
        [target],
        name=f"fk_{table}_{column}_{target.partition('.')[0]}",
        ondelete="CASCADE" if cascade else None,
    )


def _key(table: str, *columns: str) -> sa.PrimaryKeyConstraint:
    return sa.PrimaryKeyConstraint(*columns, name=f"pk_{table}")


def _people() -> None:
    op.create_table(
        "members",
        _text("member_id", 64),
        _text("display_name"),
        _text("province", 5, nullable=True),
        _text("goals"),
        _text("background"),
        _text("offers"),
        _text("topics"),
        _text("stage"),
        _text("vision"),
        _text("languages"),
        _text("availability"),
        _text("role", 16),
        _time("joined_at", nullable=True),
        _time("updated_at"),
        _key("members", "member_id"),
    )
    op.create_table(
        "consents",
        _text("member_id", 64),
        _text("purpose", 16),
        _time("granted_at"),
        _time("withdrawn_at", nullable=True),
        _key("consents", "member_id", "purpose"),
        _references("consents", "member_id", "members.member_id"),
    )


def _catalogue() -> None:
    op.create_table(
        "programmes",
        _text("name", 200),
        _text("description"),
        _key("programmes", "name"),
    )
    op.create_table(
        "classes",
        _text("class_id", 64),
        _text("title"),
        _text("description"),
        _text("programme", 200, nullable=True),
        _text("topics"),
        _text("level", 16, nullable=True),
        _text("prerequisites"),
        sa.Column("capacity", sa.Integer(), nullable=True),
        _time("starts_at", nullable=True),
        _text("format", 16),
        _text("province", 5, nullable=True),
        _text("language", 8),
        sa.Column("active", sa.Boolean(), nullable=False),
        _time("updated_at"),
        _key("classes", "class_id"),
        _references("classes", "programme", "programmes.name", cascade=False),
    )


def _enrolments() -> None:
    op.create_table(
        "enrolments",
        _text("member_id", 64),
        _text("class_id", 64),
        _time("enrolled_at"),
        _text("status", 16),
        _time("completed_at", nullable=True),
        sa.Column("rating", sa.Double(), nullable=True),
        _key("enrolments", "member_id", "class_id"),
        _references("enrolments", "member_id", "members.member_id"),
        _references("enrolments", "class_id", "classes.class_id", cascade=False),
    )
    op.create_index("ix_enrolments_status_class", "enrolments", ["status", "class_id"])


def _stories() -> None:
    op.create_table(
        "stories",
        _text("story_id", 64),
        _text("author_id", 64, nullable=True),
        _text("title"),
        _text("body"),
        _text("topics"),
        _time("created_at", nullable=True),
        _text("visibility", 16),
        _text("language", 8),
        _time("updated_at"),
        _key("stories", "story_id"),
        _references("stories", "author_id", "members.member_id"),
    )
    op.create_index("ix_stories_author_id", "stories", ["author_id"])


def _ties() -> None:
    op.create_table(
        "ties",
        _text("member_a", 64),
        _text("member_b", 64),
        _text("kind", 16),
        _time("since", nullable=True),
        _key("ties", "member_a", "member_b", "kind"),
        _references("ties", "member_a", "members.member_id"),
        _references("ties", "member_b", "members.member_id"),
    )
    op.create_index("ix_ties_member_b", "ties", ["member_b"])


def _circles() -> None:
    op.create_table(
        "circles",
        _text("circle_id", 64),
        _text("name", 200),
        _text("kind", 16),
        _text("status", 16),
        _time("created_at"),
        _key("circles", "circle_id"),
    )
    op.create_table(
        "circle_members",
        _text("circle_id", 64),
        _text("member_id", 64),
        _text("role", 16),
        _time("joined_at"),
        _time("left_at", nullable=True),
        _key("circle_members", "circle_id", "member_id"),
        _references("circle_members", "circle_id", "circles.circle_id"),
        _references("circle_members", "member_id", "members.member_id"),
    )
    op.create_index("ix_circle_members_member_id", "circle_members", ["member_id"])


def _access() -> None:
    op.create_table(
        "api_keys",
        _text("key_id", 16),
        _text("secret_sha256", 64),
        _text("role", 16),
        _text("label", 200),
        _time("created_at"),
        _time("revoked_at", nullable=True),
        _key("api_keys", "key_id"),
    )


def _audit() -> None:
    op.create_table(
        "audit_trail",
        sa.Column("entry_id", sa.Integer(), autoincrement=True, nullable=False),
        _time("at"),
        _text("actor", 64),
        _text("action", 64),
        _text("subject", 128),
        sa.Column("facts", sa.JSON(), nullable=False),
        _key("audit_trail", "entry_id"),
    )
    op.create_index("ix_audit_trail_at", "audit_trail", ["at"])
