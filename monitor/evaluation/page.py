"""An evaluation as one page that needs nothing else: no network, no picture of anybody."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.resources import files

from jinja2 import Environment, PackageLoader, StrictUndefined

from monitor import __version__
from monitor.evaluation.evaluation import Evaluation
from monitor.evaluation.page_folder import folder_view
from monitor.evaluation.tables import tables


def html_text(evaluations: Sequence[Evaluation], tokens_css: str) -> str:
    """The whole page.

    Args:
        evaluations: what to show, folder by folder.
        tokens_css: the dashboard's colours and sizes, light and dark, as custom properties.
    """
    templates = Environment(
        loader=PackageLoader("monitor.evaluation"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    css = tokens_css + files("monitor.evaluation").joinpath("page.css").read_text("utf-8")
    return templates.get_template("page.html.jinja").render(
        title=f"Mostrador, evaluated on {', '.join(each.folder for each in evaluations)}",
        version=__version__,
        css=css,
        tables=tables(evaluations),
        folders=[folder_view(each) for each in evaluations],
    )
