"""One portfolio in many dialects reads back the same: encodings, delimiters, quotes, padding."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Literal, NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rebalancer.domain.money import USD
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.files import read_content
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot

FILES = Path(__file__).parent / "files"
NAMES = sorted(path.name for path in FILES.glob("*.csv"))

Summary = list[tuple[str, Decimal, Decimal, list[tuple[str, Decimal | None, Decimal]]]]
Quoting = Literal[0, 1, 2, 3]


def summary(portfolio: Portfolio) -> Summary:
    return [
        (
            account.label,
            account.total_value,
            account.cash,
            [(each.symbol, each.quantity, each.value) for each in account.positions],
        )
        for account in portfolio.accounts
    ]


def days(portfolio: Portfolio) -> list[date | None]:
    return [lot.acquired for _, position in portfolio.holdings() for lot in position.open_lots]


class Dialect(NamedTuple):
    """How a program saves a table."""

    delimiter: str
    end: str
    quoting: Quoting
    is_padded: bool
    encoding: str
    blank_lines: int
    respell: Callable[[str], str]


NUMBER = re.compile(r"([(+-]*\$?[+-]?)([0-9,]*)(\.[0-9]*)?(e[+-]?[0-9]+)?(%?\)?)", re.IGNORECASE)


def abroad(text: str, group: str, order: str) -> str:
    """Return a cell as a spreadsheet with a decimal comma would have saved it."""
    day = re.match(r"[01]?[0-9]/[0-3]?[0-9]/20[0-9]{2}(?![0-9])", text)
    if day:
        moved = datetime.strptime(day[0], "%m/%d/%Y")  # noqa: DTZ007 - a day only
        return f"{moved:{order}}{text[day.end() :]}"
    match = NUMBER.fullmatch(text)
    if match is None or not any(map(str.isdigit, text)):
        return text
    before, whole, fraction, exponent, after = match.groups(default="")
    whole, fraction = whole.replace(",", group), fraction.replace(".", ",")
    return f"{before}{whole}{fraction}{exponent}{after}"


WRITINGS: dict[str, Callable[[str], str]] = {
    "US": str,
    "German": partial(abroad, group=".", order="%d.%m.%Y"),
    "French": partial(abroad, group="\u00a0", order="%d/%m/%Y"),
    "Dutch": partial(abroad, group=".", order="%d-%m-%Y"),
    "Swiss": lambda text: text.replace(",", "\u2019") if NUMBER.fullmatch(text) else text,
}


DIALECTS = st.builds(
    Dialect,
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    end=st.sampled_from(["\n", "\r", "\r\n"]),
    quoting=st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]),
    is_padded=st.booleans(),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    blank_lines=st.integers(min_value=0, max_value=5),
    respell=st.sampled_from(list(WRITINGS.values())),
)


def rewrite(name: str, dialect: Dialect) -> bytes:
    """Return a fixture as another program would have saved it."""
    respell = str if name.startswith("degiro") else dialect.respell  # those are European already
    rows = list(csv.reader((FILES / name).read_text(encoding="utf-8-sig").splitlines()))
    width = max(len(row) for row in rows) if dialect.is_padded else 0
    text = io.StringIO(dialect.end * dialect.blank_lines, newline="")
    text.seek(0, io.SEEK_END)
    writer = csv.writer(
        text, delimiter=dialect.delimiter, lineterminator=dialect.end, quoting=dialect.quoting
    )
    for row in rows:
        blank = " " if dialect.is_padded else ""
        writer.writerow(
            [f"{blank}{respell(cell)}{blank}" for cell in row] + [""] * (width - len(row))
        )
    return text.getvalue().encode(dialect.encoding)


Reader = Callable[[bytes], ImportResult]


@pytest.fixture(scope="module")
def read_bytes(snapshot: Snapshot) -> Reader:
    """Reads bytes; unlike a snapshot it is short when a failing example prints it."""
    return lambda content: read_content(content, "file.csv", snapshot)


@pytest.mark.parametrize("name", NAMES)
@settings(deadline=None, max_examples=60)
@given(dialect=DIALECTS)
def test_the_dialect_does_not_matter(name: str, dialect: Dialect, read_bytes: Reader) -> None:
    expected = read_bytes((FILES / name).read_bytes())
    result = read_bytes(rewrite(name, dialect))
    assert summary(result.portfolio) == summary(expected.portfolio)
    assert len(result.skipped) == len(expected.skipped)
    for day, told in zip(days(result.portfolio), days(expected.portfolio), strict=True):
        assert day in {told, None}  # a day that may be two is unknown, and never another one


def test_accents_survive_every_encoding(snapshot: Snapshot) -> None:
    text = 'account,symbol,quantity,price,cost_basis\n"Zoë & Günther, Roth",VTI,1,300,1\n'
    encodings = ["utf-8", "utf-8-sig", "utf-16", "cp1252"]
    results = [read_content(text.encode(each), "file.csv", snapshot) for each in encodings]
    assert {result.portfolio.accounts[0].name for result in results} == {"Zoë & Günther, Roth"}
    guessed = [
        encoding
        for encoding, result in zip(encodings, results, strict=True)
        if WarningCode.ENCODING_GUESSED in {each.code for each in result.warnings}
    ]
    assert guessed == ["cp1252"]


@pytest.mark.parametrize("name", NAMES)
def test_an_account_is_the_sum_of_its_parts(
    name: str, read_fixture: Callable[[str], ImportResult]
) -> None:
    portfolio = read_fixture(name).portfolio
    for account in portfolio.accounts:
        in_usd = [each.value for each in account.positions if each.currency == USD]
        held = sum(in_usd, start=Decimal(0))
        assert account.total_value == held + account.cash + account.pending
    assert portfolio.total_value == sum(each.total_value for each in portfolio.accounts)


@pytest.mark.parametrize("name", NAMES)
def test_lots_never_hold_more_than_the_position(
    name: str, read_fixture: Callable[[str], ImportResult]
) -> None:
    for _, position in read_fixture(name).portfolio.holdings():
        lots = sum((lot.quantity for lot in position.open_lots), start=Decimal(0))
        assert lots == max(position.quantity or Decimal(0), Decimal(0))
