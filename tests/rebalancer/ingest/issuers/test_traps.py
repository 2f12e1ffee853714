"""What looks like shares of a US company in a holdings file, and is something else."""

from dataclasses import replace

import pytest

from rebalancer.domain.security import AssetClass
from rebalancer.ingest.issuers.errors import (
    DamagedHoldingsError,
    LeveragedFundError,
    NothingHeldError,
    NotHoldingsError,
)
from rebalancer.market.fund_holdings import FundHoldings, HoldingsDoubtCode
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import (
    Held,
    cash,
    global_x,
    invesco,
    ishares,
    ishares_xml,
    nport,
    roundhill,
    schwab,
    spdr,
    swap,
    vanguard,
)

SEVEN = (
    ("NVDA", "NVIDIA CORP"),
    ("AAPL", "APPLE INC"),
    ("MSFT", "MICROSOFT CORP"),
    ("AMZN", "AMAZON.COM INC"),
    ("GOOGL", "ALPHABET INC CL A"),
    ("META", "META PLATFORMS INC"),
    ("TSLA", "TESLA INC"),
)
APPLE = Held(ticker="AAPL", name="APPLE INC", percent="50.00")


def codes(holdings: FundHoldings) -> set[HoldingsDoubtCode]:
    return {doubt.code for doubt in holdings.doubts}


def shares(holdings: FundHoldings) -> dict[str, float]:
    return dict(holdings.basket.lines)


def rest(holdings: FundHoldings) -> dict[AssetClass, float]:
    return dict(holdings.basket.other_assets)


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


def test_two_lines_of_one_symbol_add_up(read: Read) -> None:
    assert shares(read(ishares([APPLE, APPLE]))) == {"AAPL": 1.0}


def test_swaps_on_one_company_are_exposure_to_it_and_the_bills_behind_them_are_not_counted_twice(
    read: Read,
) -> None:
    held = [
        *[Held(ticker=ticker, name=name, percent="6.50") for ticker, name in SEVEN],
        *[
            Held(ticker=f"67066G{index}04 TRS 050427 NM", name=f"{name} SWAP NM", percent="7.70")
            for index, (_, name) in enumerate(SEVEN)
        ],
        Held(ticker="912797UP0", name="United States Treasury Bill 07/14/2027", percent="53.00"),
        Held(ticker="Cash&Other", name="Cash & Other", percent="-52.40", asset_class="Cash"),
    ]

    holdings = read(roundhill(held))

    assert holdings.symbol == "MAGS"
    assert shares(holdings) == pytest.approx({ticker: 0.142 for ticker, _ in SEVEN})
    assert rest(holdings) == pytest.approx({AssetClass.CASH: 0.006})
    assert codes(holdings) == {HoldingsDoubtCode.DERIVATIVES}


def test_a_filing_names_whom_a_swap_is_on_and_its_notional_counts(read: Read) -> None:
    held = [Held(ticker=ticker, name=name, percent="6.50") for ticker, name in SEVEN]
    bills = Held(ticker="", name="US Treasury Bill", percent="54.00", asset_class="Cash")
    swaps = "".join(swap(name.title(), "77000", "0.05") for _, name in SEVEN)

    holdings = read(nport([*held, bills], "Roundhill Magnificent Seven ETF", more=swaps))

    assert shares(holdings) == pytest.approx({ticker: 0.142 for ticker, _ in SEVEN})
    assert sum(rest(holdings).values()) == pytest.approx(0.54 - 7 * (0.077 - 0.0005))
    assert holdings.basket.coverage <= 1


def test_a_swap_on_several_companies_stays_opaque(read: Read) -> None:
    one = swap("Apple Inc", "500000", "1.00")
    reference = one[one.index("<otherRefInst>") : one.index("</descRefInstrmnt>")]
    basket_of_two = one.replace(reference, reference * 2)

    holdings = read(nport([APPLE], more=basket_of_two))

    assert shares(holdings) == {"AAPL": 0.5}
    assert HoldingsDoubtCode.DERIVATIVES in codes(holdings)


def test_a_leveraged_fund_is_refused(read: Read) -> None:
    twice = [
        Held(ticker="NVDA", name="NVIDIA CORP", percent="40.00"),
        Held(ticker="67066G104 TRS 050427", name="NVIDIA CORP SWAP", percent="160.00"),
        cash("-100.00"),
    ]

    with pytest.raises(LeveragedFundError, match="200% of the fund"):
        read(roundhill(twice))


def test_weights_a_little_above_the_whole_are_scaled_and_said(read: Read) -> None:
    held = [APPLE, Held(ticker="MSFT", name="MICROSOFT CORP", percent="50.40")]

    holdings = read(ishares(held))

    assert sum(shares(holdings).values()) == pytest.approx(1)
    assert holdings.basket.coverage == 1
    assert codes(holdings) == {HoldingsDoubtCode.WEIGHTS_DIFFER}


def test_weights_a_little_below_the_whole_stay_and_the_rest_is_uncovered(read: Read) -> None:
    held = [APPLE, Held(ticker="MSFT", name="MICROSOFT CORP", percent="49.60")]

    holdings = read(ishares(held))

    assert holdings.basket.coverage == pytest.approx(0.996)
    assert codes(holdings) == set()


