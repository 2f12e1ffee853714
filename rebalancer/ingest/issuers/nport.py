"""SEC Form N-PORT: what every US fund files each month, as XML (``primary_doc.xml``).

    <edgarSubmission><formData><genInfo>
      <seriesName>Example Growth ETF</seriesName><repPdDate>2026-06-30</repPdDate></genInfo>
      <fundInfo><netAssets>1000000</netAssets></fundInfo>
      <invstOrSecs><invstOrSec><name>Apple Inc</name><title>Apple Inc</title>
        <identifiers><isin value="US0378331005"/><ticker value="AAPL"/></identifiers>
        <pctVal>7.5</pctVal><assetCat>EC</assetCat><invCountry>US</invCountry>
      </invstOrSec></invstOrSecs></formData></edgarSubmission>

``pctVal`` is a percentage of net assets. A swap is named after the bank; whom it is on stands in
``descRefInstrmnt``, and its exposure is the notional amount, not the gain that ``pctVal`` shows.
"""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from xml.etree.ElementTree import Element

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser, ParseError

from rebalancer.domain.money import ZERO
from rebalancer.ingest import cells
from rebalancer.ingest.issuers.days import find_day
from rebalancer.ingest.issuers.errors import DamagedHoldingsError, NotHoldingsError
from rebalancer.ingest.issuers.table import HoldingLine, HoldingsTable
from rebalancer.market.fund_holdings import HoldingsDoubt, HoldingsDoubtCode

ISSUER = "SEC Form N-PORT"
_ROOT = b"edgarSubmission"
_HEAD = 4_000
_CLASSES = {
    "EC": "Equity",
    "EP": "Equity (preferred)",
    "STIV": "Cash (short-term investment)",
    "RA": "Cash (repurchase agreement)",
    "DBT": "Bond",
    "SN": "Bond (structured note)",
    "LON": "Bond (loan)",
    "COMM": "Commodity",
    "RE": "Equity (real estate)",
}
_LATE = (
    "Form N-PORT becomes public about two months after its day: these holdings are one to three "
    "months old when they appear."
)


def is_nport(content: bytes) -> bool:
    """Whether *content* is a filing of the SEC as XML."""
    return content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<") and _ROOT in content[:_HEAD]


def read_nport(content: bytes, file: str) -> HoldingsTable:
    """Return the lines of a filing.

    Raises:
        DamagedHoldingsError: It breaks off, or declares entities.
        NotHoldingsError: It is another form.
    """
    root = _parsed(content, file)
    entries = [each for each in root.iter() if _tag(each) == "invstOrSec"]
    if not entries:
        raise NotHoldingsError(file)
    net_assets = _number(_text(root, "netAssets"))
    lines: list[HoldingLine] = []
    doubts = [HoldingsDoubt(code=HoldingsDoubtCode.PUBLISHED_LATE, message=_LATE)]
    for number, entry in enumerate(entries, start=1):
        line = _line(entry, number, net_assets)
        if line is None:
            message = f"Holding {number} ({_text(entry, 'name')}) is not counted: it has no weight."
            doubts.append(
                HoldingsDoubt(code=HoldingsDoubtCode.NOT_UNDERSTOOD, message=message, line=number)
            )
        else:
            lines.append(line)
    return HoldingsTable(
        issuer=ISSUER,
        lines=tuple(lines),
        as_of=_day_of(root),
        texts=tuple(filter(None, (_text(root, "seriesName"), _text(root, "regName")))),
        doubts=tuple(doubts),
    )


def _parsed(content: bytes, file: str) -> Element:
    parser = DefusedXMLParser(forbid_dtd=True)
    try:
        parser.feed(content)
        root: Element = parser.close()
    except DefusedXmlException as error:
        raise DamagedHoldingsError(file, "it declares a document type") from error
    except (ParseError, ValueError, LookupError) as error:
        raise DamagedHoldingsError(file, "it breaks off, or is not XML") from error
    return root


def _day_of(root: Element) -> date | None:
    """Return the day of the positions; ``repPdEnd`` is the end of the fund's year."""
    return find_day(_text(root, "repPdDate"))


def _line(entry: Element, number: int, net_assets: Decimal | None) -> HoldingLine | None:
    percent = _number(_text(entry, "pctVal"))
    if percent is None:
        return None
    category = _text(entry, "assetCat")
    weight = percent / 100
    swapped, notional = _swap(entry, net_assets)
    return HoldingLine(
        line=number,
        ticker=_value(entry, "ticker"),
        name=_text(entry, "name") or _text(entry, "title"),
        weight=weight if notional is None else notional,
        asset_class=_CLASSES.get(category, "Bond" if category.startswith("ABS") else ""),
        country=_text(entry, "invCountry"),
        isin=_value(entry, "isin"),
        swapped=swapped,
        is_derivative=any(_tag(each) == "derivativeInfo" for each in entry.iter()),
        is_debt=any(_tag(each) == "debtSec" for each in entry),
        replaces_cash=ZERO if notional is None else notional - weight,
    )


def _swap(entry: Element, net_assets: Decimal | None) -> tuple[str, Decimal | None]:
    """Return the one company that a swap is on, and its notional amount as a share of the fund."""
    swap = next((each for each in entry.iter() if _tag(each) == "swapDeriv"), None)
    if swap is None:
        return "", None
    named = [each for each in swap.iter() if _tag(each) == "otherRefInst"]
    amount = _number(_text(swap, "notionalAmt"))
    if len(named) != 1 or amount is None or not net_assets:
        return "", None
    company = _text(named[0], "issuerName") or _text(named[0], "issueTitle")
    return company, amount / net_assets


def _tag(element: Element) -> str:
    """Return an element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def _found(element: Element, tag: str) -> Iterator[Element]:
    return (each for each in element.iter() if _tag(each) == tag)


def _text(element: Element, tag: str) -> str:
    """Return the text of the first element called *tag*, or ""."""
    found = next(_found(element, tag), None)
    text = " ".join((found.text or "").split()) if found is not None else ""
    return "" if cells.is_unknown(text) else text


def _value(entry: Element, tag: str) -> str:
    """Return the attribute of an identifier of the holding itself, or ""."""
    for group in (each for each in entry if _tag(each) == "identifiers"):
        for found in _found(group, tag):
            return (
                "" if cells.is_unknown(found.get("value", "")) else found.get("value", "").strip()
            )
    return ""


def _number(text: str) -> Decimal | None:
    try:
        return cells.number(text)
    except cells.CellError:
        return None
