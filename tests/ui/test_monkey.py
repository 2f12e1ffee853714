"""Whatever is pressed, typed, turned or dropped, in whatever order, nothing breaks.

``--faults`` plays 20 seeds of 3,000 events, a process each, and measures how long anything takes;
without it one short seed is played.
"""

from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.faults.monkey import EVENTS, SEEDS, check, minimised, shortest
from tests.faults.monkey_play import STOPPED, Event, Monkey, events_of
from tests.faults.monkey_watch import Pace, Trouble
from ui.app import Front

SHORT = 80


@pytest.mark.timeout(3 * 3600)
def test_nothing_breaks_whatever_is_pressed(
    front: Front,
    tmp_path: Path,
    is_thorough: bool,  # noqa: FBT001 - a fixture
) -> None:
    trouble = Trouble()

    Monkey(front, tmp_path / "dropped", trouble).play(events_of(7, SHORT))
    verdicts = [check(seed, EVENTS, tmp_path) for seed in range(SEEDS if is_thorough else 0)]

    assert [each for each in trouble.sentences if STOPPED not in each] == []
    assert [
        f"{each.told(seed)}\n{minimised(seed, EVENTS, each.trouble, tmp_path)}"
        for seed, each in enumerate(verdicts)
        if each.broken
    ] == []


@given(st.integers(2, 60), st.data())
def test_a_failure_is_told_with_only_the_events_it_needs(count: int, data: st.DataObject) -> None:
    events = events_of(1, count)
    needed = set(data.draw(st.lists(st.integers(0, count - 1), min_size=1, max_size=3)))

    def fails(fewer: Sequence[Event]) -> bool:
        return all(any(events[place] is each for each in fewer) for place in needed)

    assert shortest(events, fails, tries=10_000) == [events[place] for place in sorted(needed)]


def test_a_processor_is_slow_only_beside_what_it_was_in_the_same_run() -> None:
    now, taken = 0.0, 2.0

    def clock() -> float:  # asked before and after every piece of work
        nonlocal now
        now += taken / 2
        return now

    pace = Pace(clock)
    assert pace.slowness == 1.0
    taken = 3.0
    pace.look()
    assert pace.slowness == 1.25
    pace.look()
    assert pace.slowness == 1.5
    taken = 1.0
    for _ in range(20):
        pace.look()
    assert pace.slowness == 1.0
