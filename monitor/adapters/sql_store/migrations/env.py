"""Runs the steps over the connection that `monitor.adapters.sql_store.migrate` brings along."""

from __future__ import annotations

from alembic import context

from monitor.adapters.sql_store.schema import METADATA, REVISION_TABLE

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    version_table=REVISION_TABLE,
)
with context.begin_transaction():
    context.run_migrations()
