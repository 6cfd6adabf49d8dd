"""Series as files: for a spreadsheet, for a program."""

from __future__ import annotations

from typing import Annotated, Final
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Path, Query, Response

from api.exports.series import STEPS, Series, history_table, seconds_table, sessions_table
from api.exports.table import Decimal, Table, csv_bytes, json_bytes
from api.problems import Problem, invalid_parameter, problem_responses
from api.query import AskedCounter, asked_span, one_counter, only, whole_weeks_until
from api.routes.sessions import find_session
from api.served import Runtime
from monitor.errors import because
from monitor.metrics.rollup import Span
from monitor.runtime.counter.publishing import history_of

router = APIRouter(prefix="/export", tags=["exports"])

_WEEKS: Final = 4
_ASKED: Final = ("counter", "from", "to", "session")
_PROBLEMS: Final = (
    Problem.INVALID_PARAMETER,
    Problem.UNKNOWN_COUNTER,
    Problem.UNKNOWN_SESSION,
    Problem.STORE_UNAVAILABLE,
)


def table_of(
    runtime: Runtime,
    series: Annotated[Series, Path(description="What to export.")],
    counter: AskedCounter = None,
    from_: Annotated[
        str | None,
        Query(
            alias="from",
            description="Start, written as for `/metrics`. Without both ends the last four whole "
            "weeks, of minutes today.",
        ),
    ] = None,
    to: Annotated[str | None, Query(description="End, itself left out.")] = None,
    session: Annotated[
        str | None, Query(description="Id of the session, for `session-seconds`.")
    ] = None,
) -> Table:
    """The series that is asked for, as a table."""
    if series is Series.SESSIONS:
        return sessions_table(runtime.sessions.all(), runtime)
    if series is Series.SESSION_SECONDS:
        if session is None:
            raise invalid_parameter("session", None, because("session_id"))
        found = find_session(runtime, session)
        return seconds_table(found, runtime.sessions.record(found.session_id), runtime)
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    within = _span(runtime, series, zone, from_, to)
    return history_table(series, history_of(runtime, chosen.counter, within, zone), runtime)


Asked = Annotated[Table, Depends(table_of)]


@router.get(
    "/{series}.csv",
    summary="A series for a spreadsheet",
    response_class=Response,
    dependencies=[only(*_ASKED, "decimal")],
    responses={
        200: {
            "description": "Times on the clock of the site and in UTC, units in the header, empty "
            "cells where something is withheld or there is nothing to count; `..._beyond` is true "
            "where a first look is longer than any that was seen. Texts that a spreadsheet would "
            "take for a formula begin with an apostrophe. A byte order mark stands in front only "
            "where a letter beyond ASCII does.",
            "content": {"text/csv": {}},
        },
        **problem_responses(*_PROBLEMS),
    },
)
def export_csv(
    table: Asked,
    decimal: Annotated[
        Decimal,
        Query(description="`comma`: decimal commas and semicolons, as Spanish spreadsheets want."),
    ] = Decimal.POINT,
) -> Response:
    """The numbers of the other answers, withheld where those are. Same data, same bytes."""
    return _file(table, csv_bytes(table, decimal), "csv", "text/csv; charset=utf-8")


@router.get(
    "/{series}.json",
    summary="A series for a program",
    response_class=Response,
    dependencies=[only(*_ASKED)],
    responses={
        200: {
            "description": "An object: what is true of the whole, and `rows`.",
            "content": {"application/json": {}},
        },
        **problem_responses(*_PROBLEMS),
    },
)
def export_json(table: Asked) -> Response:
    """The columns of the CSV by name, null where something is withheld."""
    return _file(table, json_bytes(table), "json", "application/json")


def _span(
    runtime: Runtime, series: Series, zone: ZoneInfo, from_: str | None, to: str | None
) -> Span:
    now = runtime.clock.utc_ns()
    if from_ is None and to is None and series is not Series.MINUTES:
        return whole_weeks_until(now, zone, _WEEKS)
    return asked_span(from_, to, STEPS[series], now, zone)


def _file(table: Table, content: bytes, ending: str, media_type: str) -> Response:
    # Both are names of ours: a-z, 0-9, - and _.
    about = table.facts.get("session") or table.facts.get("counter")
    name = "-".join(filter(None, ("mostrador", str(about or ""), table.name)))
    disposition = f'attachment; filename="{name}.{ending}"'
    headers = {"Content-Disposition": disposition}
    return Response(content, media_type=media_type, headers=headers)
