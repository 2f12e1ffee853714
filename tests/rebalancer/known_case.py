"""One problem with an answer that can be worked out by hand, and short ways to write one."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pytest

HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired"
Printed = pytest.CaptureFixture[str]


@dataclass(frozen=True, kw_only=True)
class Case:
    """A household, what it asks for, and the plan that is right."""

    name: str
    """A sentence of a few words, with the number of the acceptance case in front."""
    holdings: str
    """Rows of a plain file: account, treatment, symbol, shares@cost, price, day it was acquired."""
    policy: str
    as_of: str = "2026-11-20"
    classes: str = ""
    """What the command line is told of securities, in TOML."""
    sold: Mapping[str, float] = field(default_factory=dict)
    """Shares by symbol, over all accounts; what is not named is not sold."""
    bought: Mapping[str, float] | None = field(default_factory=dict)
    """The same; None where it does not matter what the proceeds buy."""
    values: Mapping[str, object] = field(default_factory=dict)
    """What stands at a path into the JSON, such as ``tax.estimated_tax``."""
    says: tuple[str, ...] = ()
    """Words that stand somewhere in the JSON."""


RAISE = '[targets]\n"class:cash" = { min = 0.0 }\n[trading]\nmode = "raise_cash"\n'
FILLER = "1001 taxable BND 10@10 100 2026-06-01"
"""Keeps the household from being worth nothing; too dear to sell."""


def raising(amount: int, more: str = "") -> str:
    """Return a policy that takes *amount* out of the first account."""
    return f"{RAISE}withdraw = {{ '1001' = {amount} }}\n{more}"


def term(number: str, acquired: str, sold: str, is_long: str) -> Case:
    return Case(
        name=f"{number} bought on {acquired} and sold on {sold} is {is_long}-term",
        holdings=f"1001 taxable XOM 10@50 100 {acquired}\n1002 tax_exempt BND 9@70 72 2019-01-02",
        policy=raising(1000),
        as_of=sold,
        sold={"XOM": 10},
        values={"trades.0.lots.0.term": is_long},
    )


def banded(number: str, stocks: int, keys: str, sold: int) -> Case:
    """Return the case of $1,000,000 that is to be 60 % in VTI, give or take a band."""
    return Case(
        name=f"{number} {stocks / 100:g} % against 60 % with {keys} moves ${sold * 100:,}",
        holdings=f"""
            1001 tax_exempt VTI {stocks}@90 100 2019-01-02
            1001 tax_exempt BND {10_000 - stocks}@90 100 2019-01-02
        """,
        policy=f"""
            targets = {{"symbol:VTI" = {{target = 0.6, {keys}}}}}
            buy.symbols = ["VTI", "BND"]
        """,
        sold={"VTI": sold} if sold else {},
        bought={"BND": sold} if sold else {},
        values={} if sold else {"status": "nothing_to_do"},
    )


def waiting(number: str, acquired: str, last_short_day: str, turns: str) -> Case:
    """Return the case of a gain of 300 that is sold on the last day of the short term."""
    return Case(
        name=f"{number} on {last_short_day} what was bought on {acquired} waits one day",
        holdings=f"1001 taxable XOM 10@70 100 {acquired}\n1002 tax_exempt BND 9@70 72 2019-01-02",
        policy=raising(1000),
        as_of=last_short_day,
        sold={"XOM": 10},
        values={
            "tax.estimated_tax": 120,
            "waits.0.days": 1,
            "waits.0.long_term_from": turns,
            "waits.0.saves": 60,
        },
        says=(f"wait 1 day, until {turns}, save $60.00 of tax",),
    )
