"""What a person says of baskets, sizes and securities, as a TOML file.

[breakpoints]                    # USD billions from which a company counts as larger
small = 0.3
mid = 5.0
large = 25.0
mega = 200.0
as_of = 2026-08-21
source = "own ladder"
[baskets.mega_cap_tech]          # the Magnificent Seven are fixed, mega-cap tech is not
companies = ["AAPL", "MSFT", "NVDA", "GOOGL", "AMZN", "META", "TSLA", "ORCL", "AVGO"]
[baskets.regional_banks]         # your own: a policy can cap it by this name
title = "Regional banks"
companies = ["HBAN", "TFC", "CTBI"]
[corrections.EYPT]
sector = "Health Care"           # or size, kind = "stock", "fund", "bond", "cash", "commodity"
[corrections.RDSB]
same_company_as = "SHEL"
[corrections.MYFUND]
looked_through_as = "SP500"      # a basket or a fund, or shares: { SP500 = 0.6, SP600 = 0.4 }
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path

import tomli_w

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, NamedBasket
from rebalancer.classify.classification import (
    DEFAULT_CLASSIFICATION,
    STANDARD_BASKETS,
    Classification,
)
from rebalancer.classify.companies import NO_TICKER
from rebalancer.classify.correction import Correction, Kind
from rebalancer.classify.flaw import ClassificationError
from rebalancer.classify.size import Breakpoints, SizeClass
from rebalancer.classify.universe import Universe
from rebalancer.spelling import nearest
from rebalancer.toml_table import TomlTable
from rebalancer.toml_text import read_text

MOST = 1e6
"""USD billions that no company is worth."""


def read_classes(path: Path) -> Classification:
    """Read the TOML file *path*; what it does not mention stays as it ships.

    Raises:
        ClassificationError: It cannot be read, or says something that cannot be followed.
    """
    try:
        text = read_text(path)
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
        problem = f"cannot be read: {reason}"
        remedy = "Choose classes that this app saved."
        raise ClassificationError("file", problem, remedy, source=path.name) from error
    return parse_classes(text, path.name)


def parse_classes(text: str, source: str = "classes") -> Classification:
    """Read TOML *text*; *source* names it in errors.

    Raises:
        ClassificationError: It is not TOML, or says something that cannot be followed.
    """
    try:
        content = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        problem = f"is not valid TOML: {error}"
        remedy = "Mend that place in a text editor, or save the classes once more."
        raise ClassificationError("file", problem, remedy, source=source) from error
    table = TomlTable(content, ClassificationError)
    try:
        classification = _classification(table)
        table.finish()
    except ClassificationError as error:
        raise error.in_file(source) from error
    return classification


def check_classes(universe: Universe, source: str = "") -> None:
    """Check that whatever the classification of *universe* names is there to be named.

    Raises:
        ClassificationError: A fund is to be looked through as something that nobody knows.
    """
    snapshot = universe.snapshot
    for correction in universe.classification.corrections:
        for name, _ in correction.looked_through_as:
            if name in snapshot.baskets or name in snapshot:
                continue
            known = [*snapshot.baskets, *snapshot.funds]
            raise ClassificationError(
                f"corrections.{correction.symbol}.looked_through_as",
                f"names “{name}”, which is no basket, fund or company that the app knows",
                nearest(name, known) or f"The baskets are {', '.join(snapshot.baskets)}.",
                source=source,
            )


def classes_text(classification: Classification) -> str:
    """Return *classification* as TOML that ``parse_classes`` reads back to an equal one."""
    breakpoints = classification.breakpoints
    content = {
        "breakpoints": {
            name: getattr(breakpoints, name) for name in Breakpoints.__dataclass_fields__
        },
        "baskets": {
            basket.key: {
                "title": basket.title,
                "companies": sorted(basket.companies),
                "source": basket.source,
            }
            for basket in classification.baskets
            if basket not in STANDARD_BASKETS
        },
        "corrections": {item.symbol: _facts(item) for item in classification.corrections},
    }
    return tomli_w.dumps(content)


def _facts(correction: Correction) -> Mapping[str, object]:
    facts = {word: value for word, value in correction.facts.items() if value}
    if correction.looked_through_as:
        facts["looked_through_as"] = dict(correction.looked_through_as)
    return facts


def _classification(table: TomlTable) -> Classification:
    breakpoints = _breakpoints(table.table("breakpoints"))
    classification = DEFAULT_CLASSIFICATION
    for key, part in table.table("baskets").tables():
        if key == MAGNIFICENT_SEVEN.key:
            raise part.error("companies", "is fixed", "Edit mega_cap_tech, or add your own basket.")
        classification = classification.with_basket(_basket(key, part))
    return Classification(
        breakpoints=breakpoints,
        baskets=classification.baskets,
        corrections=tuple(_corrections(table.table("corrections"))),
    )


def _breakpoints(table: TomlTable) -> Breakpoints:
    default = Breakpoints()
    breakpoints = Breakpoints(
        small=table.number("small", default.small, 0.0, MOST),
        mid=table.number("mid", default.mid, 0.0, MOST),
        large=table.number("large", default.large, 0.0, MOST),
        mega=table.number("mega", default.mega, 0.0, MOST),
        as_of=table.day("as_of") or default.as_of,
        source=table.text("source") or default.source,
    )
    table.finish()
    return breakpoints


def _basket(key: str, table: TomlTable) -> NamedBasket:
    standard = DEFAULT_CLASSIFICATION.basket(key)
    own = key.replace("_", " ").capitalize()
    basket = NamedBasket(
        key=key,
        title=table.text("title") or (standard.title if standard else own),
        companies=frozenset(table.symbols("companies") or ()),
        source=table.text("source") or "your own list",
    )
    table.finish()
    return basket


def _corrections(table: TomlTable) -> Iterator[Correction]:
    for key, part in table.tables():
        size, kind = part.optional_choice("size", SizeClass), part.optional_choice("kind", Kind)
        sector, other = part.text("sector"), part.text("same_company_as")
        mix = _mix(part)
        part.finish()
        yield Correction(
            symbol=_spelled(key),
            size=size,
            sector=sector,
            kind=kind,
            same_company_as=_spelled(other) if other else None,
            looked_through_as=mix,
        )


def _mix(table: TomlTable) -> tuple[tuple[str, float], ...]:
    key = "looked_through_as"
    value = table.raw(key)
    if value is None:
        return ()
    if isinstance(value, str):
        return ((_spelled(value), 1.0),)
    shares = table.table(key)
    return tuple((_spelled(name), shares.number(name, 0.0, 0.0, 1.0)) for name in shares.content)


def _spelled(symbol: str) -> str:
    text = symbol.strip()
    return text if text.startswith(NO_TICKER) else text.upper()
