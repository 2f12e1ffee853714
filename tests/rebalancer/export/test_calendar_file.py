"""The days to keep in mind, as a calendar takes them."""

import re
import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rebalancer.export.calendar_file import (
    calendar_text,
    reminders_of,
    write_calendar,
)
from rebalancer.rebalance.plan import Action, SafeDate, TradePlan
from tests.rebalancer.export.test_safety import PAYLOADS

SAFE = SafeDate(
    symbol="AAPL",
    action=Action.BUY,
    first_day=date(2026, 9, 24),
    reason="Sold at a loss; do not buy it, in any account, before 2026-09-24.",
)


def events(text: str) -> list[dict[str, str]]:
    """Read a calendar as RFC 5545 says: unfold, split, unescape."""
    lines = text.replace("\r\n ", "").split("\r\n")
    found: list[dict[str, str]] = []
    for line in lines:
        name, _, value = line.partition(":")
        if line == "BEGIN:VEVENT":
            found.append({})
        elif found:
            plain = re.sub(r"\\(.)", lambda m: "\n" if m[1] == "n" else m[1], value)
            found[-1].setdefault(name, plain)
    return found


def with_safe_dates(plan: TradePlan, *dates: SafeDate) -> TradePlan:
    return replace(plan, safe_dates=dates)


def with_a_young_lot(plan: TradePlan, cost: str | None = "100") -> TradePlan:
    """Return *plan* with one lot of VOO that is bought this year."""
    joint, *others = plan.portfolio_after.accounts
    cost_basis = None if cost is None else joint.positions[0].value * 0 + int(cost)
    first, *rest = joint.positions
    (lot, *more) = first.open_lots or ()
    young = replace(lot, acquired=date(2026, 3, 31), cost_basis=cost_basis)
    changed = replace(joint, positions=(replace(first, lots=(young, *more)), *rest))
    accounts = (changed, *others)
    return replace(plan, portfolio_after=replace(plan.portfolio_after, accounts=accounts))


def test_a_safe_date_is_an_event_of_a_whole_day(plan: TradePlan) -> None:
    (event,) = events(calendar_text(with_safe_dates(plan, SAFE)))
    assert event["SUMMARY"] == "AAPL may be bought again"
    assert event["DTSTART;VALUE=DATE"] == "20260924"
    assert event["DTEND;VALUE=DATE"] == "20260925"
    assert event["DESCRIPTION"] == SAFE.reason
    assert event["DTSTAMP"] == "20260824T000000Z"


def test_a_sale_that_is_put_off_says_so(plan: TradePlan) -> None:
    (reminder,) = reminders_of(with_safe_dates(plan, replace(SAFE, action=Action.SELL)))
    assert reminder.title == "AAPL may be sold again"


def test_a_kept_lot_with_a_gain_turns_long_term_to_the_day(plan: TradePlan) -> None:
    found = reminders_of(with_a_young_lot(plan))
    assert [(each.day, each.title.partition(":")[2]) for each in found] == [
        (date(2027, 4, 1), " a lot turns long-term")
    ]


@pytest.mark.parametrize("cost", ["99999999", None])
def test_a_lot_without_a_gain_to_wait_for_is_no_event(plan: TradePlan, cost: str | None) -> None:
    assert reminders_of(with_a_young_lot(plan, cost)) == ()


def test_the_same_plan_gives_the_same_calendar(plan: TradePlan) -> None:
    twice = [calendar_text(with_safe_dates(plan, SAFE, replace(SAFE, symbol="QQQ")))] * 2
    assert twice[0] == twice[1]
    assert len({event["UID"] for event in events(twice[0])}) == 2


@given(st.text())
def test_any_text_stays_inside_its_event(plan: TradePlan, text: str) -> None:
    written = calendar_text(with_safe_dates(plan, replace(SAFE, reason=text, symbol=text)))
    assert all(len(line.encode()) <= 75 for line in written.split("\r\n"))
    (event,) = events(written)
    kept = "".join(
        letter if letter == "\n" or letter.isprintable() else " "
        for letter in text.replace("\r\n", "\n").replace("\r", "\n")
    )
    assert event["DESCRIPTION"] == kept


@pytest.mark.parametrize("payload", PAYLOADS)
def test_no_payload_adds_a_line_of_its_own(plan: TradePlan, payload: str) -> None:
    written = calendar_text(with_safe_dates(plan, replace(SAFE, reason=payload, symbol=payload)))
    unfolded = written.replace("\r\n ", "").split("\r\n")
    assert len(unfolded) == 3 + 9 + 2


def test_the_calendar_is_written_for_its_owner_only(plan: TradePlan, tmp_path: Path) -> None:
    path = tmp_path / "dates.ics"
    write_calendar(path, with_safe_dates(plan, SAFE))
    assert path.read_bytes().decode() == calendar_text(with_safe_dates(plan, SAFE))
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
