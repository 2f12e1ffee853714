"""What looks like shares of a US company in a holdings file, and is something else."""

from dataclasses import replace

import pytest

from rebalancer.domain.security import AssetClass
from rebalancer.market.fund_holdings import HoldingsDoubtCode
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import (
    Held,
    global_x,
    invesco,
    ishares,
    nport,
    roundhill,
    schwab,
    spdr,
    vanguard,
)
from tests.rebalancer.ingest.issuers.results import APPLE, codes, rest, shares


def test_xtsla_is_cash_and_not_tesla(read: Read) -> None:
    name = "BLK CSH FND TREASURY SL AGENCY"
    fund = Held(ticker="XTSLA", name=name, percent="2.00", asset_class="Money Market")
    tesla = Held(ticker="TSLA", name="TESLA INC", percent="98.00")

    assert shares(read(ishares([tesla, fund]))) == {"TSLA": 0.98}
    assert rest(read(ishares([tesla, fund]))) == {AssetClass.CASH: 0.02}
    assert rest(read(invesco([tesla, fund]))) == {AssetClass.CASH: 0.02}


def test_a_bank_called_cash_is_a_bank_and_a_line_called_cash_is_cash(read: Read) -> None:
    bank = Held(ticker="CASH", name="PATHWARD FINANCIAL INC", percent="60.00")
    pawn = Held(ticker="FCFS", name="FIRSTCASH HOLDINGS INC", percent="39.00")
    dollars = Held(ticker="CASH", name="CASH", percent="1.00", asset_class="Cash")

    for write in (invesco, global_x, ishares, spdr):
        holdings = read(write([bank, pawn, dollars]))
        assert shares(holdings) == {"CASH": 0.6, "FCFS": 0.39}
        assert rest(holdings) == {AssetClass.CASH: 0.01}


def test_dollars_are_not_the_fund_whose_ticker_is_usd(read: Read) -> None:
    dollars = Held(ticker="USD", name="US DOLLAR", percent="1.00", asset_class="Cash")

    assert rest(read(schwab([APPLE, dollars]), "SCHD")) == {AssetClass.CASH: 0.01}


def test_money_market_funds_and_treasury_bills_are_cash(read: Read) -> None:
    held = [
        APPLE,
        Held(ticker="FGXXX", name="First American Government Obligations", percent="10.00"),
        Held(ticker="912797UP0", name="United States Treasury Bill 07/14/2027", percent="15.00"),
        Held(ticker="SPAXX", name="Fidelity Government Money Market Fund", percent="5.00"),
        Held(ticker="-", name="STATE STREET LIQUIDITY FUND", percent="5.00"),
    ]

    assert rest(read(roundhill(held))) == pytest.approx({AssetClass.CASH: 0.35})


def test_bonds_are_bonds_although_their_symbol_is_that_of_a_company(read: Read) -> None:
    text = (
        b"As-Of-Date,Symbol,Percent of Assets,Name,Country,Currency,Exchange,Maturity Date\n"
        b"2026-08-21,T,60.0,US TREASURY N/B,US,USD,,2031-05-15\n"
        b"2026-08-21,AAPL,30.0,APPLE INC,US,USD,,2043-05-04\n"
        b"2026-08-21,TNOTE,9.0,TREASURY NOTE 4.125% 05/31/32,US,USD,,\n"
        b"2026-08-21,USD,1.0,US DOLLAR,US,USD,,\n"
    )

    holdings = read(text, "SCHZ")

    assert shares(holdings) == {}
    assert rest(holdings) == pytest.approx({AssetClass.BOND: 0.99, AssetClass.CASH: 0.01})


def test_gold_is_a_commodity(read: Read) -> None:
    gold = Held(ticker="-", name="GOLD BULLION", percent="100", asset_class="Commodity")

    assert rest(read(ishares([gold]), "IAU")) == {AssetClass.COMMODITY: 1.0}


def test_futures_are_not_looked_into(read: Read) -> None:
    future = Held(ticker="RTYU6", name="RUSSELL 2000 EMINI SEP 26", percent="0.40")
    as_told = Held(ticker="RTYU6", name="R2K SEP 26", percent="0.40", asset_class="Futures")

    for holdings in (read(roundhill([APPLE, future])), read(ishares([APPLE, as_told]))):
        assert shares(holdings) == {"AAPL": 0.5}
        assert HoldingsDoubtCode.DERIVATIVES in codes(holdings)
        assert holdings.basket.coverage == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("held", "line"),
    [
        (
            Held(
                ticker="SAN",
                name="SANOFI SA",
                percent="50.00",
                country="France",
                exchange="Euronext Paris",
                currency="EUR",
                isin="FR0000120578",
            ),
            "~SANOFI SA",
        ),
        (
            Held(
                ticker="700",
                name="TENCENT HOLDINGS LTD",
                percent="50.00",
                country="China",
                exchange="Hong Kong Exchanges And Clearing Ltd",
                currency="HKD",
                isin="KYG875721634",
            ),
            "~TENCENT HOLDINGS LTD",
        ),
        (
            Held(
                ticker="NDA FI",
                name="NORDEA BANK ABP",
                percent="50.00",
                country="Finland",
                exchange="Nasdaq Omx Helsinki Ltd.",
                currency="EUR",
                isin="FI4000297767",
            ),
            "~NORDEA BANK ABP",
        ),
    ],
)
def test_a_ticker_of_a_foreign_exchange_is_no_us_symbol(read: Read, held: Held, line: str) -> None:
    for write in (ishares, vanguard, invesco, spdr, roundhill, nport):
        assert shares(read(write([held]))) == {line: 0.5}


