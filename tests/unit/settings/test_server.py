"""Where the page is served, and under which other address a proxy shows it."""

from __future__ import annotations

from pathlib import Path

import pytest

from monitor.errors import SettingsError
from monitor.settings import Settings, load_settings


def given(url: str) -> str:
    return Settings.model_validate({"server": {"public_url": url}}).server.public_url


def test_no_proxy_is_the_default() -> None:
    assert Settings().server.public_url == ""


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://Counter.Example/", "https://counter.example"),
        ("https://counter.example:443", "https://counter.example"),
        ("https://192.0.2.10:8443", "https://192.0.2.10:8443"),
        ("https://[2001:DB8:0::1]:8443/", "https://[2001:db8::1]:8443"),
        ("https://shop", "https://shop"),
        ("http://localhost:9000", "http://localhost:9000"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
    ],
)
def test_it_is_kept_as_a_browser_names_it(url: str, kept: str) -> None:
    assert given(url) == kept


@pytest.mark.parametrize(
    "url",
    [
        "http://counter.example",
        "counter.example",
        "ftp://counter.example",
        "https://",
        "https://counter.example/page",
        "https://counter.example?a=1",
        "https://counter.example#a",
        "https://*.example",
        "https://a b",
        "https://counter.example:0",
        "https://counter.example:99999",
        "https://999.1.1.1",
        "https://[fe80::1%eth0]",
        "https://counter.example https://other.example",
        "http://localhost@evil.example",
    ],
)
def test_anything_else_is_refused_in_one_sentence(tmp_path: Path, url: str) -> None:
    file = tmp_path / "shop.toml"
    file.write_text(f'[server]\npublic_url = "{url}"\n', encoding="utf-8")
    with pytest.raises(SettingsError) as caught:
        load_settings(file, {})
    said = str(caught.value)
    assert said.startswith(f"{file}, line 2: server.public_url = ")
    assert "accepted is one address like https://counter.example" in said
    assert "\n" not in said


@pytest.mark.parametrize("url", ["https://me:hidden@shop.example", "https://me:hid/den@[shop"])
def test_a_password_in_it_is_never_told(url: str) -> None:
    with pytest.raises(SettingsError) as caught:
        load_settings(None, {"MOSTRADOR_SERVER__PUBLIC_URL": url})
    assert "no password" in str(caught.value)
    assert "hid" not in str(caught.value).replace("***", "")
