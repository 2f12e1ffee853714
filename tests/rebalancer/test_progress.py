"""Work reports itself to whoever is watching, and stops when told to."""

from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.classify.universe import embedded_universe
from rebalancer.errors import RebalancerError
from rebalancer.pipeline import import_files
from rebalancer.progress import LONG, OFTEN, Cancelled, Progress, Pulse, silent, watched

PLAIN = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"


def test_nobody_has_to_watch() -> None:
    watcher: Progress = silent
    watcher(0.5)
    watcher(1.0, "done")


def test_cancelling_is_not_an_error_that_a_person_has_to_read() -> None:
    assert not issubclass(Cancelled, RebalancerError)


def test_work_rises_from_nothing_to_the_whole(tmp_path: Path) -> None:
    reports: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        assert isinstance(note, str)
        reports.append(fraction)

    import_files([plain_file(tmp_path)], embedded_universe(), progress=watch)

    assert reports == sorted(reports)
    assert reports[-1] == 1


def test_whoever_watches_can_stop_the_work(tmp_path: Path) -> None:
    def stop(fraction: float, note: str = "") -> None:
        raise Cancelled

    with pytest.raises(Cancelled):
        import_files([plain_file(tmp_path)], embedded_universe(), progress=stop)


def test_whoever_works_on_many_things_says_now_and_then_how_many_are_done() -> None:
    reports: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        assert note == "Counting"
        reports.append(fraction)

    assert list(watched(range(250), 250, watch, "Counting")) == list(range(250))
    assert reports == [0, 0.4, 0.8]


@given(st.lists(st.floats(0, 1)))
def test_a_pulse_never_goes_back(fractions: list[float]) -> None:
    reports: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        reports.append(fraction)

    pulse = Pulse(watch)
    for fraction in fractions:
        pulse.step(fraction)
        pulse.beat()

    assert reports == sorted(reports)
    assert set(reports) <= set(fractions)


def test_a_step_that_takes_long_says_for_how_long() -> None:
    now = 100.0
    told: list[str] = []

    def watch(fraction: float, note: str = "") -> None:
        told.append(note)

    pulse = Pulse(watch, clock=lambda: now)
    pulse.step(0.1, "counting")
    now += LONG
    pulse.beat()
    pulse.step(0.2, "counting")
    pulse.step(0.3, "adding up")
    pulse.step(0.4)
    now += LONG
    pulse.beat()

    assert told == ["counting", "counting, 2 s", "counting, 2 s", "adding up", "", ""]


@given(st.lists(st.floats(0, 1), max_size=50))
def test_ticks_are_reports_only_now_and_then(pauses: list[float]) -> None:
    now = 0.0
    reports: list[float] = []

    def watch(fraction: float, note: str = "") -> None:
        reports.append(now)

    def work() -> Iterator[float]:
        nonlocal now
        for pause in pauses:
            now += pause
            yield pause

    pulse = Pulse(watch, clock=lambda: now)
    assert list(pulse.over(work())) == pauses
    pulse.tick()

    assert all(later - earlier >= OFTEN for earlier, later in pairwise([0.0, *reports]))
    assert now - [0.0, *reports][-1] < OFTEN


def test_all_parts_of_a_work_beat_as_one() -> None:
    now = 0.0
    told: list[tuple[float, str]] = []

    def watch(fraction: float, note: str = "") -> None:
        told.append((round(fraction, 9), note))

    pulse = Pulse(watch, clock=lambda: now)
    first, second = pulse.part_of(0, 2, "one of two"), pulse.part(0.5, 1.0)
    inner = second.part_of(1, 2)
    first.step(0.5, "whatever it is called")
    pulse.tick()
    now += LONG
    first.tick()
    second.step(0.0, "adding up")
    inner.step(0.5, "adding up")
    first.step(1.0)
    now += OFTEN
    inner.tick()

    assert told == [
        (0.25, "one of two"),
        (0.25, f"one of two, {LONG} s"),
        (0.5, "adding up"),
        (0.875, "adding up"),
        (0.875, "one of two"),
        (0.875, "one of two"),
    ]


def test_who_is_handed_a_pulse_sets_up_no_other() -> None:
    pulse = Pulse(silent)
    part = pulse.part(0.0, 0.5)

    assert Pulse.of(pulse) is pulse
    assert Pulse.of(part) is part
    assert Pulse.of(silent) is not Pulse.of(silent)


def plain_file(folder: Path) -> Path:
    path = folder / "holdings.csv"
    path.write_text(f"{PLAIN}Joint,taxable,AAPL,Apple,10,200,,\n", encoding="utf-8")
    return path
