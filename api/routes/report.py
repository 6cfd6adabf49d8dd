"""The printable weekly report."""

from __future__ import annotations

from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.messages import Lang
from api.problems import Problem, problem_responses
from api.query import AskedCounter, asked_week, one_counter, only, settings_of, whole_weeks_until
from api.report.contents import Subject, gather, week_of
from api.report.page import Reader, policy, report_page
from api.served import Runtime
from monitor.metrics.rollup import local_time
from monitor.metrics.session import Session, SessionRecord
from monitor.settings import core_params

router = APIRouter(tags=["report"])


@router.get(
    "/report",
    summary="The weekly report, for paper",
    response_class=HTMLResponse,
    dependencies=[only("counter", "week", "lang", "for")],
    responses={
        200: {
            "description": "A page that loads nothing and runs nothing.",
            "content": {"text/html": {}},
        },
        **problem_responses(
            Problem.INVALID_PARAMETER, Problem.UNKNOWN_COUNTER, Problem.STORE_UNAVAILABLE
        ),
    },
)
def read_report(
    runtime: Runtime,
    counter: AskedCounter = None,
    week: Annotated[
        str | None,
        Query(description="ISO week. Default: the last whole one.", examples=["2026-W13"]),
    ] = None,
    lang: Annotated[Lang, Query(description="Language of the report.")] = Lang.ES,
    for_: Annotated[
        Reader, Query(alias="for", description="`owner`: how it goes; `trainer`: how well.")
    ] = Reader.OWNER,
) -> HTMLResponse:
    """The numbers of the other answers, withheld where those are."""
    chosen = one_counter(runtime, counter)
    zone = ZoneInfo(chosen.time_zone)
    subject = Subject(
        site=runtime.settings.site.name,
        counter=chosen.counter,
        name=chosen.name,
        zone=zone,
        calibrated=chosen.calibrated,
        params=core_params(runtime.settings, settings_of(runtime, chosen.counter)),
    )
    if week is None:
        last = whole_weeks_until(runtime.clock.utc_ns(), zone, 1)
        monday = local_time(last.start_utc_ns, zone).date()
    else:
        monday = asked_week(week)
    sessions = _sessions(runtime, subject, monday) if for_ is Reader.TRAINER else ()
    page = report_page(gather(runtime, subject, monday, sessions), for_, lang)
    return HTMLResponse(
        page, headers={"Content-Security-Policy": f"{policy()}; frame-ancestors 'none'"}
    )


def _sessions(
    runtime: Runtime, subject: Subject, monday: date
) -> tuple[tuple[Session, SessionRecord], ...]:
    within = week_of(monday, subject.zone)
    found = (
        each
        for each in reversed(runtime.sessions.all())
        if each.counter == subject.counter
        and within.start_utc_ns <= each.start_utc_ns < within.end_utc_ns
    )
    return tuple((each, runtime.sessions.record(each.session_id)) for each in found)
