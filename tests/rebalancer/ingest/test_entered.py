"""Holdings are entered as accounts of their own, entered again as a whole, and never lost."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.domain.portfolio import Portfolio
from rebalancer.ingest.changes import merge
from rebalancer.ingest.doctor import examine
from rebalancer.ingest.entered import (
    NAME,
    are_entered,
    entered_rows,
    flaws,
    other_labels,
    read_entered,
    taken_names,
    with_entered,
)
from rebalancer.ingest.errors import NoHoldingsError
from rebalancer.ingest.fix import DropAccount
from rebalancer.ingest.pasted import A_SHARE, FIELDS, NO_CELLS, Cells
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.market.snapshot import Snapshot, load_snapshot

Read = Callable[[str], ImportResult]
DAY = date(2026, 8, 21)
LATER = date(2026, 9, 1)
FILE = (
    "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
    "Joint ...1001,taxable,MSFT,Microsoft,10,400.00,1000.00,2020-01-02\n"
)


def row(**cells: str) -> Cells:
    return tuple(cells.get(field.name.lower(), "") for field in FIELDS)


def shares(symbol: str, quantity: str, **cells: str) -> Cells:
    return row(symbol=symbol, quantity=quantity, **cells)


def held(account: Account) -> list[tuple[str, Decimal | None]]:
    return [(each.symbol, each.quantity) for each in account.positions]


AMOUNTS = st.decimals("0.01", "9000", places=2).map(lambda amount: f"{amount:f}")
ROWS = st.lists(
    st.builds(
        row,
        account=st.sampled_from(["", "Joint ...1001", "Roth IRA", "=1"]),
        tax_treatment=st.sampled_from(["", "taxable", "Tax-exempt", "unknown"]),
        symbol=st.sampled_from(["AAPL", "VTI", "CASH", "SPAXX", "PENDING", "-QQ", "912810TM0"]),
        description=st.sampled_from(["", "=cmd", "Apple, Inc."]),
        quantity=st.just("") | AMOUNTS,
        price=st.just("") | AMOUNTS,
        value=st.just("") | AMOUNTS,
        cost_basis=st.just("") | AMOUNTS,
        acquired=st.sampled_from(["", "2019-03-04", "2026-03-04"]),
    ),
    min_size=1,
    max_size=5,
)


def worth(imported: ImportResult) -> list[object]:
    """Return what matters of accounts, wherever its rows stand."""
    return [
        (
            each.key,
            each.tax_treatment,
            [replace(cash, origin=None) for cash in each.cash_holdings],
            each.pending,
            [
                (replace(position, origin=None, lots=()), tuple(position.lots))
                for position in each.positions
            ],
        )
        for each in imported.portfolio.accounts
    ]


@settings(max_examples=40)
@given(ROWS)
@example([row(symbol="AAPL", quantity="1"), row(symbol="AAPL", value="100")])
@example([row(symbol="AAPL", quantity="1", account="Roth IRA", tax_treatment="unknown")])
def test_what_was_entered_comes_back_into_the_grid_and_says_the_same(rows: list[Cells]) -> None:
    snapshot = load_snapshot()
    try:
        first = read_entered(rows, snapshot, DAY)
    except NoHoldingsError:
        return

    again = read_entered(entered_rows(first), snapshot, DAY)

    assert worth(again) == worth(first)
    assert entered_rows(again) == entered_rows(first)


def test_a_sweep_comes_back_by_the_name_that_was_typed(snapshot: Snapshot) -> None:
    rows = (
        row(account="IRA", symbol="SPAXX", description="Core position", quantity="12.50"),
        row(account="IRA", symbol="CASH", value="3"),
    )

    sweep, cash = entered_rows(read_entered(rows, snapshot, DAY))

    named = {"account": "IRA", "tax_treatment": "tax-deferred"}
    assert sweep == row(symbol="SPAXX", description="Core position", value="12.50", **named)
    assert cash == row(symbol="CASH", value="3", **named)


def test_an_entered_account_is_dated_and_named_after_what_it_is(snapshot: Snapshot) -> None:
    rows = (
        shares("AAPL", "5", price="255.00", cost_basis="1000", acquired="2019-03-04"),
        NO_CELLS,
        row(account="Roth IRA", tax_treatment="tax_exempt", symbol="CASH", value="12.50"),
        row(symbol="=A1", description="-x", quantity="-1", price="2"),
    )

    entered = read_entered(rows, snapshot, DAY)

    mine, roth = entered.portfolio.accounts
    assert (mine.broker, mine.label, mine.key, mine.as_of) == (NAME, NAME, f"{NAME}:{NAME}:", DAY)
    assert mine.tax_treatment is TaxTreatment.UNKNOWN
    assert mine.positions[0].value == Decimal(1275)
    assert (roth.cash, roth.tax_treatment) == (Decimal("12.50"), TaxTreatment.TAX_EXEMPT)
    assert roth.positions[0].symbol == "=A1"
    (source,) = entered.sources
    assert (source.name, source.format, source.as_of) == (NAME, "typed or pasted", DAY)
    assert {doubt.account for doubt in entered.warnings if doubt.account} <= {mine.key, roth.key}
    assert are_entered(entered)


def test_a_price_that_the_snapshot_lent_is_not_taken_for_one_that_was_typed(
    snapshot: Snapshot,
) -> None:
    rows = (shares("AAPL", "5"), shares("VTI", "1", price="300"), shares("VTI", "1"))

    apple, vti, _ = entered_rows(read_entered(rows, snapshot, DAY))

    price = FIELDS.index(next(field for field in FIELDS if field.name == "PRICE"))
    assert apple[price] == ""
    assert vti[price] != ""  # a mean of both, which nobody lent


def test_entering_again_replaces_what_was_entered_and_leaves_files_alone(
    read_text: Read, snapshot: Snapshot
) -> None:
    file = read_text(FILE)
    first = read_entered(
        (shares("AAPL", "5", account="Joint ...1001"), shares("VTI", "1", account="IRA")),
        snapshot,
        DAY,
    )
    both = with_entered(file, first)
    assert [each.label for each in both.portfolio.accounts] == [
        "Joint ...1001", "Joint ...1001", "IRA",
    ]  # fmt: skip
    assert other_labels(both) == ("Joint ...1001",)

    second = read_entered((shares("AAPL", "6", account="IRA"),), snapshot, LATER)
    after = with_entered(both, second)
    assert [held(each) for each in after.portfolio.accounts] == [
        [("MSFT", Decimal(10))],
        [("AAPL", Decimal(6))],
    ]
    assert [source.name for source in after.sources] == ["file.csv", NAME]

    nothing = with_entered(after, read_entered((NO_CELLS,), snapshot, LATER))
    assert worth(nothing) == worth(file)
    assert {doubt.file for doubt in nothing.warnings} <= {"file.csv"}
    assert with_entered(nothing, second).sources == after.sources
    newer = merge(both, read_text(FILE.replace("MSFT,Microsoft,10", "MSFT,Microsoft,11")))
    assert [held(each)[0][1] for each in newer.imported.portfolio.accounts] == [11, 5, 1]


def test_nothing_at_all_is_nothing_entered() -> None:
    assert not are_entered(ImportResult(portfolio=Portfolio()))
    assert entered_rows(ImportResult(portfolio=Portfolio())) == ()


@pytest.mark.parametrize("typed", ["joint ...1001", "Our account 55551001"])
def test_an_account_that_is_entered_and_read_from_a_file_is_told_and_can_be_left_out(
    read_text: Read, snapshot: Snapshot, typed: str
) -> None:
    entered = read_entered((shares("AAPL", "5", account=typed),), snapshot, DAY)
    both = with_entered(read_text(FILE), entered)

    (told,) = [each for each in examine(both, snapshot) if "entered by hand" in each.message]

    assert told.rule is WarningCode.DUPLICATE_ACCOUNT
    assert told.fix == DropAccount(account=entered.portfolio.accounts[0].key)
    assert "file.csv" in told.message


def test_of_an_account_that_is_entered_as_a_file_has_it_only_one_is_to_be_left_out(
    read_text: Read, snapshot: Snapshot
) -> None:
    mine = shares("MSFT", "10", price="400", account="Joint ...1001", tax_treatment="taxable")
    entered, file = read_entered((mine,), snapshot, DAY), read_text(FILE)

    for both in (with_entered(file, entered), merge(entered, file).imported):
        fixes = [each.fix for each in examine(both, snapshot) if isinstance(each.fix, DropAccount)]
        assert fixes == [DropAccount(account=both.portfolio.accounts[1].key)]


def test_every_cell_that_cannot_be_read_is_told_and_what_is_doubtful_may_stay(
    snapshot: Snapshot,
) -> None:
    rows = (
        row(symbol="AAPL", quantity="five", price="€3", tax_treatment="no idea", acquired="soon"),
        NO_CELLS,
        row(quantity="1", account="joint ...1001"),
        row(symbol="XQQX", value="5", tax_treatment="unknown", account="Joint ...1001"),
        row(symbol="cash", account="J", tax_treatment="Roth IRA"),
        row(symbol="AAL", quantity="5"),
        shares("AAPL", "many", cost_basis=f"3{A_SHARE}"),
    )

    told = flaws(rows, snapshot)

    assert [(flaw.row, flaw.field.name, flaw.sentence) for flaw in told if not flaw.is_doubt] == [
        (0, "TAX_TREATMENT", "“no idea” is not taxable, tax-deferred or tax-exempt."),
        (0, "QUANTITY", "“five” is not a number."),
        (0, "PRICE", "“€3” is not in US dollars."),
        (0, "ACQUIRED", "“soon” is not a date (write 2019-03-31 or 03/31/2019)."),
        (2, "SYMBOL", "A holding needs a symbol."),
        (4, "QUANTITY", "How many shares? Without a number or a value the row says nothing."),
        (5, "PRICE", "What is a share worth? The market snapshot has no price of “AAL”."),
        (6, "QUANTITY", "“many” is not a number."),
        (
            6,
            "COST_BASIS",
            "The shares that cost “3 a share” cannot be counted: enter what all of them cost.",
        ),
    ]
    assert [(flaw.row, flaw.sentence) for flaw in told if flaw.is_doubt] == [
        (3, "“XQQX” is not in the market snapshot; it counts as unclassified."),
    ]
    assert flaws(rows[2:], snapshot, 2) == told[4:]
    (taken,) = taken_names(rows, ("Joint ...1001", "IRA"))
    assert (taken.row, taken.is_doubt) == (2, True)
    assert taken.sentence == (
        "“Joint ...1001” was read from a file; what is entered here is counted as another account "
        "beside it."
    )
    priced = (row(symbol="CASH", value="1"), shares("vmfxx", "5"), shares("aapl", "5"))
    assert flaws(priced, snapshot) == ()
