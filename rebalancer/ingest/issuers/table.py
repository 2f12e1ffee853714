"""Rows become lines of a holdings file: columns are bound by their headings, whoever writes them.

iShares Core S&P 500 ETF                                         text above the table
Fund Holdings as of,"Aug 21, 2026"
Ticker,Name,Sector,Asset Class,Market Value,Weight (%),...       the header
NVDA,NVIDIA CORP,Information Technology,Equity,"1,000",8.25,...
The content contained herein is owned or licensed by ...         text below it
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise

from rebalancer.domain.money import ZERO
from rebalancer.ingest import cells
from rebalancer.ingest.issuers.days import find_day
from rebalancer.ingest.issuers.precision import exact_weights
from rebalancer.ingest.text import Record
from rebalancer.market.fund_holdings import HoldingsDoubt, HoldingsDoubtCode
from rebalancer.progress import Progress, silent, watched

_LARGEST = Decimal(10_000)
"""Percent: more than any line of any fund."""
_ABOUT = Decimal("0.05")
_REPORT_EVERY = 2_000
_HEAD = 80
"""Rows that may stand above the first table."""
_SMALLEST = re.compile(r"<\s*([0-9]*\.?[0-9]+)\s*%?")
_DATED = re.compile(r"\bas[ -]?of\b|holdings date|effective date", re.IGNORECASE)


class Field(StrEnum):
    """What a column means; the text is for messages."""

    TICKER = "ticker"
    NAME = "name"
    WEIGHT = "weight"
    VALUE = "market value"
    ASSET_CLASS = "asset class"
    SECTOR = "sector"
    EXCHANGE = "exchange"
    COUNTRY = "country"
    CURRENCY = "currency"
    ISIN = "ISIN"
    RECEIPT = "depositary receipt"
    MATURITY = "maturity"
    MONEY_MARKET = "money-market flag"
    FUND = "fund"
    AS_OF = "as of"


HEADINGS = {
    Field.TICKER: (
        *("ticker", "holdingticker", "holdingsticker", "stockticker", "issuerticker"),
        *("tickersymbol", "symbol", "identifierticker"),
    ),
    Field.NAME: (
        *("name", "securityname", "holdingname", "company", "companyname", "holdings", "holding"),
        *("security", "issuername", "securitydescription", "description"),
    ),
    Field.WEIGHT: (
        *("weight%", "weight", "weightings", "weighting", "weights", "%weight", "weightpercent"),
        *("%offunds", "%offund", "percentoffund", "percentageoffund", "%ofnetassets"),
        *("%netassets", "percentofassets", "percentofnetassets", "percentageofnetassets"),
        *("%ofassets", "%tna", "portfolioweight", "%portfolioweight", "portfolioweight%"),
    ),
    Field.VALUE: ("marketvalue", "marketvalueusd", "marketvalue$"),
    Field.ASSET_CLASS: (
        *("assetclass", "classofshares", "securitytype", "assettype", "assetcategory"),
        *("investmenttype", "type", "holdingtype"),
    ),
    Field.SECTOR: ("sector", "sectorname", "gicssector"),
    Field.EXCHANGE: ("exchange", "primaryexchange", "exchangename"),
    Field.COUNTRY: ("location", "country", "countryofrisk", "countrycode"),
    Field.CURRENCY: (
        "marketcurrency",
        "localcurrency",
        "currency",
        "currencycode",
        "tradecurrency",
    ),
    Field.ISIN: ("isin",),
    Field.RECEIPT: ("securitydepositoryreceipttype", "depositaryreceipttype"),
    Field.MATURITY: ("maturitydate", "maturity"),
    Field.MONEY_MARKET: ("moneymarketflag",),
    Field.FUND: ("fundticker", "fundsymbol", "etfticker", "fund", "account"),
    Field.AS_OF: ("asofdate", "holdingsasof", "effectivedate", "holdingsdate", "date"),
}
"""Every heading that a fund company has used, as `heading_key` writes it; the first one wins."""


def heading_key(text: str) -> str:
    """Return a heading without case, blanks and marks: ``% of Funds*`` is ``%offunds``."""
    return "".join(letter for letter in text.casefold() if letter.isalnum() or letter == "%")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingLine:
    """One line of a holdings file, as it is printed."""

    line: int
    fund: str = ""
    """Where a file lists several funds."""
    ticker: str = ""
    name: str = ""
    weight: Decimal
    """A share of the fund, 0..1; negative for what is owed."""
    value: Decimal | None = None
    """What it is worth, in any currency that all lines share."""
    asset_class: str = ""
    sector: str = ""
    exchange: str = ""
    country: str = ""
    currency: str = ""
    isin: str = ""
    receipt: str = ""
    is_money_market: bool = False
    is_debt: bool = False
    """It has a day on which it is paid back."""
    swapped: str = ""
    """Name of the company that a swap gives the return of."""
    is_derivative: bool = False
    replaces_cash: Decimal = ZERO
    """Part of the weight that is exposure only: the fund keeps the money as collateral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingsTable:
    """A holdings file before anything in it is looked up."""

    issuer: str
    lines: tuple[HoldingLine, ...]
    as_of: date | None = None
    fund_tickers: tuple[str, ...] = ()
    """What the file itself says, in its spelling."""
    texts: tuple[str, ...] = ()
    """Above the table: the name of the fund is among them, where the file has it."""
    doubts: tuple[HoldingsDoubt, ...] = ()


