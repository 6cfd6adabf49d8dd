"""The database: SQLite by default, PostgreSQL by URL, one code path."""

from __future__ import annotations

from monitor.adapters.sql_store.store import SqlStore, open_store
from monitor.ports import StoreInfo

__all__ = ["SqlStore", "StoreInfo", "open_store"]