def test_a_foreign_company_listed_in_the_us_keeps_its_symbol(read: Read) -> None:
    accenture = Held(
        ticker="ACN",
        name="ACCENTURE PLC CLASS A",
        percent="50.00",
        country="Ireland",
        exchange="New York Stock Exchange Inc.",
        isin="IE00B4BNMY34",
    )

    for write in (ishares, vanguard, invesco, spdr, nport):
        assert shares(read(write([accenture]))) == {"ACN": 0.5}


def test_bloombergs_endings_tell_the_exchange(read: Read) -> None:
    text = (
        b"Global X Robotics & Artificial Intelligence ETF\n"
        b"Fund Holdings Data as of 08/21/2026\n"
        b"% of Net Assets,Ticker,Name,SEDOL\n"
        b"50.00,NVDA,NVIDIA CORP,1\n"
        b"20.00,6954 JP,FANUC CORP,2\n"
        b"20.00,TECK/B CN,TECK RESOURCES LTD-CLS B,3\n"
        b"9.00,ISRG US,INTUITIVE SURGICAL INC,4\n"
        b"1.00,,CASH,\n"
    )

    holdings = read(text)

    assert holdings.symbol == "BOTZ"
    assert shares(holdings) == {
        "NVDA": 0.5,
        "~FANUC CORP": 0.2,
        "~TECK RESOURCES LTD-CLS B": 0.2,
        "ISRG": 0.09,
    }


def test_a_us_company_without_a_ticker_is_found_by_its_name_or_stays_uncovered(
    read: Read,
) -> None:
    held = [
        Held(ticker="", name="Apple Inc", percent="40.00"),
        Held(ticker="", name="Alphabet Inc Class C", percent="10.00"),
        Held(ticker="", name="Alphabet Inc Class A", percent="10.00"),
        Held(ticker="", name="Nobody Ever Heard Of It LLC", percent="40.00"),
    ]

    holdings = read(nport(held, with_ticker=False))

    assert shares(holdings) == {"AAPL": 0.4, "GOOG": 0.1, "GOOGL": 0.1}
    assert holdings.basket.coverage == pytest.approx(0.6)
    assert codes(holdings) >= {HoldingsDoubtCode.NO_TICKER, HoldingsDoubtCode.WEIGHTS_DIFFER}


def test_a_ticker_under_another_name_counts_with_a_doubt(read: Read) -> None:
    renamed = Held(ticker="V", name="SQUARE PEG LTD", percent="50.00", exchange="NYSE")

    holdings = read(ishares([APPLE, renamed]))

    assert shares(holdings) == {"AAPL": 0.5, "V": 0.5}
    assert codes(holdings) == {HoldingsDoubtCode.NOT_MATCHED}


def test_a_sector_of_cash_is_enough_where_the_class_is_missing(read: Read) -> None:
    sector = "Cash and/or Derivatives"
    offset = Held(ticker="MARGIN_USD", name="AN OFFSET", percent="2.00", asset_class="-")

    holdings = read(ishares([APPLE, replace(offset, sector=sector)]))

    assert rest(holdings) == {AssetClass.CASH: 0.02}


def test_a_foreign_currency_makes_a_line_foreign_where_nothing_else_tells(read: Read) -> None:
    siemens = Held(ticker="SIE", name="SIEMENS AG", percent="50.00", currency="EUR")

    assert shares(read(spdr([siemens]))) == {"~SIEMENS AG": 0.5}


def test_shares_that_fall_due_are_bonds_whatever_their_class_says(read: Read) -> None:
    text = b"Ticker,Name,Asset class,Weight (%),Maturity\nT,AT&T 4.3%,Stock,9.00,12/15/2042\n"

    assert rest(read(text, "VOO")) == {AssetClass.BOND: 0.09}


def test_trs_is_a_company_and_no_total_return_swap(read: Read) -> None:
    trimas = Held(ticker="TRS", name="TRIMAS CORP", percent="50.00")

    assert shares(read(ishares([trimas]))) == shares(read(roundhill([trimas]))) == {"TRS": 0.5}
    assert read(ishares([trimas])).doubts[1:] == ()


def test_an_isin_from_elsewhere_makes_a_line_foreign(read: Read) -> None:
    text = b"Name,ISIN,Weight (%)\nNESTLE SA,CH0038863350,50.00\nAPPLE INC,US0378331005,50.00\n"

    assert shares(read(text, "VOO")) == {"~NESTLE SA": 0.5, "AAPL": 0.5}
