"""The settings in use: one owner, whatever is changed at the same time."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from pathlib import Path

import pytest

from monitor.attention.calibration import calibrate
from monitor.attention.place_reading import CUSTOMER_PLACE, DEVICE_PLACE
from monitor.errors import SettingsError, StoreError
from monitor.runtime.compose import compose
from monitor.runtime.counter.rules import counter_rules
from monitor.runtime.site import settings_changes
from monitor.runtime.site.service import Runtime
from monitor.runtime.site.settings_in_use import SettingsInUse
from monitor.settings import (
    Settings,
    WrongSettings,
    calibrated_counter,
    changed_settings,
    load_settings,
    stamp_of,
    store_calibration,
)
from monitor.units import NS_PER_S, CounterId, UtcNs
from tests.patience import PATIENCE_S
from tests.unit.attention.looks import exactly, looking
from tests.unit.runtime.going_by import only_rule

FRONT = CounterId("front")
BACK = CounterId("back")
RESULT = calibrate([exactly(CUSTOMER_PLACE, 5, 10), exactly(DEVICE_PLACE, 5, -40)])


@contextmanager
def shop(folder: Path) -> Generator[tuple[Runtime, Path]]:
    """A service as the program composes it, with a real file and database; no camera runs."""
    file = folder / "shop.toml"
    counters = "".join(
        f'[[counters]]\nid = "{each}"\ncamera = "{folder / each}.mp4"\nrate_per_s = 5\n'
        for each in ("front", "back", "side")
    )
    file.write_text(f'[store]\nurl = "sqlite:///{folder / "shop.db"}"\n{counters}', "utf-8")
    runtime = compose(load_settings(file, {}), file)
    try:
        yield runtime, file
    finally:
        runtime.stop()


def look_at_everything(runtime: Runtime, counter: CounterId = FRONT) -> None:
    """Up to the moment at which somebody accepts the calibration."""
    runtime.calibrations.start(counter)
    for start_s, (place, at_deg) in enumerate({"customer": (0, 0), "device": (0, -40)}.items()):
        runtime.calibrations.collect(counter, place, None)
        for sample in looking(at_deg, 9.0, start_s=10.0 * start_s):
            runtime.calibrations.take(counter, sample)


def test_a_calibration_accepted_while_another_setting_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = settings_changes.store_values
    with shop(tmp_path) as (runtime, file), ThreadPoolExecutor(1) as other:
        look_at_everything(runtime)
        accepted: list[Future[None]] = []

        def written_and_accepted(*args: object) -> None:
            write(*args)  # pyright: ignore[reportArgumentType]
            began = threading.Event()

            def accept() -> None:
                began.set()
                runtime.calibrations.accept(FRONT)

            accepted.append(other.submit(accept))
            assert began.wait(PATIENCE_S)
            # Time to go as far as it can: up to a lock, or to its end.
            threading.Event().wait(0.5)

        monkeypatch.setattr(settings_changes, "store_values", written_and_accepted)
        runtime.changes.change({"counters.front.rate_per_s": 10})
        accepted[0].result(PATIENCE_S)
        in_file = load_settings(file, {}).counters[0]
        answers = {
            "file": in_file,
            "runtime": runtime.settings.counters[0],
            "counter": runtime._get(FRONT).settings,
        }
        told = {who: (c.rate_per_s, c.calibrated) for who, c in answers.items()}
        assert told == dict.fromkeys(told, (10, True))


def test_whatever_is_changed_at_the_same_time_all_agree(tmp_path: Path) -> None:
    """Single values, calibrations, and calibrations that another program stores in the file."""
    with shop(tmp_path) as (runtime, file), ThreadPoolExecutor(6) as hands:
        followed: list[tuple[Settings, Settings]] = []
        runtime.in_use.subscribe(lambda before, after: followed.append((before, after)))
        start = threading.Barrier(6, timeout=PATIENCE_S)

        def change(key: str, values: Iterable[float]) -> None:
            start.wait()
            for value in values:
                try_until_free(partial(runtime.changes.change, {key: value}))

        def calibrated(counter: CounterId) -> None:
            start.wait()
            for _ in range(3):
                look_at_everything(runtime, counter)
                try_until_free(lambda: runtime.calibrations.accept(counter))

        def elsewhere() -> None:
            start.wait()
            for turn in range(5):
                runtime.calibrations.refresh()
                try_until_free(partial(store_elsewhere, file, "side", turn))

        rates = range(6, 26)
        done = [
            hands.submit(change, "counters.front.rate_per_s", rates),
            hands.submit(change, "counters.back.rate_per_s", rates),
            hands.submit(change, "encounters.long_s", (3 + each / 10 for each in range(20))),
            hands.submit(calibrated, FRONT),
            hands.submit(calibrated, BACK),
            hands.submit(elsewhere),
        ]
        for each in done:
            each.result(PATIENCE_S)
        runtime.calibrations.refresh()
        # The file's own words: whatever was stored counts, and nothing else does.
        assert runtime.settings == load_settings(file, {})
        assert runtime.settings.encounters.long_s == 4.9
        assert [each.rate_per_s for each in runtime.settings.counters] == [25, 25, 5]
        assert [each.calibrated for each in runtime.settings.counters] == [True, True, True]
        for counter in runtime.settings.counters:
            live = runtime._get(CounterId(counter.id))
            assert live.settings == counter
            assert live.recorder._by == counter_rules(runtime.settings, counter, runtime.ledger)
        # Everybody heard of every change once and in order.
        assert followed[-1][1] == runtime.settings
        assert all(before[1] is after[0] for before, after in pairwise(followed))


def try_until_free(change: Callable[[], object]) -> None:
    """Again, as it is told to people: another program wrote the file at the same moment."""
    until = time.monotonic() + PATIENCE_S
    while True:
        try:
            change()
        except SettingsError as error:
            if error.cause.name != "file_changed" or time.monotonic() > until:
                raise
        else:
            return


def store_elsewhere(file: Path, counter: str, turn: int) -> None:
    """What the command line does while the service runs."""
    seen = stamp_of(file)
    (known,) = (each for each in load_settings(file, {}).counters if each.id == counter)
    at = UtcNs((1_700_000_000 + turn) * NS_PER_S)
    store_calibration(calibrated_counter(known, RESULT, at), seen)


def test_who_follows_is_told_even_when_another_fails() -> None:
    in_use = SettingsInUse(Settings(), only_rule)
    told: list[str] = []

    def fail(_before: Settings, _after: Settings) -> None:
        raise StoreError("the disk is full")

    in_use.subscribe(fail)
    in_use.subscribe(lambda _before, after: told.append(after.site.name))
    with pytest.raises(StoreError, match="full"):
        in_use.replace(lambda now: changed_settings(now, {"site.name": "Luna"})[0])
    assert told == [in_use.current.site.name] == ["Luna"]
    # And the way is free for the next one.
    in_use.replace(lambda now: now)


def test_a_change_that_is_refused_changes_nothing(tmp_path: Path) -> None:
    with shop(tmp_path) as (runtime, file):
        before, text = runtime.settings, file.read_bytes()
        with pytest.raises(WrongSettings):
            runtime.changes.change({"encounters.long_s": 4.0, "encounters.prolonged_s": 3.0})
        assert runtime.settings is before
        assert file.read_bytes() == text


def test_what_is_no_change_is_told_to_nobody(tmp_path: Path) -> None:
    with shop(tmp_path) as (runtime, file):
        told: list[Settings] = []
        runtime.in_use.subscribe(lambda _before, after: told.append(after))
        text, rules = file.read_bytes(), runtime.in_use.rules(FRONT)
        runtime.changes.change({"counters.front.rate_per_s": 5})
        assert (told, file.read_bytes()) == ([], text)
        assert runtime.in_use.rules(FRONT) is rules


def test_a_calibration_of_another_program_waits_while_settings_change(tmp_path: Path) -> None:
    """The clock's work, twice a second, must not stand still until a camera has ended."""
    with shop(tmp_path) as (runtime, file), ThreadPoolExecutor(1) as other:
        store_elsewhere(file, "side", 1)
        going, over = threading.Event(), threading.Event()

        def slowly(now: Settings) -> Settings:
            going.set()
            assert over.wait(PATIENCE_S)
            return now

        changing = other.submit(runtime.in_use.replace, slowly)
        assert going.wait(PATIENCE_S)
        runtime.calibrations.refresh()
        assert not runtime.settings.counters[2].calibrated
        over.set()
        changing.result(PATIENCE_S)
        runtime.calibrations.refresh()
        assert runtime.settings.counters[2].calibrated
