"""What a broker's file says, line by line, before anything is made of it."""

import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.money import USD
from rebalancer.domain.security import SecurityKind


class Role(StrEnum):
    """What a line is about."""

    HOLDING = "holding"
    LOT = "lot"
    """Shares that a holding of the same symbol consists of: they explain it, they do not add."""
    CASH = "cash"
    PENDING = "pending"
    TOTAL = "total"
    """The broker's own sum of the account: a checksum."""


class Part(StrEnum):
    """What a file tells of an account; two files of one import may complete each other."""

    HOLDINGS = "holdings"
    LOTS = "lots"
    """What the holdings of another file were bought for; makes holdings where there is none."""
    CASH = "cash"
    """Cash and total of an account, whose holdings stand in another file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountLabel:
    """How a file names an account."""

    line: int
    """Where the account begins; tells apart two accounts of one name."""
    number: str = ""
    """Masked: at most ``...1234``."""
    name: str = ""
    tax_treatment: TaxTreatment | None = None
    """None where the file does not tell."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of an account: cells read, nothing concluded; None is unknown."""

    account: AccountLabel
    line: int
    role: Role = Role.HOLDING
    symbol: str = ""
    description: str = ""
    quantity: Decimal | None = None
    price: Decimal | None = None
    value: Decimal | None = None
    cost_basis: Decimal | None = None
    unit_cost: Decimal | None = None
    """Per share, where the file gives that instead of the whole."""
    acquired: date | None = None
    kind: SecurityKind | None = None
    """What the broker's own type column says."""
    currency: str = USD


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """All lines of one file."""

    broker: str
    layout: str
    """In words: ``Schwab positions, all accounts``."""
    entries: tuple[Entry, ...]
    as_of: date | None = None
    tells_cost: bool = True
    """Whether the layout has a cost column at all."""
    tells_lots: bool = False
    """Whether every holding is followed by its lots."""
    part: Part = Part.HOLDINGS


_MASKED = re.compile(
    r"(?P<name>.*?)(?:[\s_-]*(?:\.{2,}|…|\*{2,})|(?:^|[\s_-]+)[Xx]{3,})-?(?P<number>[0-9A-Za-z-]*)"
)
_PRINTED = re.compile(r"(?P<name>.*?)(?:^|[\s_-]+)(?P<number>(?=(?:-?[0-9]){5})[0-9-]+)")
_DAY = r"(?:19|20)[0-9]{2}-?[01][0-9]-?[0-3][0-9](?![0-9A-Za-z])"
_IN_WORDS = re.compile(rf"(?<![0-9A-Za-z])(?!{_DAY})[0-9A-Za-z]*[0-9](?:-?[0-9]){{4,}}[0-9A-Za-z]*")
_LONGEST_LABEL = 200


def split_label(printed: str) -> tuple[str, str]:
    """Return name and masked number of an account that a file prints as one text.

    ``Individual ...321`` and ``Brokerage XXXX-1234`` come apart; so does a number of five digits
    or more at the end, which is then masked.
    """
    if len(printed) > _LONGEST_LABEL:
        return f"{printed[:_LONGEST_LABEL]}…", ""
    match = _MASKED.fullmatch(printed) or _PRINTED.fullmatch(printed)
    if match is None:
        return printed, ""
    return match["name"].strip(), mask(match["number"])


def mask(number: str) -> str:
    """Return at most the last four characters of an account number, as ``...1234``."""
    characters = "".join(character for character in number if character.isalnum())
    return f"...{characters[-4:]}" if characters else ""


def mask_numbers(text: str) -> str:
    """Return *text* with every word in it masked that may be an account number; a day is none."""
    return _IN_WORDS.sub(lambda found: mask(found[0]), text)
