"""One portfolio in every dialect: what the guess makes of it, once answered, is the same."""

from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rebalancer.ingest.date_style import DateStyle
from rebalancer.ingest.files import read_mapped
from rebalancer.ingest.mapping.guess import guess_mapping, read_rows
from rebalancer.ingest.mapping.mapping import problems
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.ingest.sheet import Column
from rebalancer.market.snapshot import Snapshot

C = Column
FIELDS = (C.SYMBOL, C.DESCRIPTION, C.QUANTITY, C.PRICE, C.VALUE, C.COST_BASIS, C.ACQUIRED)
LANGUAGES = {
    "en": ("Symbol", "Description", "Quantity", "Price", "Market Value", "Cost Basis", "Acquired"),
    "de": ("WKN", "Bezeichnung", "Stück", "Kurs", "Kurswert", "Einstandswert", "Kaufdatum"),
    "fr": ("Code", "Libellé", "Quantité", "Cours", "Montant", "Coût total", "Date d'achat"),
    "es": ("Símbolo", "Nombre", "Títulos", "Precio", "Importe", "Coste total", "Fecha de compra"),
    "nl": ("Symbool", "Naam", "Aantal", "Koers", "Waarde", "Aankoopwaarde", "Aankoopdatum"),
    "it": ("Codice", "Titolo", "Quantità", "Prezzo", "Controvalore", "Costo", "Data acquisto"),
    "pt": ("Código", "Nome", "Quantidade", "Cotação", "Valor", "Custo", "Data de compra"),
}


@dataclass(frozen=True)
class Lot:
    """One row of the portfolio."""

    symbol: str
    quantity: Decimal
    price: Decimal
    acquired: date


@dataclass(frozen=True)
class Dialect:
    """How one broker would write it."""

    language: str
    order: tuple[int, ...]
    delimiter: str
    numbers: NumberStyle
    dates: DateStyle
    encoding: str
    preamble: bool


lots = st.builds(
    Lot,
    symbol=st.sampled_from(["ZZZA", "ZZZB", "VTI", "AAPL"]),
    quantity=st.decimals(min_value="0.001", max_value=9999, places=3),
    price=st.decimals(min_value="0.01", max_value=9999, places=2),
    acquired=st.dates(date(1990, 1, 1), date(2026, 1, 1)),
)
dialects = st.builds(
    Dialect,
    language=st.sampled_from(sorted(LANGUAGES)),
    order=st.permutations(range(len(FIELDS))).map(tuple),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    numbers=st.sampled_from(NumberStyle),
    dates=st.sampled_from(DateStyle),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1252"]),
    preamble=st.booleans(),
)


def written(amount: Decimal, style: NumberStyle) -> str:
    """Return *amount* with its decimals, as *style* writes it."""
    return f"{amount:,}".translate({ord(","): style.group or None, ord("."): style.mark})


def file_of(portfolio: list[Lot], dialect: Dialect) -> bytes:
    """Return the bytes of *portfolio* as *dialect* writes it."""
    numbers, dates = dialect.numbers, dialect.dates.value
    rows: list[tuple[str, ...]] = [LANGUAGES[dialect.language]]
    for lot in portfolio:
        day = dates.replace("YYYY", f"{lot.acquired.year:04}")
        day = day.replace("MM", f"{lot.acquired.month:02}").replace("DD", f"{lot.acquired.day:02}")
        value = (lot.quantity * lot.price).quantize(Decimal("0.01"))
        amounts = (written(each, numbers) for each in (lot.quantity, lot.price, value, lot.price))
        rows.append((lot.symbol, f"{lot.symbol} Sociét\u00e9", *amounts, day))
    lines = [dialect.delimiter.join(f'"{row[place]}"' for place in dialect.order) for row in rows]
    above = ["My holdings", ""] if dialect.preamble else []
    return "\r\n".join([*above, *lines, ""]).encode(dialect.encoding)


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(portfolio=st.lists(lots, min_size=1, max_size=6), dialect=dialects)
def test_one_portfolio_reads_the_same_in_every_dialect(
    portfolio: list[Lot], dialect: Dialect, snapshot: Snapshot
) -> None:
    content = file_of(portfolio, dialect)
    guess = guess_mapping(read_rows(content, "file.csv"), "My bank")

    assert guess.roles == tuple(FIELDS[place] for place in dialect.order)
    mapping = replace(
        guess,
        numbers=guess.numbers or dialect.numbers,
        dates=guess.dates or dialect.dates,
    )
    assert problems(mapping) == ()

    (account,) = read_mapped(content, "file.csv", mapping, snapshot).portfolio.accounts
    wanted = sum(
        ((lot.quantity * lot.price).quantize(Decimal("0.01")) for lot in portfolio), Decimal(0)
    )
    assert account.total_value == wanted
    assert sum(position.quantity or 0 for position in account.positions) == sum(
        lot.quantity for lot in portfolio
    )
    bought = sorted(
        lot.acquired for position in account.positions for lot in position.lots if lot.acquired
    )
    assert bought == sorted(lot.acquired for lot in portfolio)
