"""A file of an unknown layout: its columns are guessed, confirmed, and every line is read."""

import io
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from rebalancer.domain.account import TaxTreatment
from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.errors import (
    EmptyFileError,
    LayoutChangedError,
    OpenQuestionError,
    UnknownLayoutError,
)
from rebalancer.ingest.files import read_content, read_files, read_mapped
from rebalancer.ingest.mapping.guess import (
    Cells,
    guess_from_cells,
    guess_mapping,
    open_questions,
    read_rows,
    settle,
)
from rebalancer.ingest.mapping.mapping import Mapping, problems
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.result import ImportResult, WarningCode
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot

GERMAN = """\
Depotübersicht vom 20.11.2026

Depot;WKN;Bezeichnung;Stück;Kurs in USD;Kurswert in USD;Einstandskurs;Kaufdatum;Veränderung %
87654321;AAPL;Apple Inc.;1.250;210,55;263.187,50;99,10;04.03.2019;12,3 %
87654321;MSFT;Microsoft;10;400,00;4.000,00;(5,00);31.12.2020;1,3 %
87654321;VTI;Vanguard;1,98E-06;300,00;k. A.;200,00;bald;0 %
87654321;;Bargeld;;;1'250,25;;;
87654321;;Bargeld;;;1.250,25;;;

Summe;;;;;268.437,75;;;
Alle Angaben ohne Gewähr
"""

Load = Callable[[str], tuple[Mapping, Cells]]


@pytest.fixture
def load() -> Load:
    """Guess what the columns of a text mean."""

    def guess(text: str) -> tuple[Mapping, Cells]:
        return guess_from_cells(read_rows(text.encode(), "file.csv"), "My bank")

    return guess


@pytest.fixture
def german(load: Load) -> Mapping:
    return load(GERMAN)[0]


@pytest.fixture
def read(snapshot: Snapshot) -> Callable[[str, Mapping], ImportResult]:
    return lambda text, mapping: read_mapped(text.encode(), "file.csv", mapping, snapshot)


Read = Callable[[str, Mapping], ImportResult]


def test_the_guess_needs_no_help_with_a_plain_german_file(german: Mapping) -> None:
    assert german.roles == (
        Column.ACCOUNT,
        Column.SYMBOL,
        Column.DESCRIPTION,
        Column.QUANTITY,
        Column.PRICE,
        Column.VALUE,
        Column.UNIT_COST,
        Column.ACQUIRED,
        None,
    )
    assert (german.delimiter, german.header_line) == (";", 3)
    assert (german.numbers, german.dates) == (NumberStyle.POINT_COMMA, DateStyle.DOTTED)
    assert german.currency == "USD"
    assert german.cash_symbols == ("Bargeld", "CASH")
    assert problems(german) == ()


def test_every_line_is_read_or_listed_with_its_reason(german: Mapping, read: Read) -> None:
    result = read(GERMAN, german)

    (account,) = result.portfolio.accounts
    assert account.number == "...4321"
    assert account.broker == "My bank"
    assert [(each.symbol, each.quantity, each.value) for each in account.positions] == [
        ("AAPL", Decimal(1250), Decimal("263187.50")),
        ("MSFT", Decimal(10), Decimal("4000.00")),
        ("VTI", Decimal("0.00000198"), Decimal("0.00")),
    ]
    assert account.cash == Decimal("1250.25")
    assert account.reconciles is True
    assert [(row.line, row.reason) for row in result.skipped] == [
        (1, "it stands above the table of holdings"),
        (7, "“1'250,25” is not a number like 1.234,50"),
        (11, "it names no holding"),
    ]
    assert "“bald” is not a date like DD.MM.YYYY" in " ".join(
        each.message for each in result.warnings if each.line == 6
    )
    assert result.sources[0].format == "My bank, as you mapped it"