@dataclass(slots=True)
class _Columns:
    """The places of the columns of one header."""

    header: Record
    places: dict[Field, int] = field(init=False)

    def __post_init__(self) -> None:
        keys = [heading_key(cell) for cell in self.header.cells]
        self.places = {
            what: keys.index(found)
            for what, names in HEADINGS.items()
            for found in [next((name for name in names if name in keys), None)]
            if found is not None
        }

    @property
    def keys(self) -> frozenset[str]:
        return frozenset(heading_key(cell) for cell in self.header.texts)

    @property
    def is_holdings(self) -> bool:
        has_subject = Field.TICKER in self.places or Field.NAME in self.places
        return Field.WEIGHT in self.places and has_subject

    def text(self, record: Record, what: Field) -> str:
        place = self.places.get(what, len(record.cells))
        return record.cells[place] if place < len(record.cells) else ""


def find_header(records: Sequence[Record]) -> int | None:
    """Return the index of the first header of a holdings table, or None."""
    for index, record in enumerate(records[:_HEAD]):
        if _Columns(record).is_holdings:
            return index
    return None


def read_rows(
    records: Sequence[Record],
    start: int,
    *,
    is_workbook: bool = False,
    progress: Progress = silent,
) -> HoldingsTable:
    """Return what the rows of one file or sheet say, its header being row *start*.

    Args:
        records: All rows.
        start: Where the header is.
        is_workbook: Numbers come from cells, where a percentage is kept as a share.
        progress: Asked now and then whether the result is still wanted.

    Raises:
        Cancelled: It is not.
    """
    reader = _Reader(_Columns(records[start]))
    below = records[start + 1 :]
    note = "Reading the holdings"
    for record in watched(below, len(below), progress, note, every=_REPORT_EVERY):
        reader.take(record)
    reader.doubt_end(records[-1])
    above = records[:start]
    keys = reader.columns.keys
    tickers = (*_labelled(above, "ticker symbol", "ticker", "fund ticker"), *reader.funds)
    issuer = issuer_of(keys, above)
    return HoldingsTable(
        issuer=issuer,
        lines=reader.scaled_lines(may_be_shares=is_workbook or issuer == ANY_ISSUER),
        as_of=_day_above(above) or _day_inside(reader),
        fund_tickers=tuple(dict.fromkeys(tickers)),
        texts=_texts(above),
        doubts=tuple(reader.doubts),
    )


