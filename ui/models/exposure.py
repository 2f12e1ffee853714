"""Companies, the holdings that bring them, and what stays dark, as rows of tables."""

from decimal import Decimal

from rebalancer.classify.exposure import CASH
from rebalancer.classify.size import SizeClass
from rebalancer.market.snapshot import FundMatch
from rebalancer.measure.inside import FundInside, FundPart, Uncovered
from rebalancer.measure.portrait import CompanyLine
from rebalancer.measure.source import Source
from ui.format import day, dollars, percent
from ui.models.table import Column

SIZE_TITLES = {
    SizeClass.MEGA: "Mega caps",
    SizeClass.LARGE: "Large caps",
    SizeClass.MID: "Mid caps",
    SizeClass.SMALL: "Small caps",
    SizeClass.MICRO: "Micro caps",
    SizeClass.NON_US: "Outside the US",
    SizeClass.NOT_EQUITY: "Not equity",
    SizeClass.UNCLASSIFIED: "Unclassified",
}
MATCHES = {
    FundMatch.SAME_INDEX: "same index",
    FundMatch.PROXY: "a similar fund",
    FundMatch.OVERRIDE: "its own holdings",
    FundMatch.OWN_FILE: "your file",
    FundMatch.UNMAPPED: "not known",
    FundMatch.NOT_EQUITY: "not equity",
}
_LEGAL_FORMS = frozenset(
    {"inc", "inc.", "corp", "corp.", "corporation", "company", "co", "co.", "ltd", "ltd.", "plc"}
    | {"llc", "incorporated", "platforms", "holdings", "group", "&", "n.v.", "s.a."}
)


def short_name(company: str) -> str:
    """Return a company's name without its legal form: Meta, Bank of America."""
    words = company.split()
    while len(words) > 1 and words[-1].casefold().rstrip(",") in _LEGAL_FORMS:
        words.pop()
    return " ".join(words).rstrip(",").removesuffix(".com")


def symbol_title(symbol: str) -> str:
    """Return what a person calls a line of the statement."""
    return "Cash" if symbol == CASH else symbol


def part_words(part: FundPart) -> str:
    """Return by what a part of a fund is looked through: basket, day, source, how much."""
    basket = (
        f"{part.basket} of {day(part.as_of)} ({part.source}), {percent(part.coverage)} of it named"
    )
    return basket if part.share == 1 else f"{percent(part.share, 0)} of it by {basket}"


def inside_words(fund: FundInside) -> str:
    """Return how a fund is looked through, in a sentence or two."""
    if not fund.parts:
        known = f"What {fund.symbol} holds is not known."
    else:
        parts = "; ".join(part_words(part) for part in fund.parts)
        known = f"{fund.symbol} is looked through as {MATCHES[fund.match]}: {parts}."
    note = fund.note[:1].upper() + fund.note[1:]
    return f"{known} {note}." if note else known


def dark_words(part: Uncovered) -> str:
    """Return why a part of a holding is not looked through."""
    if part.inside is None:
        return "The market snapshot does not know the symbol, so it may be anything"
    if not part.inside.parts:
        return "Nobody has said what the fund holds"
    oldest = day(part.inside.as_of)
    return f"{part.inside.parts[0].basket} of {oldest} does not name everything"


def light_words(part: Uncovered) -> str:
    """Return what would raise the coverage."""
    if part.inside is None:
        return f"Say what {part.symbol} is"
    return f"Drop the holdings file of {part.symbol} here"


def _way(source: Source) -> str:
    return "direct" if source.is_direct else "fund"


def _source_words(source: Source) -> str:
    value, company = dollars(source.value), source.company.company
    held = (
        f"{value} of {company} is held directly"
        if source.is_direct
        else f"{value} of {company} comes through {source.symbol}"
    )
    return (
        f"{held}: {percent(source.share, 2)} of everything and {percent(source.of_company)} of all "
        "that is held of the company"
    )


SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    Column(title="Company", text=lambda source: source.company.company),
    Column(
        title="Held in",
        text=lambda source: symbol_title(source.symbol),
        tooltip="The line of the statement that brings it",
    ),
    Column(title="How", text=_way, tooltip="Held directly, or inside a fund"),
    Column(
        title="Value",
        tooltip="Value of the holding times the weight of the company in it, in USD",
        text=lambda source: dollars(source.value),
        amount=lambda source: source.value,
        summand=lambda source: Decimal(source.value),
        is_numeric=True,
        cell_tooltip=_source_words,
    ),
    Column(
        title="Of all",
        text=lambda source: percent(source.share, 2),
        amount=lambda source: source.share,
        is_numeric=True,
        tooltip="Share of everything in what is looked at",
        cell_tooltip=_source_words,
    ),
    Column(
        title="Of company",
        text=lambda source: percent(source.of_company, 0),
        amount=lambda source: source.of_company,
        is_numeric=True,
        tooltip="Share of what is held of the company",
        cell_tooltip=_source_words,
    ),
)


def _line_words(line: CompanyLine) -> str:
    company = line.company
    return (
        f"{dollars(company.value)} of {company.company}: {percent(company.direct, 2)} of "
        f"everything is held directly and {percent(company.through_funds, 2)} through funds"
    )


COMPANY_COLUMNS: tuple[Column[CompanyLine], ...] = (
    Column(
        title="Company",
        text=lambda line: line.company.company,
        cell_tooltip=lambda line: line.company.company,
    ),
    Column(
        title="Symbols",
        text=lambda line: ", ".join(line.company.symbols),
        tooltip="All share classes of the company",
    ),
    Column(
        title="Size",
        text=lambda line: SIZE_TITLES[line.size],
        sort_key=lambda line: list(SIZE_TITLES).index(line.size),
        tooltip="By membership in a small-cap index, else by the value of the company",
    ),
    Column(title="Sector", text=lambda line: line.sector),
    Column(
        title="Value",
        text=lambda line: dollars(line.company.value),
        amount=lambda line: line.company.value,
        summand=lambda line: line.company.value,
        is_numeric=True,
        tooltip="Held directly and through funds",
        cell_tooltip=_line_words,
    ),
    Column(
        title="Of all",
        text=lambda line: percent(line.company.share, 2),
        amount=lambda line: line.company.share,
        is_numeric=True,
        tooltip="Of everything in what is looked at",
        cell_tooltip=_line_words,
    ),
    Column(
        title="Direct",
        tooltip="The part of the share that is held as the company's own stock",
        text=lambda line: percent(line.company.direct, 2),
        amount=lambda line: line.company.direct,
        is_numeric=True,
        cell_tooltip=_line_words,
    ),
    Column(
        title="Through funds",
        tooltip="The part of the share that lies inside funds",
        text=lambda line: percent(line.company.through_funds, 2),
        amount=lambda line: line.company.through_funds,
        is_numeric=True,
        cell_tooltip=_line_words,
    ),
    Column(
        title="After the plan",
        text=lambda line: percent(line.after, 2),
        amount=lambda line: line.after,
        is_numeric=True,
        tooltip="Share once the plan's trades are made",
    ),
)
AFTER = len(COMPANY_COLUMNS) - 1


DARK_COLUMNS: tuple[Column[Uncovered], ...] = (
    Column(
        title="Held in",
        text=lambda part: symbol_title(part.symbol),
        cell_tooltip=lambda part: part.inside.name if part.inside else part.symbol,
    ),
    Column(
        title="Value",
        text=lambda part: dollars(part.value),
        amount=lambda part: part.value,
        summand=lambda part: part.value,
        is_numeric=True,
        tooltip="Of the holding, what is not looked through",
    ),
    Column(
        title="Of all",
        text=lambda part: percent(part.share, 2),
        amount=lambda part: part.share,
        is_numeric=True,
        tooltip="Share of everything in what is looked at: so far the bounds are apart",
    ),
    Column(
        title="Of holding",
        tooltip="Share of this holding that is not looked through",
        text=lambda part: percent(part.of_holding, 1),
        amount=lambda part: part.of_holding,
        is_numeric=True,
    ),
    Column(
        title="Why",
        text=dark_words,
        cell_tooltip=lambda part: inside_words(part.inside) if part.inside else dark_words(part),
    ),
    Column(title="What would help", text=light_words),
)
WHY = 4
