"""Every word on the page is in both languages, and is one that the definitions allow."""

from __future__ import annotations

import json
import re
from collections import Counter
from html.parser import HTMLParser
from pathlib import Path

import pytest

import api
from api.messages import FOLDER, Lang, files_of, modules_in, words_in
from api.pages import ORDER
from monitor.attention.state import AREA_OF, STATES, Reason, State
from monitor.settings import Settings, changeable

DASHBOARD = Path(api.__file__).parent / "dashboard"
MODULES = sorted(
    path for path in DASHBOARD.rglob("*.js") if path.name not in {"icons.js", "plotly_es.js"}
)
PAGES = sorted(DASHBOARD.glob("*/page.html"))
DOCUMENTS = [DASHBOARD / "shell.html", *PAGES]
REPORT = [
    path
    for ending in ("py", "jinja")
    for path in sorted((Path(api.__file__).parent / "report").rglob(f"*.{ending}"))
]
WORDS = [path.name for path in files_of(Lang.ES)]
IMPORT = re.compile(r'(?:from|import\()\s*"(/[^"]+\.js)"')
PRODUCT = "Mostrador"
GROUPS = ("attention.", "encounters.", "publish.", "retention.")
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
ABOUT_OTHERS = {"share.reference", "report.meaning.customer_gaze_share", "page.footer"}


def named(path: Path) -> str:
    return path.relative_to(DASHBOARD).as_posix()


def entries(path: Path) -> dict[str, str]:
    """The texts of a file by key; no key stands in it twice."""
    pairs: list[tuple[str, str]] = json.loads(path.read_text("utf-8"), object_pairs_hook=list)
    assert all(isinstance(text, str) for _, text in pairs), path
    assert [key for key, times in Counter(key for key, _ in pairs).items() if times > 1] == []
    return dict(pairs)


def messages(lang: Lang) -> dict[str, str]:
    """The words of every page together; no key is in two files."""
    found: dict[str, str] = {}
    for name, texts in modules_in(lang).items():
        twice = set(texts) & set(found)
        assert not twice, f"{lang}: {sorted(twice)} of {name} are in another file too"
        found |= texts
    return found


ES, EN = messages(Lang.ES), messages(Lang.EN)


PREFIXES = "|".join(sorted({key.split(".")[0] for key in ES}))


def used_keys(text: str) -> set[str]:
    """Keys written out, and keys with a part filled in at run time (as `prefix.*`)."""
    plain = set(re.findall(r'\bt\(\s*"([^"]+)"', text))
    plain |= set(re.findall(rf'"((?:{PREFIXES})\.[a-z_.]+)"', text))
    plain |= set(re.findall(r'data-i18n(?:-label)?="([^"]+)"', text))
    filled = {re.sub(r"\$\{.*?\}", "*", key) for key in re.findall(r"\bt\(\s*`([^`]+)`", text)}
    return plain | filled


def keys_of_the_report() -> set[str]:
    """Keys that the report's code names, in full or with a part filled in (as `prefix.*`)."""
    code = "".join(path.read_text("utf-8") for path in REPORT)
    named = re.findall(rf"""["']((?:{PREFIXES})\.[a-z_.{{}}+ 1]+)["']""", code)
    return {re.sub(r"\{.*?\}", "*", key) for key in named}


def test_both_languages_have_the_same_keys_and_the_same_gaps() -> None:
    assert set(ES) == set(EN)
    for key, text in ES.items():
        assert text.strip(), key
        assert EN[key].strip(), key
        assert set(re.findall(r"\{(\w+)\}", text)) == set(re.findall(r"\{(\w+)\}", EN[key])), key


def pattern_of(key: str) -> re.Pattern[str]:
    return re.compile(re.escape(key).replace(r"\*", ".+") + r"(\.one|\.other)?$")


def file_at(address: str) -> Path:
    """What a module's address is made of."""
    if address.startswith("/messages/"):
        return FOLDER / address.removeprefix("/messages/").removesuffix(".js")
    return DASHBOARD / address.lstrip("/")


def of_words(path: Path) -> bool:
    """Whether this stands for a module of texts: `es/now`, `es/codes`."""
    return path.is_relative_to(FOLDER)


def loaded_by(*documents: Path) -> set[Path]:
    """Every module that these documents bring in, straight or through another."""
    waiting = [
        found
        for document in documents
        for found in re.findall(r'<script[^>]*src="(/[^"]+\.js)"', document.read_text("utf-8"))
    ]
    reached: set[Path] = set()
    while waiting:
        path = file_at(waiting.pop())
        if path not in reached:
            reached.add(path)
            waiting += [] if of_words(path) else IMPORT.findall(path.read_text("utf-8"))
    return reached