def test_the_next_file_of_the_layout_is_recognised(
    german: Mapping, snapshot: Snapshot, tmp_path: Path
) -> None:
    path = tmp_path / "depot.csv"
    path.write_text(GERMAN.replace("vom 20.11.2026\n", "vom 21.11.2026\nNeu: mehr\n"))
    other = replace(german, delimiter=",", fingerprint=("a", "b"))
    with pytest.raises(UnknownLayoutError) as caught:
        read_files([path], snapshot)
    assert caught.value.path == path
    assert "in the window" in caught.value.remedy
    assert "plain template" in caught.value.remedy

    result = read_files([path], snapshot, mappings=(other, german))

    assert result.portfolio.total_value == Decimal("268437.75")


def test_a_file_with_other_columns_is_not_forced_into_a_mapping(
    german: Mapping, read: Read, snapshot: Snapshot
) -> None:
    with pytest.raises(LayoutChangedError, match="“My bank”"):
        read("a;b\n1;2\n", german)
    plain = b"account,symbol,quantity,price\nJoint,AAPL,1,2\n"
    result = read_content(plain, "plain.csv", snapshot, mappings=(german,))
    assert result.sources[0].format == "Plain file"


def test_what_is_no_table_is_left_to_the_other_readers(german: Mapping, snapshot: Snapshot) -> None:
    with pytest.raises(EmptyFileError):
        read_content(b"  ", "empty.csv", snapshot, mappings=(german,))


def test_numbers_in_the_heading_may_change(load: Load, read: Read) -> None:
    text = "Symbol,Shares,Market value as of 09/27/2026\nVTI,2,20.5\n"
    mapping, _ = load(text)

    result = read(text.replace("09/27", "10/01"), mapping)

    assert result.portfolio.total_value == Decimal("20.5")


@pytest.mark.parametrize("answer", [NumberStyle.COMMA_POINT, NumberStyle.POINT_COMMA])
def test_what_the_file_leaves_open_is_asked(answer: NumberStyle, load: Load, read: Read) -> None:
    text = "Naam,Symbool,Aantal,Koers,Aankoopdatum\nFoo,VTI,1.234,2.345,03/04/2026\n"
    mapping, cells = load(text)

    assert (mapping.numbers, mapping.dates) == (None, None)
    assert open_questions(mapping, cells) == (
        "Is “1.234” more than a thousand, or does it have a fraction?",
        "Which part of “03/04/2026” is the month?",
    )
    assert problems(mapping) == (
        "Say how numbers are written: the file alone does not tell.",
        "Say how dates are written: the file alone does not tell.",
    )
    with pytest.raises(OpenQuestionError, match="cannot be read yet"):
        read(text, mapping)

    answered = replace(mapping, numbers=answer, dates=DateStyle.DAY_FIRST)
    assert open_questions(answered, cells) == ()
    quantity = read(text, answered).portfolio.accounts[0].positions[0].quantity
    assert quantity == Decimal("1.234" if answer is NumberStyle.COMMA_POINT else 1234)


def test_a_file_that_contradicts_itself_is_asked_about(load: Load) -> None:
    mapping, cells = load("Symbol;Shares;Price\nVTI;1,5;2.5\n")

    (question,) = open_questions(mapping, cells)

    assert question == "“1,5” and “2.5” are not written in one way. Which is right?"


def test_other_columns_of_numbers_help_to_decide(load: Load) -> None:
    mapping, _ = load("Symbol;Shares;Price;Gain\nVTI;1.234;2.500;0,5\n")
    assert mapping.numbers is NumberStyle.POINT_COMMA


