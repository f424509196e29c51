"""Long work as jobs of its own: a plan keeps what was wished and what came of it.

A circle tells whether its hour was chosen by hand.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _jobs()
    with op.batch_alter_table("plans") as plans:
        plans.drop_index("ix_plans_status")
        for column in ("status", "seed", "progress"):
            plans.drop_column(column)
        plans.add_column(sa.Column("revision", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("circles") as circles:
        circles.add_column(
            sa.Column("hour_by_hand", sa.Boolean(), nullable=False, server_default=sa.false())
        )


def downgrade() -> None:
    with op.batch_alter_table("circles") as circles:
        circles.drop_column("hour_by_hand")
    with op.batch_alter_table("plans") as plans:
        plans.drop_column("revision")
        plans.add_column(
            sa.Column("status", sa.String(16), nullable=False, server_default="cancelled")
        )
        plans.add_column(sa.Column("seed", sa.Integer(), nullable=False, server_default="0"))
        plans.add_column(sa.Column("progress", sa.JSON(), nullable=False, server_default="{}"))
        plans.create_index("ix_plans_status", ["status"])
    op.execute("UPDATE plans SET status = 'done' WHERE result IS NOT NULL")
    op.drop_table("jobs")


def _jobs() -> None:
    op.create_table(
        "jobs",
        sa.Column("job_id", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("subject", sa.String(128), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("args", sa.JSON(), nullable=False),
        sa.Column("progress", sa.JSON(), nullable=False),
        sa.Column("message", sa.Text(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("lease_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("job_id", name="pk_jobs"),
    )
    op.create_index("ix_jobs_subject", "jobs", ["subject"])
    op.create_index("ix_jobs_status", "jobs", ["status"])
