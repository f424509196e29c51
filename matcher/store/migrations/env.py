"""What Alembic runs: all steps inside the transaction that `matcher.store.migrate` opened."""

from alembic import context

from matcher.store.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
)
context.run_migrations()
