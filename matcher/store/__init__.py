"""The store: SQLAlchemy schema, sessions, queries and migrations."""
