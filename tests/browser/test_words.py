"""Every word on the page is in both languages, and is one that the definitions allow."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

import api
from monitor.attention.state import State

DASHBOARD = Path(api.__file__).parent / "dashboard"
MODULES = sorted(
    path for path in DASHBOARD.glob("js/*.js") if path.name not in {"icons.js", "plotly_es.js"}
)
ENTRY = re.compile(r'^  "([^"]+)": "((?:[^"\\]|\\.)*)",$')
PRODUCT = "Mostrador"
# What a glance cannot show, and what the page must therefore never claim.
NEVER = {
    "es": [
        "atent",
        "atenci",
        "implicad",
        "interesad",
        "honest",
        "feliz",
        "triste",
        "enfad",
        "estado de ánimo",
    ],
    "en": [
        "attentiv",
        "attention",
        "engage",
        "interested",
        "honest",
        "happy",
        "sad ",
        "angry",
        "mood",
    ],
}
# The reference and the disclaimer speak of these words in order to limit them.
ABOUT_OTHERS = {"share.reference", "page.footer"}


def messages(language: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for line in (DASHBOARD / "js" / "messages" / f"{language}.js").read_text("utf-8").splitlines():
        if line in {"", "export default {", "};"}:
            continue
        match = ENTRY.match(line)
        assert match, f"{language}.js: every line is one plain entry, this is not: {line}"
        assert match[1] not in found, f"{language}.js has {match[1]} twice"
        found[match[1]] = match[2]
    return found


ES, EN = messages("es"), messages("en")


def used_keys(text: str) -> set[str]:
    """Keys written out, and keys with a part filled in at run time (as `prefix.*`)."""
    plain = set(re.findall(r'\bt\(\s*"([^"]+)"', text))
    plain |= set(re.findall(r'"((?:state|lock|timeline|now|camera|share)\.[a-z_]+)"', text))
    filled = {re.sub(r"\$\{.*?\}", "*", key) for key in re.findall(r"\bt\(\s*`([^`]+)`", text)}
    return plain | filled


def test_both_languages_have_the_same_keys_and_the_same_gaps() -> None:
    assert set(ES) == set(EN)
    for key, text in ES.items():
        assert text.strip(), key
        assert EN[key].strip(), key
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", EN[key])), key


def test_every_key_that_is_used_exists_and_every_key_is_used() -> None:
    used: set[str] = set()
    for module in MODULES:
        used |= used_keys(module.read_text("utf-8"))
    page = (DASHBOARD / "index.html").read_text("utf-8")
    used |= set(re.findall(r'data-i18n(?:-label)?="([^"]+)"', page))
    patterns = {
        key: re.compile(re.escape(key).replace(r"\*", ".+") + r"(\.one|\.other)?$") for key in used
    }
    missing = [key for key, pattern in patterns.items() if not any(map(pattern.match, ES))]
    assert missing == []
    unused = [key for key in ES if not any(pattern.match(key) for pattern in patterns.values())]
    assert unused == []


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word_and_a_note(state: State) -> None:
    for language in (ES, EN):
        assert f"state.{state.value}" in language
        assert f"state_note.{state.value}" in language
    names = re.search(r"STATES = \[(.*?)\]", (DASHBOARD / "js/states.js").read_text("utf-8"))
    assert names
    assert f'"{state.value}"' in names[1]


@pytest.mark.parametrize("language", ["es", "en"])
def test_no_word_claims_more_than_where_somebody_looks(language: str) -> None:
    texts = {key: text for key, text in messages(language).items() if key not in ABOUT_OTHERS}
    claims = [
        (key, word)
        for key, text in texts.items()
        for word in NEVER[language]
        if word in text.lower()
    ]
    assert claims == []


class Literals(HTMLParser):
    """Collects text that is written into the page itself."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[dict[str, str | None]] = []
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        for name in ("aria-label", "title", "alt", "placeholder"):
            if given.get(name):
                self.found.append(f"{name}={given[name]}")
        if tag not in {"meta", "link"}:
            self.open.append(given)

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        self.open.pop()

    def handle_data(self, data: str) -> None:
        text = data.strip()
        literal = any("data-literal" in given for given in self.open)
        if text and text != PRODUCT and not literal:
            self.found.append(text)


def test_the_page_itself_holds_no_words() -> None:
    parser = Literals()
    parser.feed((DASHBOARD / "index.html").read_text("utf-8"))
    assert parser.found == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.name)
def test_modules_hold_no_words(module: Path) -> None:
    code = re.sub(r"^\s*//[^\n]*$|/\*.*?\*/", "", module.read_text("utf-8"), flags=re.M | re.S)
    code = re.sub(r"new Error\(`[^`]*`\)", "", code)  # for developers, in the console
    strings = re.findall(r'"((?:[^"\\\n]|\\.)*)"', code)
    strings += [re.sub(r"\$\{.*?\}", "", text) for text in re.findall(r"`([^`]*)`", code)]
    words = [
        text
        for text in strings
        if re.search(r"[A-Za-zÀ-ÿ]{2,} [A-Za-zÀ-ÿ]{2,}|[À-ÿ]|^[A-Z][a-z]+$", text)
        and text not in {"use strict", "Plotly"}
    ]
    assert words == []


@pytest.mark.parametrize("path", sorted(DASHBOARD.rglob("*.js")), ids=lambda path: path.name)
def test_modules_stay_small(path: Path) -> None:
    assert len(path.read_text("utf-8").splitlines()) < 250


def test_nothing_is_styled_or_scripted_inline() -> None:
    page = (DASHBOARD / "index.html").read_text("utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)", page)
