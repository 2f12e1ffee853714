"""Files as fund companies lay them out, written here; every value is made up."""

import csv
import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from openpyxl import Workbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A holding to be written down."""

    ticker: str
    name: str
    percent: str
    asset_class: str = "Equity"
    sector: str = "Information Technology"
    exchange: str = "NASDAQ"
    country: str = "United States"
    currency: str = "USD"
    isin: str = "US0000000000"
    value: str = "1,000.00"

    @property
    def is_cash(self) -> bool:
        return self.asset_class in {"Cash", "Money Market"}

    @property
    def is_us(self) -> bool:
        return self.country == "United States"


def cash(percent: str) -> Held:
    """Return a line of dollars."""
    return Held(ticker="USD", name="USD CASH", percent=percent, asset_class="Cash", exchange="-")


def _csv(rows: Iterable[Sequence[str]], **options: object) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n", **options).writerows(rows)  # type: ignore[arg-type]
    return text.getvalue().encode()


def ishares(held: Sequence[Held], fund: str = "iShares Russell 2000 Index Fund") -> bytes:
    return "\ufeff".encode() + _csv(
        [
            [fund],
            ["Fund Holdings as of", "Aug 21, 2026"],
            ["Inception Date", "May 22, 2000"],
            ["Shares Outstanding", "271,350,000.00"],
            ["Stock", "-"],
            ["\u00a0"],
            [
                *("Ticker", "Name", "Sector", "Asset Class", "Market Value", "Weight (%)"),
                *("Notional Value", "Quantity", "Price", "Location", "Exchange", "Currency"),
                *("FX Rate", "Market Currency", "Accrual Date"),
            ],
            *(
                [
                    *(each.ticker, each.name, each.sector, each.asset_class, each.value),
                    *(each.percent, "1,000.00", "10.00", "100.00", each.country, each.exchange),
                    *("USD", "1.00", each.currency, "-"),
                ]
                for each in held
            ),
            ["\u00a0"],
            ["The content of this made-up file belongs to nobody, and is not for trading."],
        ],
        quoting=csv.QUOTE_MINIMAL,
    )


def ishares_xml(held: Sequence[Held], fund: str = "iShares Russell 2000 Index Fund") -> bytes:
    rows = list(csv.reader(io.StringIO(ishares(held, fund).decode("utf-8-sig"))))
    body = "\n".join(
        "<ss:Row>"
        + "".join(
            f'<ss:Cell><ss:Data ss:Type="String">{_bare(cell)}</ss:Data></ss:Cell>' for cell in row
        )
        + "</ss:Row>"
        for row in rows
    )
    return (
        '\ufeff<?xml version="1.0"?>\n'
        '<ss:Workbook xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">\n'
        f'<ss:Worksheet ss:Name="Holdings">\n<ss:Table>\n{body}\n</ss:Table>\n</ss:Worksheet>\n'
        '<ss:Worksheet ss:Name="Historical"><ss:Table><ss:Row><ss:Cell><ss:Data>NAV</ss:Data>'
        "</ss:Cell></ss:Row></ss:Table></ss:Worksheet>\n</ss:Workbook>\n"
    ).encode()


def _bare(text: str) -> str:
    """Leave ampersands as they are, as the real files do."""
    return text.replace("<", "&lt;").replace(">", "&gt;")


def workbook(rows: Iterable[Sequence[object]]) -> bytes:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in rows:
        sheet.append([None if cell == "" else cell for cell in row])
    for row in sheet.iter_rows():
        for cell in row:
            if isinstance(cell.value, str):
                cell.data_type = "s"
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def spdr(held: Sequence[Held], symbol: str = "SPY") -> bytes:
    return workbook(
        [
            ["Fund Name:", "State Street® SPDR® S&P 500® ETF Trust"],
            ["Ticker Symbol:", symbol],
            ["Holdings:", "As of 21-Aug-2026"],
            [],
            [
                *("Name", "Ticker", "Identifier", "SEDOL", "Weight", "Sector", "Shares Held"),
                "Local Currency",
            ],
            *(
                [
                    *(each.name, "-" if each.is_cash else each.ticker, each.isin[:9], "-"),
                    *(float(each.percent), "-", 10.0, each.currency),
                ]
                for each in held
            ),
            [],
            ["Past performance is not a reliable indicator of a made-up fund's future."],
        ]
    )


def invesco(held: Sequence[Held], symbol: str = "QQQ") -> bytes:
    return _csv(
        [
            [
                *("Fund Ticker", "Security Identifier", "Holding Ticker", "Shares/Par Value"),
                *("MarketValue", "Weight", "Name", "Class of Shares", "Sector", "Date"),
            ],
            *(
                [
                    *(symbol, each.isin[:9], f"{each.ticker}   ", "305,938", "26,790.66"),
                    *(each.percent, each.name, "Currency" if each.is_cash else "Common Stock"),
                    *(each.sector, "08/21/2026"),
                ]
                for each in held
            ),
        ]
    )


def vanguard(held: Sequence[Held], fund: str = "Vanguard S&P 500 ETF") -> bytes:
    return _csv(
        [
            ["Holdings details"],
            [fund],
            ["as of 07/31/2026"],
            [],
            [
                *("", "HOLDINGS", "TICKER", "SEDOL", "% OF FUNDS*", "SUB-INDUSTRY", "COUNTRY"),
                *("SECURITYDEPOSITORYRECEIPTTYPE", "MARKET VALUE*", "SHARES"),
            ],
            *(
                [
                    *("", each.name, each.ticker, "2046251", f"{each.percent}%", "Made Up"),
                    *("US" if each.is_us else "FR", "---", f"${each.value}", "10"),
                ]
                for each in held
            ),
            [],
            ["* Based on a made-up portfolio."],
        ]
    )


def schwab(held: Sequence[Held]) -> bytes:
    return _csv(
        [
            [
                *("As-Of-Date", "Symbol", "Quantity", "Percent of Assets", "Name", "BBG FIGI"),
                *("Country", "Currency", "Exchange", "Exchange (fx) Rate", "Market Currency"),
                "Sector",
            ],
            *(
                [
                    *("2026-08-21", each.ticker, "10.0", each.percent, each.name, ""),
                    *("US" if each.is_us else "FR", each.currency),
                    *("XNAS" if each.is_us else "XPAR", "1.0", each.currency, each.sector),
                ]
                for each in held
            ),
            ["A line of made-up small print, in quotation marks, follows the table."],
        ]
    )


def ark(held: Sequence[Held], symbol: str = "ARKK") -> bytes:
    return _csv(
        [
            [
                *("date", "fund", "company", "ticker", "cusip", "shares"),
                *("market value ($)", "weight (%)"),
            ],
            *(
                [
                    *("08/21/2026", symbol, each.name, each.ticker, each.isin[:9], "1,356,326"),
                    *("$1,228.14", f"{each.percent}%"),
                ]
                for each in held
            ),
            ["Investors should consider that this is made up before they do anything."],
        ]
    )


def global_x(
    held: Sequence[Held], fund: str = "Global X Robotics & Artificial Intelligence ETF"
) -> bytes:
    return _csv(
        [
            [fund],
            ["Fund Holdings Data as of 08/21/2026"],
            [
                *("% of Net Assets", "Ticker", "Name", "SEDOL", "Market Price ($)"),
                *("Shares Held", "Market Value ($)"),
            ],
            *(
                [
                    *(each.percent, "" if each.is_cash else f"{each.ticker} US"),
                    *("CASH" if each.is_cash else each.name, "B000001", "10.00", "1.00", "10.00"),
                ]
                for each in held
            ),
        ]
    )


def roundhill(held: Sequence[Held], symbol: str = "MAGS") -> bytes:
    return _csv(
        [
            [
                *("Date", "Account", "StockTicker", "CUSIP", "SecurityName", "Shares", "Price"),
                *("MarketValue", "Weightings", "NetAssets", "SharesOutstanding"),
                *("CreationUnits", "MoneyMarketFlag"),
            ],
            *(
                [
                    *("08/21/2026", symbol, each.ticker, each.isin[:9], each.name, "1", "1"),
                    *("1", f"{each.percent}%", "100", "1", "1", "Y" if each.is_cash else ""),
                ]
                for each in held
            ),
        ]
    )


def nport(
    held: Sequence[Held],
    series: str = "Schwab US Dividend Equity ETF",
    *,
    more: str = "",
    with_ticker: bool = True,
) -> bytes:
    entries = "".join(
        f"<invstOrSec><name>{escape(each.name)}</name><lei>N/A</lei>"
        f"<title>{escape(each.name)}</title><cusip>000000000</cusip><identifiers>"
        f"<isin value={quoteattr(each.isin)}/>"
        + (f"<ticker value={quoteattr(each.ticker)}/>" if with_ticker else "")
        + f"</identifiers><balance>1</balance><pctVal>{each.percent}</pctVal>"
        f"<assetCat>{'STIV' if each.is_cash else 'EC'}</assetCat>"
        f"<invCountry>{'US' if each.is_us else 'FR'}</invCountry></invstOrSec>\n"
        for each in held
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<edgarSubmission xmlns="http://www.sec.gov/edgar/nport" '
        'xmlns:com="http://www.sec.gov/edgar/common"><formData><genInfo>'
        f"<regName>Made Up Trust</regName><seriesName>{escape(series)}</seriesName>"
        "<repPdEnd>2026-08-31</repPdEnd><repPdDate>2026-05-31</repPdDate></genInfo>"
        "<fundInfo><netAssets>1000000.00</netAssets></fundInfo>"
        f"<invstOrSecs>{entries}{more}</invstOrSecs></formData></edgarSubmission>\n"
    ).encode()


def swap(company: str, notional: str, percent: str) -> str:
    """Return a swap with a bank on one company, as Form N-PORT has it."""
    return (
        f"<invstOrSec><name>A Bank</name><title>{company} SWAP</title><identifiers/>"
        f"<pctVal>{percent}</pctVal><assetCat>DE</assetCat><invCountry>US</invCountry>"
        "<derivativeInfo><swapDeriv derivCat='SWP'><counterparties>"
        "<counterpartyName>A Bank</counterpartyName></counterparties><descRefInstrmnt>"
        f"<otherRefInst><issuerName>{company}</issuerName><issueTitle>{company}</issueTitle>"
        "<identifiers><isin value='US0000000001'/></identifiers></otherRefInst>"
        f"</descRefInstrmnt><notionalAmt>{notional}</notionalAmt></swapDeriv></derivativeInfo>"
        "</invstOrSec>"
    )


Write = Callable[[Sequence[Held]], bytes]
LAYOUTS: dict[str, tuple[Write, str]] = {
    "iShares": (ishares, "IWM"),
    "iShares xml": (ishares_xml, "IWM"),
    "State Street SPDR": (spdr, "SPY"),
    "Invesco": (invesco, "QQQ"),
    "Vanguard": (vanguard, "VOO"),
    "Schwab": (schwab, "SCHD"),
    "ARK": (ark, "ARKK"),
    "Global X": (global_x, "BOTZ"),
    "Roundhill, Pacer and others": (roundhill, "MAGS"),
    "SEC Form N-PORT": (nport, "SCHD"),
}
"""Each layout, and the fund that its files name."""