def test_cash_that_is_owed_is_taken_from_cash_and_short_positions_are_left_out(
    read: Read,
) -> None:
    held = [
        APPLE,
        Held(ticker="MSFT", name="MICROSOFT CORP", percent="-3.00"),
        Held(ticker="V", name="VISA INC", percent="49.00"),
        Held(ticker="ETD_USD", name="FUTURES MARGIN", percent="2.00", asset_class="Cash"),
        cash("-1.50"),
    ]

    holdings = read(ishares(held))

    assert shares(holdings) == {"AAPL": 0.5, "V": 0.49}
    assert rest(holdings) == pytest.approx({AssetClass.CASH: 0.005})
    assert codes(holdings) == {HoldingsDoubtCode.DERIVATIVES}


def test_the_smallest_weights_count_as_half_of_what_they_are_below(read: Read) -> None:
    held = [APPLE, Held(ticker="V", name="VISA INC", percent="<0.01")]

    assert shares(read(vanguard(held))) == {"AAPL": 0.5, "V": 0.00005}


def test_what_cannot_be_read_is_named_and_the_others_count(read: Read) -> None:
    text = (
        b"Ticker,Name,Weight (%)\n"
        b"AAPL,APPLE INC,60.00\n"
        b"MSFT,MICROSOFT CORP,a lot\n"
        b"V,VISA INC,99999999\n"
        b"NVDA,NVIDIA CORP,\n"
        b"--,-,3.00\n"
        b",,3.00\n"
        b"Total,,100.00\n"
        b'"TSLA,TESLA INC,1.00\n'
    )

    holdings = read(text, "QQQ")

    not_counted = [
        doubt.line for doubt in holdings.doubts if doubt.code is HoldingsDoubtCode.NOT_UNDERSTOOD
    ]
    assert shares(holdings) == {"AAPL": 0.6}
    assert not_counted == [3, 4, 5, 6, 9]


def test_a_holding_without_a_weight_is_named_in_a_filing_too(read: Read) -> None:
    unknown = Held(ticker="V", name="VISA INC", percent="N/A")

    holdings = read(nport([APPLE, unknown]))

    assert HoldingsDoubtCode.NOT_UNDERSTOOD in codes(holdings)
    assert shares(holdings) == {"AAPL": 0.5}


def test_a_second_table_below_the_first_has_columns_of_its_own(read: Read) -> None:
    text = (
        b"Holdings,Ticker,% of funds*\nApple Inc,AAPL,60.00%\n\n"
        b"% of funds*,Holdings,Maturity date\n40.00%,Made-up Corp 5%,05/15/2031\n"
    )

    holdings = read(text, "VOO")

    assert shares(holdings) == {"AAPL": 0.6}
    assert rest(holdings) == {AssetClass.BOND: 0.4}


@pytest.mark.parametrize(
    "content",
    [
        b"Account,Symbol,Quantity\nx,AAPL,3\n",
        b"hello\n",
        b"<edgarSubmission><formData></formData></edgarSubmission>",
    ],
)
def test_a_file_of_something_else_is_named_as_such(read: Read, content: bytes) -> None:
    with pytest.raises(NotHoldingsError):
        read(content, "QQQ")


def test_a_list_on_which_nothing_counts_is_refused(read: Read) -> None:
    with pytest.raises(NothingHeldError):
        read(ishares([Held(ticker="AAPL", name="APPLE INC", percent="0.00")]))


@pytest.mark.parametrize(
    "content",
    [
        b'<!DOCTYPE x [<!ENTITY a "b">]><edgarSubmission/>',
        b"<edgarSubmission><formData>",
        ishares_xml([APPLE]).replace(b"<ss:Table>", b"<!DOCTYPE x><ss:Table>"),
        ishares_xml([APPLE]).replace(b"<ss:Cell>", b'<ss:Cell ss:Index="99999">', 1),
        ishares_xml([APPLE])[:-20],
    ],
)
def test_xml_that_breaks_off_or_declares_things_is_refused(read: Read, content: bytes) -> None:
    with pytest.raises(DamagedHoldingsError):
        read(content, "IWM")


def test_cells_that_are_left_out_keep_their_columns(read: Read) -> None:
    content = ishares_xml([APPLE]).decode("utf-8-sig")
    sector = (
        '<ss:Cell><ss:Data ss:Type="String">Information Technology</ss:Data></ss:Cell><ss:Cell>'
    )
    assert sector in content

    holdings = read(content.replace(sector, '<ss:Cell ss:Index="4">').encode())

    assert shares(holdings) == {"AAPL": 0.5}


def test_a_derivative_that_names_nobody_is_not_looked_into(read: Read) -> None:
    index = swap("An Index", "500000", "0.20").replace("otherRefInst", "indexBasketInfo")

    holdings = read(nport([APPLE], more=index))

    assert shares(holdings) == {"AAPL": 0.5}
    assert HoldingsDoubtCode.DERIVATIVES in codes(holdings)


def test_a_sector_of_cash_is_enough_where_the_class_is_missing(read: Read) -> None:
    sector = "Cash and/or Derivatives"
    offset = Held(ticker="MARGIN_USD", name="AN OFFSET", percent="2.00", asset_class="-")

    holdings = read(ishares([APPLE, replace(offset, sector=sector)]))

    assert rest(holdings) == {AssetClass.CASH: 0.02}


def test_a_foreign_currency_makes_a_line_foreign_where_nothing_else_tells(read: Read) -> None:
    siemens = Held(ticker="SIE", name="SIEMENS AG", percent="50.00", currency="EUR")

    assert shares(read(spdr([siemens]))) == {"~SIEMENS AG": 0.5}
