"""What Interactive Brokers' statements call things, in English, German, French and Spanish."""

import re
from datetime import date

from rebalancer.domain.security import SecurityKind
from rebalancer.ingest.sheet import Column, Headings

HEADINGS: Headings = {
    Column.LEVEL: ("datadiscriminator",),
    Column.ACCOUNT_NUMBER: ("account", "konto", "compte", "cuenta"),
    Column.TYPE: (
        *("asset category", "asset class", "vermögenswertkategorie", "anlagekategorie"),
        *("catégorie d'actif", "categoría de activo"),
    ),
    Column.CURRENCY: ("currency", "währung", "devise", "divisa"),
    Column.SYMBOL: ("symbol", "symbole", "símbolo"),
    Column.DESCRIPTION: ("description", "beschreibung", "descripción"),
    Column.ACQUIRED: ("open", "offen", "ouvert", "abierto"),
    Column.QUANTITY: ("quantity", "menge", "quantité", "cantidad"),
    Column.PRICE: (
        *("close price", "schlusskurs", "cours de clôture", "precio de cierre", "price"),
    ),
    Column.VALUE: ("value", "wert", "valeur", "valor", "market value"),
    Column.COST_BASIS: (
        *("cost basis", "kostenbasis", "einstandswert"),
        *("base de coût", "base de coste", "base de costo"),
    ),
    Column.TOTAL: (
        "total",
        "current total",
        "summe",
        "aktuell gesamt",
        "total actuel",
        "total actual",
    ),
}
POSITION_SECTIONS = frozenset(
    {
        *("open positions", "long open positions", "short open positions"),
        *("offene positionen", "offene long-positionen", "offene short-positionen"),
        *("positions ouvertes", "positions longues ouvertes", "positions courtes ouvertes"),
        *("posiciones abiertas", "posiciones largas abiertas", "posiciones cortas abiertas"),
    }
)
MARKED_SECTIONS = frozenset({"positions and mark-to-market profit and loss"})
"""A report of another kind, read only where there are no open positions."""
FIELD_SECTIONS = frozenset(
    {
        *("statement", "account information", "kontoinformation", "kontoinformationen"),
        *("informations du compte", "informations sur le compte", "información de la cuenta"),
    }
)
NET_SECTIONS = frozenset(
    {
        *("net asset value", "nettoinventarwert", "nettovermögenswert", "actif net"),
        *("valeur liquidative", "valor liquidativo"),
    }
)
INSTRUMENT_SECTIONS = frozenset(
    {
        *("financial instrument information", "informationen zum finanzinstrument"),
        *("informations sur les instruments financiers", "instrumento financiero"),
        "información de instrumento financiero",
    }
)
ENDING_CASH = frozenset(
    {
        *("ending cash", "endbarsaldo", "endsaldo", "solde final en espèces", "liquidités finales"),
        *("trésorerie finale", "efectivo final", "saldo final de efectivo"),
    }
)
TOTAL_LABELS = frozenset({"total", "gesamt"})
CASH_LABELS = frozenset({"cash", "barmittel", "trésorerie", "efectivo"})
ACCRUAL_WORD = "accrual"

ACCOUNT_FIELDS = {
    "account": "number",
    "konto": "number",
    "compte": "number",
    "cuenta": "number",
    "account alias": "name",
    "account type": "type",
    "customer type": "customer",
    "base currency": "base",
    "basiswährung": "base",
    "devise de base": "base",
    "divisa base": "base",
    "period": "period",
    "whengenerated": "generated",
}
"""What the fields at the top of a statement are about."""

_KINDS = (
    (
        SecurityKind.OPTION,
        frozenset({"opt", "fop"}),
        ("option", "opcion"),
    ),
    (
        SecurityKind.BOND,
        frozenset({"bond", "bill"}),
        ("bond", "bill", "anleihe", "obligation", "bono"),
    ),
    (SecurityKind.FUND, frozenset({"fund"}), ("fund", "fonds", "fondos", "etf")),
    (SecurityKind.STOCK, frozenset({"stk"}), ("stock", "aktie", "action", "acciones")),
)
"""The first that fits decides: ``Options On Futures`` are options."""
_NO_HOLDING = {
    "fut": "gains and losses of futures are settled in cash every day",
    "cfd": "a contract for difference holds nothing",
    "cash": "cash is read from the cash report",
    "forex": "cash is read from the cash report",
}
_FOREX = frozenset({"devisen", "fórex", "cash"})


def category(printed: str) -> str:
    """Return an asset category without the custodian: ``Stocks - Held with ... carried by ...``."""
    return printed.partition(" - ")[0].casefold()


def kind_of_category(printed: str) -> SecurityKind:
    """Return what an asset category holds, as a word of a statement or a code of a query."""
    word = category(printed)
    for kind, codes, words in _KINDS:
        if word in codes or word.startswith(words) or (" " in word and _mentions(word, words)):
            return kind
    return SecurityKind.OTHER


def _mentions(word: str, words: tuple[str, ...]) -> bool:
    return any(part in word for part in words)


def why_no_holding(printed: str) -> str:
    """Return why lines of an asset category are not part of an account's value, or ""."""
    word = category(printed)
    if word in _FOREX:
        return _NO_HOLDING["cash"]
    if kind_of_category(printed) is SecurityKind.OPTION:
        return ""
    return next((why for start, why in _NO_HOLDING.items() if word.startswith(start)), "")


_MONTHS = (
    ("jan", "ene"),
    ("feb", "fév", "fev"),
    ("mar", "mär"),
    ("apr", "avr", "abr"),
    ("may", "mai"),
    ("jun", "juin"),
    ("jul", "juil"),
    ("aug", "aoû", "ago"),
    ("sep",),
    ("oct", "okt"),
    ("nov",),
    ("dec", "dez", "déc", "dic"),
)
_WRITTEN_DAY = re.compile(
    r"(?P<month>[^\W\d]{3,12})\.? (?P<day>[0-9]{1,2}), (?P<year>[0-9]{4})"
    r"|(?P<day_first>[0-9]{1,2})\.? (?P<month_then>[^\W\d]{3,12})\.? (?P<year_last>[0-9]{4})"
)


def last_day(period: str) -> date | None:
    """Return the last day of a period: ``May 1, 2026 - June 30, 2026``, ``24 septembre 2026``."""
    found: list[date] = []
    for match in _WRITTEN_DAY.finditer(period):
        word = (match["month"] or match["month_then"]).casefold()
        month = next((i for i, starts in enumerate(_MONTHS, 1) if word.startswith(starts)), 0)
        try:
            day = int(match["day"] or match["day_first"])
            found.append(date(int(match["year"] or match["year_last"]), month, day))
        except ValueError:
            continue
    return found[-1] if found else None
