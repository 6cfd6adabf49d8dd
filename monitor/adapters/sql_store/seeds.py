"""The number from which a site's secret draws begin, made by chance when it is first asked for."""

from __future__ import annotations

import secrets
from typing import Final

from monitor.adapters.sql_store.database import Database, chosen, insert_once
from monitor.adapters.sql_store.schema import DRAW_SEED

_BITS: Final = 62
"""It fits a column of 64 bits with its sign, and the one after it does too."""


def site_seed(database: Database) -> int:
    """The site's number, the same for ever. Raises `StoreError`."""
    query = chosen(DRAW_SEED, ("seed",), site=database.site)
    with database.reading() as connection:
        seed = connection.execute(query).scalar()
    if seed is not None:
        return int(seed)
    row = {"site": database.site, "seed": secrets.randbits(_BITS)}
    with database.writing() as connection:
        insert_once(connection, DRAW_SEED, row)
        # Another program may have been first.
        return int(connection.execute(query).scalar_one())
