"""The database: SQLite by default, PostgreSQL by URL, one code path."""

from __future__ import annotations

from monitor.adapters.sql_store.store import SqlStore, open_store

__all__ = ["SqlStore", "open_store"]
