"""Which layout a file has is told by its content; what lists no holdings is named."""

from collections.abc import Callable
from pathlib import Path

import pytest

from rebalancer.ingest.detect import LAYOUTS, find_delimiter
from rebalancer.ingest.errors import NoTableError, NotPositionsError, UnknownLayoutError
from rebalancer.ingest.result import ImportResult

Read = Callable[[str], ImportResult]
FILES = Path(__file__).parent / "files"

SCHWAB_WAY = "On schwab.com open Accounts, then Positions, and choose Export there."
FIDELITY_WAY = "On fidelity.com open Positions and choose Download there."


@pytest.mark.parametrize("name", sorted(path.name for path in FILES.glob("*.csv")))
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_one_delimiter_is_found_by_the_headings(name: str, delimiter: str) -> None:
    lines = (FILES / name).read_text(encoding="utf-8-sig").splitlines()
    assert find_delimiter([line.replace(",", delimiter) for line in lines]) == delimiter


def test_a_thousands_comma_does_not_split_a_tab_file() -> None:
    header = "account\tsymbol\tquantity\tprice"
    assert find_delimiter([header, *["A\tAAPL\t1,000,000\t1,000.00"] * 50]) == "\t"


def test_without_headings_the_most_frequent_delimiter_is_taken() -> None:
    assert find_delimiter(["a;b,c;d", "e;f"]) == ";"


@pytest.mark.parametrize(
    ("text", "line", "what", "remedy"),
    [
        (
            '"Transactions  for account Brokerage XXXX-8642 as of 03/02/2026 09:12:44 ET"\n',
            1,
            "Schwab transactions file",
            SCHWAB_WAY,
        ),
        (
            "Date,Action,Symbol,Description,Quantity,Price,Fees & Comm,Amount\n",
            1,
            "Schwab transactions file",
            SCHWAB_WAY,
        ),
        ('"Balances  for account ...123"\n', 1, "Schwab balances file", SCHWAB_WAY),
        (
            '"SCHB Lot Details for XXXX-8642 as of 01:15 AM ET, 03/02/2026"\n\n"Open Date"\n',
            1,
            "Schwab lot details file",
            SCHWAB_WAY,
        ),
        (
            "Date,Action,Symbol,Quantity,AwardDate,AwardId\n",
            1,
            "Schwab equity awards file",
            SCHWAB_WAY,
        ),
        (
            "\n\nRun Date,Account,Account Number,Action,Symbol,Description,Quantity,Price\n",
            3,
            "Fidelity history file",
            FIDELITY_WAY,
        ),
        (
            "Account Type,Account,Beginning mkt Value,Ending mkt Value\n",
            1,
            "Fidelity account statement",
            FIDELITY_WAY,
        ),
        (
            "Account Number,Trade Date,Settlement Date,Transaction Type,Investment Name,Symbol\n",
            1,
            "Vanguard transactions file",
            "On vanguard.com open the Download Center and choose a CSV file with the holdings.",
        ),
        (
            "My General investment,,,,\nDate,Details,Amount,Balance,\n",
            2,
            "Vanguard UK report of transactions",
            "On vanguard.com open the Download Center and choose a CSV file with the holdings.",
        ),
        (
            "Activity Date,Instrument,Trans Code,Quantity\n",
            1,
            "Robinhood activity file",
            "Export the positions (or holdings) instead.",
        ),
        (
            "Account,Date,Action,Symbol,Quantity,Price\n",
            1,
            "transactions file",
            "Export the positions (or holdings) instead.",
        ),
        (
            "Date,Payee,Amount,Category,Account\n2026-02-03,Bakery,-4.20,Food,Main\n",
            1,
            "bank's transactions file",
            "Export the positions (or holdings) instead.",
        ),
        (
            "Extrait du compte\nDate d'opération;Libellé;Montant\n02/03/2026;Vente;90,10\n",
            2,
            "French statement of transactions",
            "Export the positions (or holdings) instead.",
        ),
    ],
)
def test_files_that_list_no_holdings_are_named(
    read_text: Read, text: str, line: int, what: str, remedy: str
) -> None:
    with pytest.raises(NotPositionsError) as caught:
        read_text(text)
    assert caught.value.sentence() == (
        f"“file.csv”, line {line}: this is a {what}, not a positions file. {remedy}"
    )
    assert (caught.value.file, caught.value.line) == ("file.csv", line)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("\nSlice,Name,Invested value\nA,B,3\n", "“Slice, Name, Invested value”"),
        (f"{'x' * 100},y\nA,3\n", f"“{'x' * 60}…”"),
        ("VTI,10,300.5\n", "“VTI, 10, 300.5”"),
    ],
)
def test_an_unknown_layout_names_the_way_out(read_text: Read, text: str, start: str) -> None:
    with pytest.raises(UnknownLayoutError) as caught:
        read_text(text)
    assert start in str(caught.value)
    assert "copy the holdings into the plain template" in caught.value.remedy


@pytest.mark.parametrize(
    "text",
    [
        "Remember to call the broker, and the bank.\n",
        "\nSlice,Name,Invested value\n",
        "Pay the rent\nWater the flowers\n",
        "Symbol\tShares\n\n",
        "42\n",
        "#",
        '"',
        ",,,\n,,,\n",
    ],
)
def test_a_text_without_a_table_is_not_a_layout_to_be_explained(read_text: Read, text: str) -> None:
    with pytest.raises(NoTableError) as caught:
        read_text(text)
    assert str(caught.value).startswith("“file.csv” holds no table")
    assert "the positions file that your broker exports" in caught.value.remedy
    assert "copy the holdings into the plain template" in caught.value.remedy


def test_every_layout_has_a_name_and_words_of_its_own() -> None:
    assert len({layout.name for layout in LAYOUTS}) == len(LAYOUTS)
    assert all(layout.vocabulary for layout in LAYOUTS)
