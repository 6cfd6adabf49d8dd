"""A page for people behind the `type` of every problem."""

from __future__ import annotations

from html import escape

from fastapi import APIRouter
from fastapi.responses import HTMLResponse
from starlette.exceptions import HTTPException

from api.problems import Problem

router = APIRouter(include_in_schema=False)


@router.get("/problems/{slug}", response_class=HTMLResponse)
def read_problem(slug: str) -> str:
    """What the problem is, and what to do about it."""
    for problem in Problem:
        if problem.slug == slug:
            return _page(problem)
    raise HTTPException(404)


def _page(problem: Problem) -> str:
    title = escape(problem.title)
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8">'
        f"<title>{title}</title><h1>{title}</h1><p>{escape(problem.advice)}</p>"
        f"<p>HTTP {int(problem.status)} · <code>{escape(problem.uri)}</code></p></html>"
    )
