"""What a line of a holdings file is: shares, cash, bonds, a swap, or nothing to look into."""

import re
from enum import Enum, auto

from rebalancer.ingest.issuers.company_names import agree
from rebalancer.ingest.issuers.table import HoldingLine, heading_key
from rebalancer.ingest.issuers.ticker import split_ticker
from rebalancer.market.snapshot import Snapshot


class LineKind(Enum):
    """How a line counts."""

    SHARES = auto()
    CASH = auto()
    """Also money-market funds and treasury bills."""
    BOND = auto()
    COMMODITY = auto()
    SWAP = auto()
    DERIVATIVE = auto()
    """Futures, options, forwards: not looked into."""


_CLASSES = (
    (LineKind.SWAP, re.compile(r"swap|total return")),
    (LineKind.DERIVATIVE, re.compile(r"future|option|forward|derivative$|warrant|right")),
    (
        LineKind.CASH,
        re.compile(
            r"cash|money market|currency|\bfx\b|repo|treasury bill|short[- ]term"
            r"|collateral|liquidity|stif|stiv"
        ),
    ),
    (
        LineKind.BOND,
        re.compile(
            r"bond|fixed income|treasur|debt|\bnotes?\b|municipal|mortgage"
            r"|government|\bloan"
        ),
    ),
    (LineKind.COMMODITY, re.compile(r"commodit|bullion|gold|silver|crypto|digital asset")),
    (
        LineKind.SHARES,
        re.compile(
            r"equity|stock|share|depos|receipt|reit|\bunits?\b|partnership"
            r"|\betf\b|fund|\badr\b|\bgdr\b|trust"
        ),
    ),
)
"""In this order: “Cash and/or Derivatives” is cash, an “Equity Swap” is a swap."""

_CASH_TICKERS = frozenset(
    {"usd", "cash", "cashusd", "usdcash", "cashother", "cashcollateral", "eur", "gbp", "jpy"}
)
_CASH_NAME = re.compile(
    r"\bcash\b|\bcsh\b|us dollar|u\.s\. dollar|money market|money mkt|\bmny mkt|treasury bill"
    r"|\bt-bill|government obligations|\bgovt? (?:money|obligation|fund)|liquidity fund"
    r"|treasury sl agency|\brepo\b|repurchase|margin balance|payable|receivable|sweep"
)
_SWAP_NAME = re.compile(r"\bswaps?\b|\btrs\b|total return")
_SWAP_TICKER = re.compile(r"\btrs\b.*[0-9]|swap")
_DERIVATIVE_NAME = re.compile(
    r"\bfutures?\b|\bfut\b|\be-?mini\b|\bforward\b|\b(?:call|put)s?\b [0-9]"
)
_BOND_NAME = re.compile(
    r"treasury (?:note|bond)|\bt-?note\b|[0-9]\.?[0-9]*%? [0-9]{1,2}/[0-9]{1,2}/"
)
_MONEY_FUND = re.compile(r"[A-Z]{3}XX")
_PSEUDO = re.compile(r"X[A-Z]{4}")
"""BlackRock's own funds stand under such names: XTSLA is a treasury fund, not Tesla."""


def kind_of(line: HoldingLine, snapshot: Snapshot) -> LineKind:
    """Return what a line is: by its class, else by its sector, else by its words."""
    if line.swapped or (_is_named_swap(line) and not is_listed_as(line, snapshot)):
        return LineKind.SWAP
    if line.is_derivative:
        return LineKind.DERIVATIVE
    told = _told(line)
    if line.is_money_market or _is_money_fund(line, told, snapshot):
        return LineKind.CASH
    if told is LineKind.SHARES and line.is_debt:
        return LineKind.BOND
    return told or _guessed(line, snapshot)


def _is_named_swap(line: HoldingLine) -> bool:
    """Whether ticker or name are those of a swap; TRS alone is the ticker of a company."""
    ticker = line.ticker.casefold()
    return _SWAP_NAME.search(line.name.casefold()) is not None or bool(_SWAP_TICKER.search(ticker))


def _is_money_fund(line: HoldingLine, told: LineKind | None, snapshot: Snapshot) -> bool:
    symbol = line.ticker.upper()
    if symbol in snapshot:
        return snapshot.is_cash_fund(symbol)
    is_pseudo = _PSEUDO.fullmatch(symbol) is not None and told is not LineKind.SHARES
    return is_pseudo or _MONEY_FUND.fullmatch(symbol) is not None


def _told(line: HoldingLine) -> LineKind | None:
    """Return what the columns for class and sector say; None if they say nothing."""
    kind = _kind_in(line.asset_class)
    if kind is None and _kind_in(line.sector) is LineKind.CASH:
        return LineKind.CASH
    return kind


def _kind_in(text: str) -> LineKind | None:
    plain = text.casefold()
    return next((kind for kind, pattern in _CLASSES if pattern.search(plain)), None)


def _guessed(line: HoldingLine, snapshot: Snapshot) -> LineKind:
    """Return what ticker and name say; a listed company is one, whatever its name contains."""
    name = line.name.casefold()
    if is_listed_as(line, snapshot) and not line.is_debt:
        return LineKind.SHARES
    if _DERIVATIVE_NAME.search(name):
        return LineKind.DERIVATIVE
    is_cash = heading_key(line.ticker) in _CASH_TICKERS or _CASH_NAME.search(name)
    if is_cash:
        return LineKind.CASH
    is_bond = line.is_debt or _BOND_NAME.search(name)
    return LineKind.BOND if is_bond else LineKind.SHARES


def is_listed_as(line: HoldingLine, snapshot: Snapshot) -> bool:
    """Whether the line's ticker is listed under a name like the line's."""
    symbol = snapshot.canonical(split_ticker(line.ticker)[0])
    return symbol in snapshot.securities and agree(snapshot.name_of(symbol), line.name)