def test_without_headings_the_columns_are_known_by_their_shape(
    load: Load, read: Read, snapshot: Snapshot
) -> None:
    text = "VTI;Vanguard Total;10;300,50;2020-01-02\nAAPL;Apple;5;200,25;2020-01-03\n"
    guess, cells = load(text)
    assert guess.header_line == 0
    assert guess.fingerprint == ("(text)", "(text)", "(number)", "(number)", "(date)")
    assert guess.roles == (Column.SYMBOL, None, None, None, Column.ACQUIRED)
    assert problems(guess)[0] == "Say which column is the value, or which is the quantity."
    roles = (*guess.roles[:2], Column.QUANTITY, Column.PRICE, Column.ACQUIRED)

    mapping = settle(replace(guess, roles=roles), cells)

    assert mapping.numbers is NumberStyle.POINT_COMMA
    assert read(text, mapping).portfolio.total_value == Decimal("4006.25")
    with pytest.raises(UnknownLayoutError):
        read_content(b"VTI;;10;1;2020-01-02\n", "f.csv", snapshot, mappings=(mapping,))
    with pytest.raises(UnknownLayoutError):
        read_content(b"VTI;10\n", "f.csv", snapshot, mappings=(mapping,))


def test_headings_in_no_known_language_are_found_above_the_numbers(load: Load) -> None:
    mapping, _ = load("Holdings\nOsake,Maara,Hinta\nVTI,10,300.5\n")

    assert mapping.fingerprint == ("osake", "maara", "hinta")
    assert mapping.header_line == 2
    assert mapping.roles == (Column.SYMBOL, None, None)


def test_a_heading_whose_cells_are_of_another_sort_is_not_believed(load: Load) -> None:
    text = (
        "Name,Symbol,Price date,Value,Valor,Type,Currency,Acquired,Account,Cost,Average cost\n"
        "Foo,VTI,2020-01-01,10.5,1213853,7,1,soon,1.5,5,6\n"
        "Bar,BND,2020-01-01,10.5,1213853,7,1,soon,1.5,5,6\n"
    )
    mapping, _ = load(text)

    found = dict(zip(mapping.fingerprint, mapping.roles, strict=True))
    assert [found[name] for name in ("price date", "type", "currency", "account")] == [None] * 4
    assert found["acquired"] is None
    assert (found["cost"], found["average cost"]) == (Column.COST_BASIS, None)


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("Symbol,Shares,Value\nVTI,1,5.5 €\n", "EUR"),
        ("Symbol,Shares,Value (£)\nVTI,1,5.5\n", "GBP"),
        ("Symbol,Shares,Value in CHF\nVTI,1,5.5\n", "CHF"),
        ("Symbol,Shares,Value\nVTI,1,5.5\n", "USD"),
    ],
)
def test_the_currency_is_never_assumed_where_it_is_written(
    text: str, currency: str, load: Load, read: Read
) -> None:
    mapping, _ = load(text)
    assert mapping.currency == currency
    (account,) = read(text, mapping).portfolio.accounts
    assert account.positions[0].currency == currency


def test_kinds_and_tax_treatment_are_taken_from_their_columns(load: Load, read: Read) -> None:
    text = (
        "Account,Account type,Symbol,Kind,Quantity,Price\n"
        "One,Tax-exempt,ZZZA,Aktie,1,2.5\n"
        "Two,tax_deferred,ZZZB,Anleihe,100,99.5\n"
        "Three,,ZZZC,,1,2.5\n"
        "Three,,USD,Cash,7,1\n"
    )
    mapping, _ = load(text)
    mapping = replace(mapping, tax_treatment=TaxTreatment.TAXABLE)

    accounts = read(text, mapping).portfolio.accounts

    assert [each.tax_treatment for each in accounts] == [
        TaxTreatment.TAX_EXEMPT,
        TaxTreatment.TAX_DEFERRED,
        TaxTreatment.TAXABLE,
    ]
    kinds = [position.kind for each in accounts for position in each.positions]
    assert kinds == [SecurityKind.STOCK, SecurityKind.BOND, SecurityKind.UNKNOWN]
    assert accounts[2].cash == Decimal(7)


