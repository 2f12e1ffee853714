"""The federal figures of one tax year, read from ``resources/tax``."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cache
from importlib.resources import files

from rebalancer.domain.money import ZERO


class FilingStatus(StrEnum):
    """How a household files its federal return."""

    SINGLE = "single"
    MARRIED_JOINT = "married_joint"
    MARRIED_SEPARATE = "married_separate"
    HEAD_OF_HOUSEHOLD = "head_of_household"


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Rates that apply up to the top of their bracket; the last rate has no top."""

    tops: tuple[Decimal, ...]
    """USD, rising; one fewer than there are rates."""
    rates: tuple[Decimal, ...]

    def tax(self, amount: Decimal) -> Decimal:
        """Return the tax on the first *amount* USD."""
        owed, bottom = ZERO, ZERO
        for top, rate in zip(self.tops, self.rates, strict=False):
            if amount <= top:
                return owed + (amount - bottom) * rate
            owed += (top - bottom) * rate
            bottom = top
        return owed + (amount - bottom) * self.rates[-1]


@dataclass(frozen=True, slots=True, kw_only=True)
class TaxYear:
    """What one filing status meets in one year; money in USD."""

    year: int
    verified: bool
    """Whether somebody has compared the figures with the IRS's own."""
    ordinary: Schedule
    long_term: Schedule
    """By taxable income, with the gains on top of everything else."""
    standard_deduction: Decimal
    investment_rate: Decimal
    """Net investment income tax."""
    investment_threshold: Decimal
    loss_limit: Decimal


def known_years() -> tuple[int, ...]:
    """Return the years whose figures ship, rising."""
    names = (item.name for item in (files("resources") / "tax").iterdir())
    years = (name.removesuffix(".toml") for name in names if name.endswith(".toml"))
    return tuple(sorted(map(int, years)))


def nearest_year(year: int) -> int:
    """Return the known year nearest to *year*."""
    return min(known_years(), key=lambda known: (abs(known - year), known))


@cache
def load_tax_year(year: int, status: FilingStatus) -> TaxYear:
    """Return the figures of *year*, one of ``known_years``, for a filing *status*."""
    text = (files("resources") / "tax" / f"{year}.toml").read_text(encoding="utf-8")
    table = tomllib.loads(text, parse_float=Decimal)
    investment = table["net_investment_income"]
    return TaxYear(
        year=table["year"],
        verified=table["verified"],
        ordinary=_schedule(table["ordinary"], status),
        long_term=_schedule(table["long_term"], status),
        standard_deduction=Decimal(table["standard_deduction"][status]),
        investment_rate=investment["rate"],
        investment_threshold=Decimal(investment[status]),
        loss_limit=Decimal(table["loss_limit"][status]),
    )


def _schedule(table: Mapping[str, Sequence[Decimal | int]], status: FilingStatus) -> Schedule:
    return Schedule(
        tops=tuple(map(Decimal, table[status])), rates=tuple(map(Decimal, table["rates"]))
    )
