"""Schwab's positions file: one account or all, in any order of columns."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal

import pytest

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.errors import MissingColumnError, NoHoldingsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]

TITLE = '"Positions for account Individual ...264 as of 10:21 AM ET, 2025/06/11"\n\n'
ALL = '"Positions for All-Accounts as of 05/04/2025"\n'
HEADER = '"Symbol","Description","Quantity","Price","Market Value","Cost Basis","Security Type"\n'
APPLE = '"AAPL","APPLE INC","10","$150.00","$1,500.00","$1,000.00","Equity"\n'
TOTAL = '"Account Total","--","--","--","$1,500.00","$1,000.00","--"\n'


def test_one_account_of_2023(read_fixture: Read) -> None:
    result = read_fixture("schwab_2023_single.csv")
    (account,) = result.portfolio.accounts
    assert result.sources[0].format == "Schwab positions, one account"
    assert (account.name, account.number) == ("Individual", "...264")
    assert account.as_of == date(2023, 5, 4)
    assert account.tax_treatment is TaxTreatment.TAXABLE
    assert account.total_value == account.file_total == Decimal("12018.20")
    assert account.reconciles is True
    assert account.cash == Decimal("1441.20")


def test_what_schwab_holds_is_told_by_shape_snapshot_and_type(read_fixture: Read) -> None:
    (account,) = read_fixture("schwab_2023_single.csv").portfolio.accounts
    assert [(each.symbol, each.kind) for each in account.positions] == [
        ("AAPL", SecurityKind.STOCK),
        ("MSFT", SecurityKind.STOCK),
        ("MSFT 06/21/2024 350.00 C", SecurityKind.OPTION),
        ("912796ZZ9", SecurityKind.BOND),
    ]
    assert [holding.symbol for holding in account.cash_holdings] == ["SWVXX", "CASH"]


def test_an_incomplete_cost_is_unknown(read_fixture: Read) -> None:
    result = read_fixture("schwab_2023_single.csv")
    assert result.portfolio.accounts[0].positions[1].cost_basis is None
    assert [each.line for each in result.warnings if each.code is WarningCode.UNKNOWN_COST] == [5]


@pytest.mark.parametrize(
    ("name", "labels", "total", "as_of"),
    [
        (
            "schwab_2020_all.csv",
            ["Brokerage ...2468", "Roth IRA ...1357"],
            "10000.00",
            date(2020, 12, 11),
        ),
        (
            "schwab_2024_all.csv",
            ["Kim_Roth ...612", "Lee_401k ...835"],
            "18250",
            date(2024, 10, 15),
        ),
        (
            "schwab_2026_custom.csv",
            ["Individual ...907", "Individual ...918"],
            "55589.25",
            date(2026, 8, 21),
        ),
    ],
)
def test_all_accounts_of_every_year(
    read_fixture: Read, name: str, labels: list[str], total: str, as_of: date
) -> None:
    result = read_fixture(name)
    accounts = result.portfolio.accounts
    assert result.sources[0].format == "Schwab positions, all accounts"
    assert [account.label for account in accounts] == labels
    assert [account.reconciles for account in accounts] == [True, True]
    assert result.portfolio.total_value == Decimal(total)
    assert result.portfolio.as_of == as_of
    assert result.skipped == ()


def test_a_view_with_cost_per_share_still_knows_the_cost(read_fixture: Read) -> None:
    account = read_fixture("schwab_2026_custom.csv").portfolio.accounts[0]
    assert [(each.symbol, each.cost_basis) for each in account.positions] == [
        ("BRK-B", Decimal(30000)),
        ("QQQ 12/18/2026 720.00 P", Decimal(1100)),
        ("912828ZZ1", Decimal(4900)),
    ]
    assert account.cash == Decimal("-1250.75")


def test_a_total_that_does_not_add_up_is_pointed_out(read_text: Read) -> None:
    wrong = TOTAL.replace("$1,500.00", "$1,600.00")
    result = read_text(TITLE + HEADER + APPLE + wrong)
    assert [(each.code, each.line, each.message) for each in result.warnings] == [
        (
            WarningCode.TOTAL_DIFFERS,
            5,
            "The lines of “Individual ...264” add up to 1,500.00, but the file says 1,600.00.",
        )
    ]


def test_quantity_times_price_checks_the_value_which_is_believed(read_text: Read) -> None:
    result = read_text(TITLE + HEADER + APPLE.replace('"10"', '"1"') + TOTAL)
    assert result.portfolio.total_value == 1500
    assert [each.code for each in result.warnings] == [WarningCode.VALUE_DIFFERS]


def test_a_total_that_is_no_number_is_listed(read_text: Read) -> None:
    result = read_text(TITLE + HEADER + APPLE + TOTAL.replace("$1,500.00", "a lot"))
    assert [(row.line, row.reason) for row in result.skipped] == [(5, "“a lot” is not a number")]
    assert [each.code for each in result.warnings] == [WarningCode.TRUNCATED]


def test_a_row_that_makes_no_sense_costs_only_itself(read_text: Read) -> None:
    result = read_text(TITLE + HEADER + APPLE.replace("$1,500.00", "lots") + APPLE + TOTAL)
    assert [row.line for row in result.skipped] == [4]
    assert result.portfolio.accounts[0].reconciles is True


def test_lines_without_a_table_are_listed(read_text: Read) -> None:
    text = TITLE + "A,stray,row\nA lonely line\n" + HEADER + APPLE + TOTAL + "\nMine ...1\nHers\n"
    result = read_text(text)
    assert [(row.line, row.reason) for row in result.skipped] == [
        (3, "it stands above the table of holdings"),
        (4, "no table of holdings follows this line"),
        (9, "no table of holdings follows this line"),
        (10, "no table of holdings follows this line"),
    ]
    assert result.portfolio.accounts[0].label == "Individual ...264"


def test_rows_between_a_label_and_its_header_are_listed(read_text: Read) -> None:
    blocks = ["Mine ...1\n", HEADER, APPLE, TOTAL, "Hers ...2\n", APPLE, HEADER, APPLE]
    result = read_text(ALL + "".join(blocks))
    assert [row.line for row in result.skipped] == [7]
    assert [account.label for account in result.portfolio.accounts] == ["Mine ...1", "Hers ...2"]


def test_an_account_that_lost_its_label_is_not_called_all_accounts(read_text: Read) -> None:
    result = read_text(ALL + HEADER + APPLE + TOTAL)
    assert [account.label for account in result.portfolio.accounts] == ["Schwab"]


def test_an_account_whose_label_is_damaged_is_not_added_to_the_one_above(read_text: Read) -> None:
    blocks = ["Mine ...1\n", HEADER, APPLE, TOTAL, '"Hers ...2\n', HEADER, APPLE, TOTAL]
    result = read_text(ALL + "".join(blocks))
    assert [row.line for row in result.skipped] == [6]
    assert [account.label for account in result.portfolio.accounts] == ["Mine ...1", "Schwab"]


def test_rows_after_a_total_of_the_positions_still_belong_to_the_account(read_text: Read) -> None:
    subtotal = TOTAL.replace("Account Total", "Positions Total")
    cash = '"Cash & Cash Investments","--","--","--","$20.00","--","--"\n'
    total = TOTAL.replace("$1,500.00", "$1,520.00")
    result = read_text(TITLE + HEADER + APPLE + subtotal + cash + total)
    assert result.portfolio.total_value == 1520
    assert result.portfolio.accounts[0].reconciles is True


def test_an_account_without_its_total_may_be_cut_off(read_text: Read) -> None:
    first = '"Mine ...1"\n' + HEADER + APPLE
    result = read_text('"Positions for All-Accounts"\n' + first + first.replace("...1", "...2"))
    truncated = [each.line for each in result.warnings if each.code is WarningCode.TRUNCATED]
    assert truncated == [2, 5]


def test_two_accounts_of_one_name_are_kept_apart(read_text: Read) -> None:
    block = '"Joint ...1"\n' + HEADER + APPLE + TOTAL
    result = read_text(ALL + block + block)
    keys = [account.key for account in result.portfolio.accounts]
    assert keys == ["Schwab:Joint:...1", "Schwab:Joint:...1#2"]
    assert [(each.code, each.line) for each in result.warnings] == [
        (WarningCode.DUPLICATE_ACCOUNT, 6)
    ]


def test_a_title_without_account_or_day_is_still_a_title(read_text: Read) -> None:
    result = read_text('"Positions for account ..."\n' + HEADER + APPLE + TOTAL)
    assert result.portfolio.accounts[0].label == "Schwab"
    assert result.portfolio.as_of is None


def test_a_view_without_costs_says_so_once(read_text: Read) -> None:
    header = '"Symbol","Quantity","Price","Market Value"\n'
    rows = '"AAPL","10","$150.00","$1,500.00"\n"Account Total","","","$1,500.00"\n'
    result = read_text(TITLE + header + rows)
    assert [(each.code, each.line) for each in result.warnings] == [(WarningCode.UNKNOWN_COST, 0)]


def test_without_any_value_the_missing_column_is_named(read_text: Read) -> None:
    with pytest.raises(MissingColumnError, match="no “Market value” column"):
        read_text(TITLE + '"Symbol","Quantity","Ratings"\n"AAPL","1","A"\n')


def test_a_title_alone_is_no_portfolio(read_text: Read) -> None:
    with pytest.raises(NoHoldingsError, match="no table of holdings follows this line"):
        read_text(TITLE + '"Mine ...1"\n')