def test_a_sum_checks_the_one_account_it_can_be_of(load: Load, read: Read) -> None:
    one = "Symbol,Shares,Value\nVTI,1,5.5\n,,7\nTotal,,6.5\nTotal,,much\nTotal,,7 €\n"
    mapping, _ = load(one)

    result = read(one, mapping)

    (account,) = result.portfolio.accounts
    assert (account.name, account.file_total) == ("My bank", Decimal("6.5"))
    assert WarningCode.TOTAL_DIFFERS in {each.code for each in result.warnings}
    assert [row.reason for row in result.skipped] == [
        "it names no holding",
        "“much” is not a number like 1,234.50",
        "it is a sum of other lines",
    ]
    two = "Account,Symbol,Shares,Value\nA,VTI,1,5.5\nB,VTI,1,5.5\nTotal,,,11\n"
    mapping, _ = load(two)
    assert read(two, mapping).skipped[0].reason == "it is a sum of other lines"


def test_a_workbook_is_mapped_like_a_text(snapshot: Snapshot) -> None:
    book = Workbook()
    book.active.append(["Bezeichnung", "Stück", "Kurs", "Kurswert"])  # type: ignore[union-attr]
    book.active.append(["Apple", 1.234, 200, 246.8])  # type: ignore[union-attr]  # there is one
    book.create_sheet("Notes").append(["Hello"])
    content = io.BytesIO()
    book.save(content)
    rows = read_rows(content.getvalue(), "book.xlsx")
    mapping = guess_mapping(rows, "My bank")
    assert (mapping.delimiter, mapping.numbers) == ("", NumberStyle.COMMA_POINT)

    result = read_mapped(content.getvalue(), "book.xlsx", mapping, snapshot)

    assert result.portfolio.total_value == Decimal("246.8")
    assert "the sheet “Notes” is not read" in result.skipped[0].reason
    stranger = replace(mapping, fingerprint=("x",))
    text_only = replace(mapping, delimiter=";")
    with pytest.raises(UnknownLayoutError):
        read_content(content.getvalue(), "b.xlsx", snapshot, mappings=(stranger, text_only))


def test_a_workbook_keeps_numbers_and_leaves_nothing_open() -> None:
    book = Workbook()
    book.active.append(["Symbol", "Shares", "Price"])  # type: ignore[union-attr]  # there is one
    book.active.append(["VTI", 1.234, 200])  # type: ignore[union-attr]  # there is one
    content = io.BytesIO()
    book.save(content)
    mapping = guess_mapping(read_rows(content.getvalue(), "book.xlsx"))
    assert mapping.numbers is NumberStyle.PLAIN_POINT


def test_an_empty_workbook_has_no_rows() -> None:
    content = io.BytesIO()
    Workbook().save(content)
    with pytest.raises(EmptyFileError):
        read_rows(content.getvalue(), "book.xlsx")


def test_a_guessed_encoding_is_said(german: Mapping, snapshot: Snapshot) -> None:
    result = read_mapped(GERMAN.encode("cp1252"), "file.csv", german, snapshot)
    assert result.warnings[0].code is WarningCode.ENCODING_GUESSED


def test_each_obstacle_is_one_sentence() -> None:
    mapping = Mapping(
        name=" ",
        fingerprint=("a",),
        roles=(Column.VALUE, Column.VALUE, Column.COST_BASIS, Column.UNIT_COST),
    )
    assert problems(mapping) == (
        "Say which column names the holding: its symbol or its description.",
        "Two columns are “Current value”: keep one of them.",
        "Keep one of “Cost basis” and “Cost per share”: the other follows from it.",
        "Give the layout a name, to be recognised by next time.",
    )


def test_an_empty_column_is_what_its_heading_says(load: Load) -> None:
    mapping, _ = load("Symbol,Shares,Value,Cost basis\nVTI,1,5.5,\n")
    assert mapping.roles[3] is Column.COST_BASIS


def test_a_file_left_out_among_others_is_named(
    german: Mapping, snapshot: Snapshot, tmp_path: Path
) -> None:
    unknown, plain = tmp_path / "depot.csv", tmp_path / "plain.csv"
    unknown.write_text(GERMAN)
    plain.write_text("account,symbol,quantity,price\nJoint,AAPL,1,2\n")

    assert read_files([unknown, plain], snapshot).unmapped == (unknown,)
    assert read_files([unknown, plain], snapshot, mappings=(german,)).unmapped == ()
