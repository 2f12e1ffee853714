"""Companies, the holdings that bring them, and what stays dark, as rows of tables."""

from decimal import Decimal

from rebalancer.classify.exposure import CASH
from rebalancer.classify.size import SizeClass
from rebalancer.market.snapshot import FundMatch
from rebalancer.measure.inside import FundInside, FundPart, Uncovered
from rebalancer.measure.portrait import CompanyLine
from rebalancer.measure.source import Source
from ui.format import day, dollars, percent
from ui.language import tr
from ui.models.table import Column

SIZE_TITLES = {
    SizeClass.MEGA: tr("Mega caps"),
    SizeClass.LARGE: tr("Large caps"),
    SizeClass.MID: tr("Mid caps"),
    SizeClass.SMALL: tr("Small caps"),
    SizeClass.MICRO: tr("Micro caps"),
    SizeClass.NON_US: tr("Outside the US"),
    SizeClass.NOT_EQUITY: tr("Not equity"),
    SizeClass.UNCLASSIFIED: tr("Unclassified"),
}
MATCHES = {
    FundMatch.SAME_INDEX: tr("same index"),
    FundMatch.PROXY: tr("a similar fund"),
    FundMatch.OVERRIDE: tr("its own holdings"),
    FundMatch.OWN_FILE: tr("your file"),
    FundMatch.UNMAPPED: tr("not known"),
    FundMatch.NOT_EQUITY: tr("not equity"),
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
    return tr("Cash") if symbol == CASH else symbol


def part_words(part: FundPart) -> str:
    """Return by what a part of a fund is looked through: basket, day, source, how much."""
    basket = tr(
        "{basket} of {as_of} ({source}), {coverage} of it named",
        basket=part.basket,
        as_of=day(part.as_of),
        source=part.source,
        coverage=percent(part.coverage),
    )
    return (
        basket
        if part.share == 1
        else tr("{share} of it by {basket}", share=percent(part.share, 0), basket=basket)
    )


def inside_words(fund: FundInside) -> str:
    """Return how a fund is looked through, in a sentence or two."""
    if not fund.parts:
        known = tr("What {symbol} holds is not known.", symbol=fund.symbol)
    else:
        parts = "; ".join(part_words(part) for part in fund.parts)
        known = tr(
            "{symbol} is looked through as {match}: {parts}.",
            symbol=fund.symbol,
            match=MATCHES[fund.match],
            parts=parts,
        )
    note = fund.note[:1].upper() + fund.note[1:]
    return f"{known} {note}." if note else known


def dark_words(part: Uncovered) -> str:
    """Return why a part of a holding is not looked through."""
    if part.inside is None:
        return tr("The market snapshot does not know the symbol, so it may be anything")
    if not part.inside.parts:
        return tr("Nobody has said what the fund holds")
    oldest = day(part.inside.as_of)
    return tr(
        "{basket} of {oldest} does not name everything",
        basket=part.inside.parts[0].basket,
        oldest=oldest,
    )


def light_words(part: Uncovered) -> str:
    """Return what would raise the coverage."""
    if part.inside is None:
        return tr("Say what {symbol} is", symbol=part.symbol)
    return tr("Drop the holdings file of {symbol} here", symbol=part.symbol)


def _way(source: Source) -> str:
    return tr("direct") if source.is_direct else tr("fund")


def _source_words(source: Source) -> str:
    value, company = dollars(source.value), source.company.company
    held = (
        tr("{value} of {company} is held directly", value=value, company=company)
        if source.is_direct
        else tr(
            "{value} of {company} comes through {symbol}",
            value=value,
            company=company,
            symbol=source.symbol,
        )
    )
    return tr(
        "{held}: {share} of everything and {of_company} of all that is held of the company",
        held=held,
        share=percent(source.share, 2),
        of_company=percent(source.of_company),
    )


SOURCE_COLUMNS: tuple[Column[Source], ...] = (
    Column(title=tr("Company"), text=lambda source: source.company.company),
    Column(
        title=tr("Held in"),
        text=lambda source: symbol_title(source.symbol),
        tooltip=tr("The line of the statement that brings it"),
    ),
    Column(title=tr("How"), text=_way, tooltip=tr("Held directly, or inside a fund")),
    Column(
        title=tr("Value"),
        tooltip=tr("Value of the holding times the weight of the company in it, in USD"),
        text=lambda source: dollars(source.value),
        amount=lambda source: source.value,
        summand=lambda source: Decimal(source.value),
        is_numeric=True,
        cell_tooltip=_source_words,
    ),
    Column(
        title=tr("Of all"),
        text=lambda source: percent(source.share, 2),
        amount=lambda source: source.share,
        is_numeric=True,
        tooltip=tr("Share of everything in what is looked at"),
        cell_tooltip=_source_words,
    ),
    Column(
        title=tr("Of company"),
        text=lambda source: percent(source.of_company, 0),
        amount=lambda source: source.of_company,
        is_numeric=True,
        tooltip=tr("Share of what is held of the company"),
        cell_tooltip=_source_words,
    ),
)
SOURCE_SPARE = (3, 2)
"""What a narrow window leaves out: the value, which its share tells too, then the way."""


def _line_words(line: CompanyLine) -> str:
    company = line.company
    return tr(
        "{value} of {company}: {direct} of everything is held directly and {through_funds} "
        "through funds",
        value=dollars(company.value),
        company=company.company,
        direct=percent(company.direct, 2),
        through_funds=percent(company.through_funds, 2),
    )


COMPANY_COLUMNS: tuple[Column[CompanyLine], ...] = (
    Column(
        title=tr("Company"),
        text=lambda line: line.company.company,
        cell_tooltip=lambda line: line.company.company,
    ),
    Column(
        title=tr("Symbols"),
        text=lambda line: ", ".join(line.company.symbols),
        tooltip=tr("All share classes of the company"),
    ),
    Column(
        title=tr("Size"),
        text=lambda line: SIZE_TITLES[line.size],
        sort_key=lambda line: list(SIZE_TITLES).index(line.size),
        tooltip=tr("By membership in a small-cap index, else by the value of the company"),
    ),
    Column(title=tr("Sector"), text=lambda line: line.sector),
    Column(
        title=tr("Value"),
        text=lambda line: dollars(line.company.value),
        amount=lambda line: line.company.value,
        summand=lambda line: line.company.value,
        is_numeric=True,
        tooltip=tr("Held directly and through funds"),
        cell_tooltip=_line_words,
    ),
    Column(
        title=tr("Of all"),
        text=lambda line: percent(line.company.share, 2),
        amount=lambda line: line.company.share,
        is_numeric=True,
        tooltip=tr("Of everything in what is looked at"),
        cell_tooltip=_line_words,
    ),
    Column(
        title=tr("Direct"),
        tooltip=tr("The part of the share that is held as the company's own stock"),
        text=lambda line: percent(line.company.direct, 2),
        amount=lambda line: line.company.direct,
        is_numeric=True,
        cell_tooltip=_line_words,
    ),
    Column(
        title=tr("Through funds"),
        tooltip=tr("The part of the share that lies inside funds"),
        text=lambda line: percent(line.company.through_funds, 2),
        amount=lambda line: line.company.through_funds,
        is_numeric=True,
        cell_tooltip=_line_words,
    ),
    Column(
        title=tr("After the plan"),
        text=lambda line: percent(line.after, 2),
        amount=lambda line: line.after,
        is_numeric=True,
        tooltip=tr("Share once the plan's trades are made"),
    ),
)
COMPANY_SPARE = (3, 1)
"""What a narrow window leaves out: the sector, then the symbols."""
AFTER = len(COMPANY_COLUMNS) - 1


DARK_COLUMNS: tuple[Column[Uncovered], ...] = (
    Column(
        title=tr("Held in"),
        text=lambda part: symbol_title(part.symbol),
        cell_tooltip=lambda part: part.inside.name if part.inside else part.symbol,
    ),
    Column(
        title=tr("Value"),
        text=lambda part: dollars(part.value),
        amount=lambda part: part.value,
        summand=lambda part: part.value,
        is_numeric=True,
        tooltip=tr("Of the holding, what is not looked through"),
    ),
    Column(
        title=tr("Of all"),
        text=lambda part: percent(part.share, 2),
        amount=lambda part: part.share,
        is_numeric=True,
        tooltip=tr("Share of everything in what is looked at: so far the bounds are apart"),
    ),
    Column(
        title=tr("Of holding"),
        tooltip=tr("Share of this holding that is not looked through"),
        text=lambda part: percent(part.of_holding, 1),
        amount=lambda part: part.of_holding,
        is_numeric=True,
    ),
    Column(
        title=tr("Why"),
        text=dark_words,
        cell_tooltip=lambda part: inside_words(part.inside) if part.inside else dark_words(part),
    ),
    Column(title=tr("What would help"), text=light_words),
)
WHY = 4
