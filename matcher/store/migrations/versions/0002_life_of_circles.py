"""The life of circles: plans, the waiting list, and where a circle comes from and when it meets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _plans()
    with op.batch_alter_table("circles") as circles:
        circles.add_column(sa.Column("plan_id", sa.String(64), nullable=True))
        circles.add_column(
            sa.Column("locked", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        circles.add_column(sa.Column("meets_utc_hour", sa.Integer(), nullable=True))
        circles.add_column(sa.Column("meets_hours", sa.Integer(), nullable=True))
        circles.create_foreign_key(
            "fk_circles_plan_id_plans", "plans", ["plan_id"], ["plan_id"], ondelete="SET NULL"
        )
        circles.create_index("ix_circles_plan_id", ["plan_id"])
    _waiting_list()


def downgrade() -> None:
    op.drop_table("waiting_list")
    with op.batch_alter_table("circles") as circles:
        circles.drop_index("ix_circles_plan_id")
        circles.drop_constraint("fk_circles_plan_id_plans", type_="foreignkey")
        for column in ("meets_hours", "meets_utc_hour", "locked", "plan_id"):
            circles.drop_column(column)
    op.drop_table("plans")


def _plans() -> None:
    op.create_table(
        "plans",
        sa.Column("plan_id", sa.String(64), nullable=False),
        sa.Column("request_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("wishes", sa.JSON(), nullable=False),
        sa.Column("seed", sa.Integer(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("plan_id", name="pk_plans"),
        sa.UniqueConstraint("request_id", name="uq_plans_request_id"),
    )
    op.create_index("ix_plans_status", "plans", ["status"])


def _waiting_list() -> None:
    op.create_table(
        "waiting_list",
        sa.Column("member_id", sa.String(64), nullable=False),
        sa.Column("plan_id", sa.String(64), nullable=True),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(64), nullable=False),
        sa.Column("times_waited", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member_id", name="pk_waiting_list"),
        sa.ForeignKeyConstraint(
            ["member_id"],
            ["members.member_id"],
            name="fk_waiting_list_member_id_members",
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["plan_id"],
            ["plans.plan_id"],
            name="fk_waiting_list_plan_id_plans",
            ondelete="SET NULL",
        ),
    )
    op.create_index("ix_waiting_list_plan_id", "waiting_list", ["plan_id"])
