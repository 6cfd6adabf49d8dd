"""`mostrador bench store` and `bench ingest`: what the database costs and stands."""

from __future__ import annotations

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import typer

from monitor.cli.evaluation_tables import print_figures
from monitor.cli.output import progress_console, say, say_json

if TYPE_CHECKING:
    from monitor.evaluation.ingest_bench import IngestBench
    from monitor.evaluation.store_bench import StoreBench

_JSON = typer.Option(False, "--json", help="Print the figures as one JSON object.")


def store(
    url: str = typer.Option(
        "",
        "--url",
        metavar="URL",
        help="An empty database, filled and left so. Default: a SQLite file, removed.",
    ),
    as_json: bool = _JSON,
    counters: int = typer.Option(
        10, "--counters", metavar="N", min=1, max=1000, help="All of one site."
    ),
    days: int = typer.Option(
        395, "--days", metavar="N", min=1, max=4000, help="Days of hour buckets."
    ),
    minute_days: int = typer.Option(
        30, "--minute-days", metavar="N", min=1, help="Days of minute buckets."
    ),
    all_minutes: bool = typer.Option(False, "--all-minutes", help="Minute buckets of all days."),
    asked: int = typer.Option(
        100, "--asked", metavar="N", min=1, help="How often each question is asked."
    ),
) -> None:
    """Fill a database with 13 months of 10 counters; ask for days, weeks and months."""
    import json
    from tempfile import TemporaryDirectory

    from monitor.adapters.clock import SystemClock
    from monitor.evaluation.store_bench import bench_store

    with TemporaryDirectory(prefix="mostrador-bench-") as folder, progress() as tell:
        found = bench_store(
            url or f"sqlite:///{Path(folder) / 'bench.db'}",
            SystemClock(),
            counters=counters,
            days=days,
            minute_days=days if all_minutes else min(minute_days, days),
            asked=asked,
            say=tell,
        )
    if as_json:
        say_json(json.dumps(_object(found), indent=2, ensure_ascii=False))
    else:
        _print_store(found)


def ingest(
    url: str = typer.Option(
        ...,
        "--url",
        metavar="URL",
        help="An empty PostgreSQL database, filled and left so.",
        show_default=False,
    ),
    as_json: bool = _JSON,
    counters: int = typer.Option(
        1000, "--counters", metavar="N", min=1, max=100_000, help="Shared out among the sites."
    ),
    sites: int = typer.Option(20, "--sites", metavar="N", min=1, max=1000),
    hours: int = typer.Option(10, "--hours", metavar="N", min=1, max=10, help="Simulated."),
    writers: int = typer.Option(
        2, "--writers", metavar="N", min=1, max=64, help="Processes that write."
    ),
) -> None:
    """Send the minutes of many counters, some late, some twice; count and sum at the end."""
    import json

    from monitor.adapters.clock import SystemClock
    from monitor.evaluation.ingest_bench import bench_ingest

    with progress() as tell:
        found = bench_ingest(
            url,
            SystemClock(),
            counters=counters,
            sites=sites,
            hours=hours,
            writers=writers,
            say=tell,
        )
    if as_json:
        say_json(json.dumps(_object(found), indent=2, ensure_ascii=False))
    else:
        _print_ingest(found)


def _object(found: StoreBench | IngestBench) -> dict[str, Any]:
    """The figures, with the conditions beside them."""
    figures = asdict(found)
    conditions = figures.pop("conditions")
    return {**figures, **conditions}


@contextmanager
def progress() -> Generator[Callable[[str], None]]:
    """Says what is being done, on standard error while it is a terminal."""
    console = progress_console()
    if not console.is_terminal:
        yield lambda _text: None
        return
    with console.status("") as status:
        yield status.update


def _print_store(found: StoreBench) -> None:
    from monitor.evaluation.figure_table import FigureTable
    from monitor.evaluation.store_bench import TARGET_P95_MS

    rows = [
        (name, *map(str, (t.asked, t.p50_ms, t.p95_ms, t.most_ms, t.cpu_p50_ms)))
        for name, t in found.queries.items()
    ]
    table = FigureTable(
        f"{found.database}: {found.days} days of {found.counters} counters",
        ("question", "asked", "p50, ms", "p95, ms", "most, ms", "own CPU, p50, ms"),
        tuple(rows),
    )
    print_figures([table])
    say(
        f"{found.minutes} minutes (of {found.minute_days} days) of {found.minute_bytes} bytes, "
        f"{found.hours} hours of {found.hour_bytes} bytes: {found.size_bytes / 1e6:.0f} MB, "
        f"filled in {found.fill_s} s; target p95 {TARGET_P95_MS:.0f} ms"
    )
    say(found.conditions.words)


def _print_ingest(found: IngestBench) -> None:
    say(
        f"{found.database}: {found.sent} buckets of {found.counters} counters at {found.sites} "
        f"sites, {found.hours} hours, in {found.write_s} s: {found.rows_per_s} rows a second"
    )
    say(
        f"{found.late} came late, {found.repeated} twice; the hours were summed as they closed, "
        f"and {found.summed_anew} again for what came late"
    )
    say(
        f"kept: {found.minutes} minutes of {found.expected} different ones; "
        f"{found.wrong_counters} counters whose sums are not what was sent"
    )
    say(found.conditions.words)