def test_both_languages_have_the_same_files() -> None:
    assert [path.name for path in files_of(Lang.EN)] == WORDS


@pytest.mark.parametrize("name", WORDS)
def test_both_languages_have_the_same_keys_in_each_file(name: str) -> None:
    assert list(entries(FOLDER / "es" / name)) == list(entries(FOLDER / "en" / name))


@pytest.mark.parametrize("page", PAGES, ids=lambda path: path.parent.name)
def test_every_page_brings_the_words_that_it_uses(page: Path) -> None:
    modules = loaded_by(DASHBOARD / "shell.html", page)
    have = {
        lang: {
            key
            for path in modules
            if of_words(path) and path.parent.name == lang
            for key in modules_in(lang)[path.name]
        }
        for lang in Lang
    }
    assert have[Lang.ES] == have[Lang.EN]
    used: set[str] = set()
    for path in (*modules, DASHBOARD / "shell.html", page):
        if not of_words(path):
            used |= used_keys(path.read_text("utf-8"))
    missing = [key for key in used if not any(map(pattern_of(key).match, have[Lang.ES]))]
    assert missing == []


def test_every_word_is_used() -> None:
    used: set[str] = set()
    for path in (*MODULES, *DOCUMENTS):
        used |= used_keys(path.read_text("utf-8"))
    used |= keys_of_the_report()
    used |= {f"nav.{name}" for name in ORDER}  # of pages that exist, as the server links them
    patterns = [pattern_of(key) for key in used]
    assert [key for key in ES if not any(pattern.match(key) for pattern in patterns)] == []


def test_every_page_has_a_place_among_the_links_and_a_name() -> None:
    assert {page.parent.name for page in PAGES} <= set(ORDER)
    assert {f"nav.{name}" for name in ORDER} <= set(ES)


def test_nothing_is_said_twice_on_paper_and_on_the_pages() -> None:
    """The report takes a text of the pages by its key, and has no copy of it."""
    pairs = {key: (ES[key], EN[key]) for key in ES}
    pages = {pair for key, pair in pairs.items() if not key.startswith("report.")}
    assert [key for key, pair in pairs.items() if key.startswith("report.") and pair in pages] == []


def unbound(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_report_reads_what_the_pages_read() -> None:
    for lang, texts in ((Lang.ES, ES), (Lang.EN, EN)):
        said = words_in(lang)
        assert set(said) == set(texts)
        assert [
            key for key in texts if said[key].replace("\u00a0", " ") != unbound(texts[key])
        ] == []


@pytest.mark.parametrize("state", list(State))
def test_every_state_has_a_word_and_a_note(state: State) -> None:
    for language in (ES, EN):
        assert f"state.{state.value}" in language
        assert f"state_note.{state.value}" in language


@pytest.mark.parametrize("reason", list(Reason))
def test_every_reason_has_its_words_and_what_helps(reason: Reason) -> None:
    for language in (ES, EN):
        assert f"reason.{reason.value}" in language
        assert f"aim_help.{reason.value}" in language


@pytest.mark.parametrize(
    ("table", "names"),
    [("STATES", [each.state for each in STATES]), ("AREAS", [*AREA_OF.values()])],
)
def test_the_pages_show_the_states_of_the_table_in_its_order(table: str, names: list[str]) -> None:
    module = (DASHBOARD / "shared/states.js").read_text("utf-8")
    written = re.search(rf"^export const {table} = (\[.*?\]);$", module, re.MULTILINE)
    assert written
    assert json.loads(written[1]) == names


def test_every_threshold_has_a_name_and_a_meaning() -> None:
    """A setting that is added to these tables is shown by itself, and needs its words."""
    form = (DASHBOARD / "setup/thresholds.js").read_text("utf-8")
    assert all(f'"{group[:-1]}"' in form for group in GROUPS)
    keys = [each.key for each in changeable(Settings())]
    shown = [key for key in keys if key.startswith(GROUPS)]
    assert {key.split(".")[0] + "." for key in shown} == set(GROUPS)
    for key in shown:
        for words in (ES, EN):
            assert f"threshold.{key}" in words
            assert f"meaning.{key}" in words


@pytest.mark.parametrize("language", list(Lang))
def test_no_word_claims_more_than_where_somebody_looks(language: Lang) -> None:
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


@pytest.mark.parametrize("document", DOCUMENTS, ids=named)
def test_documents_hold_no_words(document: Path) -> None:
    parser = Literals()
    parser.feed(document.read_text("utf-8"))
    assert parser.found == []


@pytest.mark.parametrize("module", MODULES, ids=named)
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
