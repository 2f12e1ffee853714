"""How fast Yahoo is asked, and how long it is left alone."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from rebalancer.market.pace import FIRST_PAUSE, LONGEST_PAUSE, TokenBucket, pause_until

NOW = datetime(2026, 8, 21, 21, 0, tzinfo=UTC)


class Clock:
    """A clock that runs only while somebody sleeps, and a bit in between."""

    def __init__(self) -> None:
        self.now = 100.0

    def read(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@given(
    rate=st.floats(0.1, 20),
    burst=st.integers(1, 20),
    gaps=st.lists(st.floats(0, 5), min_size=1, max_size=60),
)
def test_never_more_than_the_burst_and_the_rate_allow(
    rate: float, burst: int, gaps: list[float]
) -> None:
    clock = Clock()
    bucket = TokenBucket(rate, burst, clock.read, clock.sleep)
    start = clock.now
    for taken, gap in enumerate(gaps, start=1):
        clock.now += gap
        bucket.take()
        assert taken <= burst + (clock.now - start) * rate + 1e-6


def test_the_burst_does_not_wait_and_the_next_one_does() -> None:
    clock = Clock()
    bucket = TokenBucket(2.0, 3, clock.read, clock.sleep)
    for _ in range(3):
        bucket.take()
    assert clock.now == 100.0
    bucket.take()
    assert clock.now == 100.5


@given(complaints=st.integers(1, 10_000), chance=st.floats(0, 1))
def test_each_complaint_makes_the_pause_longer_up_to_a_limit(
    complaints: int, chance: float
) -> None:
    pause = pause_until(NOW, complaints, chance) - NOW
    next_pause = pause_until(NOW, complaints + 1, chance) - NOW
    assert FIRST_PAUSE <= pause <= next_pause <= LONGEST_PAUSE * 1.25


def test_the_pause_doubles() -> None:
    assert [pause_until(NOW, each, 0.0) - NOW for each in (1, 2, 3)] == [
        timedelta(minutes=minutes) for minutes in (5, 10, 20)
    ]
