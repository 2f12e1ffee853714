"""DEGIRO: columns bound by their place, decimal commas, one currency a line."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from rebalancer.ingest.errors import NotPositionsError
from rebalancer.ingest.result import ImportResult, WarningCode

Read = Callable[[str], ImportResult]


def test_each_line_keeps_its_currency(read_fixture: Read) -> None:
    result = read_fixture("degiro_english.csv")
    (account,) = result.portfolio.accounts
    assert [
        (each.symbol, each.currency, each.quantity, each.value) for each in account.positions
    ] == [
        ("IE00EXAMPL15", "EUR", Decimal(120), Decimal("9780.60")),
        ("US0000000018", "USD", Decimal(15), Decimal("3000.00")),
        ("CH0000000010", "CHF", Decimal(4), Decimal("231.20")),
    ]
    assert [each.is_tradable for each in account.positions] == [False, True, False]
    assert account.positions[0].price == Decimal("81.505")
    assert account.cash == Decimal("80.25")
    assert account.total_value == Decimal("3080.25")


def test_foreign_cash_is_listed(read_fixture: Read) -> None:
    result = read_fixture("degiro_english.csv")
    assert [(row.line, row.reason) for row in result.skipped] == [
        (2, "only cash in USD is counted, and this is EUR")
    ]
    assert [each.code for each in result.warnings if each.line == 0] == [
        WarningCode.NO_DATE,
        WarningCode.UNKNOWN_COST,
    ]


@pytest.mark.parametrize(
    "header",
    [
        "Produkt;Symbol/ISIN;Anzahl;Schlußkurs;Wert;;Wert in EUR",
        "Produit;Symbole/ISIN;Quantité;Clôture;Montant;;Montant en EUR",
        "Produto;Símbolo/ISIN;Quantidade;Fecho;Valor local;;Valor em EUR",
        "Product;Symbool/ISIN;Aantal;Slotkoers;Lokale waarde;;Waarde in EUR",
        "Prodotto;Ticker/ISIN;Quantità;Chiusura;Valore;;Valore (EUR)",
    ],
)
def test_every_language_has_the_same_shape(header: str, read_text: Read) -> None:
    result = read_text(f"{header}\nEXAMPLE INC;US0000000018;1.500;2,50;USD;3.750,00;3.000,00\n")
    (position,) = result.portfolio.accounts[0].positions
    assert (position.description, position.quantity, position.price, position.value) == (
        "EXAMPLE INC",
        Decimal(1500),
        Decimal("2.50"),
        Decimal("3750.00"),
    )


def test_a_file_with_decimal_points_is_read_with_points(read_text: Read) -> None:
    result = read_text(
        "Product,Symbol/ISIN,Amount,Closing,Local value,,Value in CHF\n"
        "EXAMPLE INC,US0000000018,1,1.234,?,1\u2019234.50,1.00\n"
        "EXAMPLE INC,US0000000018,1,1.234,USD,many,1.00\n"
    )
    (position,) = result.portfolio.accounts[0].positions
    assert (position.price, position.value) == (Decimal("1.234"), Decimal("1234.50"))
    assert position.currency == "XXX"
    assert [row.line for row in result.skipped] == [3]


@pytest.mark.parametrize(
    "header",
    [
        "Date,Time,Value date,Product,ISIN,Description,FX,Change,,Balance,,Order Id",
        "Datum,Tijd,Product,ISIN,Beurs,Uitvoeringsplaats,Aantal,Koers",
        "Datum,Uhrzeit,Produkt,Product,ISIN",
        "Data,Hora,Product,ISIN",
    ],
)
def test_account_and_transactions_files_are_named(header: str, read_text: Read) -> None:
    with pytest.raises(NotPositionsError, match="DEGIRO account or transactions file"):
        read_text(f"{header}\n")
