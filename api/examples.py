"""One example for every answer: what the real service said when it was recorded.

`python -m tests.api.record_examples` records them anew. The examples of problems are not recorded:
they stand where the problem does (`problems.py`).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

RECORDED: Final = Path(__file__).with_name("examples.json")
"""By method and path, then by status: JSON, or the beginning of a text."""


def with_examples(described: dict[str, Any]) -> dict[str, Any]:
    """Give every answer of a described API its recorded example, in place."""
    recorded = json.loads(RECORDED.read_text(encoding="utf-8"))
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            for status, example in recorded.get(f"{method.upper()} {path}", {}).items():
                for body in operation["responses"][status]["content"].values():
                    body["example"] = example
    return described
