"""Lines and files that make no sense are named; the others count."""

from dataclasses import replace

import pytest

from rebalancer.domain.security import AssetClass
from rebalancer.ingest.issuers.errors import (
    DamagedHoldingsError,
    NothingHeldError,
    NotHoldingsError,
)
from rebalancer.market.fund_holdings import HoldingsDoubtCode
from tests.rebalancer.ingest.issuers.conftest import Read
from tests.rebalancer.ingest.issuers.layouts import (
    Held,
    ishares,
    ishares_xml,
    nport,
)
from tests.rebalancer.ingest.issuers.results import APPLE, codes, rest, shares


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


def test_a_value_that_is_no_number_leaves_the_weights_as_they_are_printed(read: Read) -> None:
    held = [replace(APPLE, value="n/a"), replace(APPLE, value="a lot")]

    assert shares(read(ishares(held))) == {"AAPL": 1.0}
