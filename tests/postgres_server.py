"""A PostgreSQL server of the tests' own: a temporary folder, a Unix socket, a free local port.

Nobody else's server is touched and nothing is left behind. PostgreSQL refuses to run as root, so
under root it runs as `nobody`.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, text

from tests.free_ports import free_port

OWNER, PASSWORD = "shopkeeper", "open-sesame-17"
START_TIMEOUT_S = 120.0

# Many short-lived databases on a shared machine: safe against a killed server, not a power cut.
SWITCHES = (
    "fsync=off",
    "full_page_writes=off",
    "max_connections=60",
    "shared_buffers=64MB",
    "autovacuum_naptime=10s",
    "log_min_messages=panic",
)


def binaries() -> Path | None:
    """The folder of `initdb` and `postgres`, the newest where there are several."""
    found = shutil.which("initdb")
    if found:
        return Path(found).resolve().parent
    folders = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(folders, key=lambda path: float(path.parent.name), default=None)


@dataclass
class PostgresServer:
    """A server that can be stopped, started again, and asked for new databases."""

    folder: Path
    port: int
    switches: tuple[str, ...] = SWITCHES
    _process: subprocess.Popen[bytes] | None = None
    _numbers: Any = field(default_factory=count)

    def url(self, database: str, user: str = OWNER, password: str = PASSWORD) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def new_database(self) -> str:
        """The URL of an empty database."""
        name = f"shop_{next(self._numbers)}"
        self.run("postgres", f"CREATE DATABASE {name}")
        return self.url(name)

    def run(self, database: str, *statements: str) -> list[Any]:
        """Run statements as the owner, each by itself; the rows of the last one."""
        url = self.url(database).replace("postgresql:", "postgresql+psycopg:")
        engine = create_engine(url, isolation_level="AUTOCOMMIT")
        rows: list[Any] = []
        with engine.connect() as connection:
            for statement in statements:
                result = connection.execute(text(statement))
                rows = list(result) if result.returns_rows else []
        engine.dispose()
        return rows

    def start(self) -> None:
        command = [
            *(str(_found() / "postgres"), "-D", str(self.folder / "data")),
            *("-p", str(self.port), "-k", str(self.folder), "-h", "127.0.0.1"),
            *(part for switch in self.switches for part in ("-c", switch)),
        ]
        log = (self.folder / "server.log").open("ab")
        with log:
            self._process = subprocess.Popen(_humbly(command), stdout=log, stderr=log)
        deadline = time.monotonic() + START_TIMEOUT_S
        ready = [str(_found() / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self.port)]
        while subprocess.run(ready, check=False).returncode:
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError((self.folder / "server.log").read_text())
            time.sleep(0.05)

    def stop(self, how: str = "immediate") -> None:
        """`immediate` is a crash as far as the programs that use it can tell."""
        if self._process is None:
            return
        command = [str(_found() / "pg_ctl"), "stop", "-D", str(self.folder / "data"), "-m", how]
        subprocess.run(_humbly(command), check=True, capture_output=True)
        self._process.wait(START_TIMEOUT_S)
        self._process = None


@contextmanager
def running_server(switches: tuple[str, ...] = SWITCHES) -> Generator[PostgresServer]:
    """A new server, gone with its folder when the block ends."""
    folder = Path(tempfile.mkdtemp(prefix="mostrador-postgres-"))
    try:
        if os.geteuid() == 0:
            nobody = pwd.getpwnam("nobody")
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        secret = folder / "secret"
        secret.write_text(PASSWORD)
        secret.chmod(0o644)
        initdb = [
            *(str(_found() / "initdb"), "-D", str(folder / "data"), "-U", OWNER, "-E", "UTF8"),
            *("--locale=C", "--no-sync", "-A", "scram-sha-256", f"--pwfile={secret}"),
        ]
        subprocess.run(_humbly(initdb), check=True, capture_output=True, cwd=folder)
        server = PostgresServer(folder, free_port(), switches)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _found() -> Path:
    folder = binaries()
    assert folder is not None, "no PostgreSQL: mark the test needs('postgresql')"
    return folder


def _humbly(command: list[str]) -> list[str]:
    """The command as nobody in particular; it ends with the tests, also when they are killed."""
    if shutil.which("setpriv") is None:
        assert os.geteuid() != 0, "PostgreSQL refuses to run as root, and there is no setpriv"
        return command
    ids: tuple[str, ...] = ()
    if os.geteuid() == 0:
        nobody = pwd.getpwnam("nobody")
        ids = (f"--reuid={nobody.pw_uid}", f"--regid={nobody.pw_gid}", "--clear-groups")
    return ["setpriv", "--pdeathsig=INT", *ids, *command]