class _Reader:
    """Takes the rows below a header, one by one."""

    def __init__(self, columns: _Columns) -> None:
        self.columns = columns
        self.lines: list[HoldingLine] = []
        self.doubts: list[HoldingsDoubt] = []
        self.funds: list[str] = []
        self.days: list[date] = []
        self._has_sign = False

    def take(self, record: Record) -> None:
        """Add a row to the lines, or note why it cannot be one; text below a table is no row."""
        further = _Columns(record)
        if further.is_holdings:
            self.columns = further
            return
        if len(record.texts) <= 1 and not record.is_damaged:
            return
        if record.is_damaged:
            self._doubt(record.line, "a quotation mark is opened here and never closed")
            return
        self._take_row(record)

    def _take_row(self, record: Record) -> None:
        printed = self.columns.text(record, Field.WEIGHT)
        name = _known(self.columns.text(record, Field.NAME))
        ticker = _known(self.columns.text(record, Field.TICKER))
        if heading_key(ticker or name) in {"total", "totals", "totalnetassets"}:
            return
        try:
            weight = self._weight(printed)
        except cells.CellError as error:
            self._doubt(record.line, str(error))
            return
        if weight is None or not (name or ticker):
            if weight is not None:
                self._doubt(record.line, "it names no holding")
            elif ticker:
                self._doubt(record.line, f"{ticker} has no weight")
            return
        self._remember(record)
        self.lines.append(self._line(record, ticker, name, weight))

    def _weight(self, printed: str) -> Decimal | None:
        """Return the weight as printed; ``<0.01%`` is half of that."""
        smallest = _SMALLEST.fullmatch(printed)
        if smallest:
            printed = smallest[1]
        self._has_sign = self._has_sign or smallest is not None or printed.endswith("%")
        weight = cells.number(printed.removesuffix("%").rstrip())
        if weight is not None and abs(weight) >= _LARGEST:
            raise cells.CellError(f"“{printed}” is no weight")
        return weight / 2 if smallest and weight is not None else weight

    def _remember(self, record: Record) -> None:
        fund = self.columns.text(record, Field.FUND)
        if fund and fund not in self.funds:
            self.funds.append(fund)
        day = find_day(self.columns.text(record, Field.AS_OF))
        if day and day not in self.days:
            self.days.append(day)

    def _line(self, record: Record, ticker: str, name: str, weight: Decimal) -> HoldingLine:
        text = self.columns.text
        maturity = find_day(text(record, Field.MATURITY))
        return HoldingLine(
            line=record.line,
            fund=text(record, Field.FUND),
            ticker=ticker,
            name=name,
            weight=weight,
            value=_amount(text(record, Field.VALUE)),
            asset_class=text(record, Field.ASSET_CLASS),
            sector=text(record, Field.SECTOR),
            exchange=text(record, Field.EXCHANGE),
            country=text(record, Field.COUNTRY),
            currency=text(record, Field.CURRENCY),
            isin=text(record, Field.ISIN),
            receipt=text(record, Field.RECEIPT),
            is_money_market=text(record, Field.MONEY_MARKET).upper() == "Y",
            is_debt=maturity is not None,
        )

    def scaled_lines(self, *, may_be_shares: bool) -> tuple[HoldingLine, ...]:
        """Return the lines with their weights as shares of the fund.

        Fund companies print percentages. Where a file may have shares instead, weights without a
        percent sign that add up to about 1 are shares.
        """
        sum_of_all = sum((line.weight for line in self.lines), ZERO)
        weights = exact_weights([(line.weight, line.value) for line in self.lines])
        is_share = may_be_shares and abs(sum_of_all - 1) < _ABOUT and not self._has_sign
        unit = 1 if is_share else 100
        return tuple(
            replace(line, weight=weight / unit)
            for line, weight in zip(self.lines, weights, strict=True)
        )

    def doubt_end(self, last: Record) -> None:
        """Note a last line that may have been cut off."""
        if last.is_last and len(last.texts) > 1:
            message = "The file ends without a line break: it may have been cut off here."
            self.doubts.append(
                HoldingsDoubt(code=HoldingsDoubtCode.TRUNCATED, message=message, line=last.line)
            )

    def _doubt(self, line: int, reason: str) -> None:
        message = f"Line {line} is not counted: {reason}."
        self.doubts.append(
            HoldingsDoubt(code=HoldingsDoubtCode.NOT_UNDERSTOOD, message=message, line=line)
        )


def _amount(text: str) -> Decimal | None:
    try:
        return cells.number(text)
    except cells.CellError:
        return None


def _known(text: str) -> str:
    return "" if cells.is_unknown(text) else text


def _labelled(above: Sequence[Record], *labels: str) -> tuple[str, ...]:
    """Return the cells that follow one of *labels* in the rows above a table."""
    wanted = {heading_key(label) for label in labels}
    return tuple(
        value
        for record in above
        for label, value in pairwise(record.texts)
        if heading_key(label) in wanted
    )


def _texts(above: Sequence[Record]) -> tuple[str, ...]:
    """Return the texts above a table, the name of the fund first where it is labelled."""
    named = _labelled(above, "fund name", "fund", "name", "series name")
    return (*named, *(text for record in above for text in record.texts))


def _day_above(above: Sequence[Record]) -> date | None:
    """Return the day that the rows above a table are of: beside “as of”, else one on its own."""
    rows = [" ".join(record.texts) for record in above]
    beside = (find_day(row) for row in rows if _DATED.search(row))
    alone = (find_day(record.texts[0]) for record in above if len(record.texts) == 1)
    return next((day for day in (*beside, *alone) if day), None)


def _day_inside(reader: _Reader) -> date | None:
    """Return the one day that the lines carry; the oldest where they differ."""
    return min(reader.days, default=None)


_ISSUERS = (
    ("iShares", frozenset({"ticker", "name", "assetclass", "weight%", "location"})),
    ("iShares", frozenset({"ticker", "name", "assetclass", "weight%", "sector"})),
    ("State Street SPDR", frozenset({"name", "ticker", "identifier", "weight"})),
    ("Invesco", frozenset({"fundticker", "securityidentifier", "name"})),
    ("Vanguard", frozenset({"holdings", "ticker", "%offunds"})),
    ("Vanguard", frozenset({"holdings", "ticker", "%offund"})),
    ("Vanguard", frozenset({"holdings", "sedol", "%offunds"})),
    ("Schwab", frozenset({"symbol", "percentofassets", "name"})),
    ("ARK", frozenset({"date", "fund", "company", "ticker", "weight%"})),
    ("Global X", frozenset({"%ofnetassets", "ticker", "name", "sedol"})),
    ("Roundhill, Pacer and others", frozenset({"account", "stockticker", "weightings"})),
)
ANY_ISSUER = "a table"


def issuer_of(keys: frozenset[str], above: Sequence[Record]) -> str:
    """Return who writes files with these headings; `ANY_ISSUER` if that is not known."""
    for name, wanted in _ISSUERS:
        if wanted <= keys:
            return name
    is_blackrock = any("fundholdingsasof" in heading_key(" ".join(row.texts)) for row in above)
    return "iShares" if is_blackrock else ANY_ISSUER
