"""How much it matters in which account something is held, as the policy says it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from rebalancer.domain.security import AssetClass
from rebalancer.spelling import nearest
from rebalancer.toml_table import TomlTable

SYMBOL = "symbol:"
_KINDS = tuple(each.value for each in AssetClass)
_MOST_YEARS = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Income:
    """What a dollar pays a year, and how that is taxed; shares are 0..1.

    What is neither qualified nor exempt is taxed as ordinary income.
    """

    rate: float
    """The yield: a share of the value, a year."""
    qualified: float = 0.0
    exempt: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Location:
    """Whether and for how long the tax on income counts against holding it where it is taxed.

    Attributes:
        income: By kind (``stock``, ``bond`` ...) or ``symbol:TICKER``, where it is not as shipped.
    """

    weigh: bool = False
    years: float = 5.0
    income: Mapping[str, Income] = field(default_factory=dict)


DEFAULT_LOCATION = Location()
"""It does not matter where something is held."""


def read_location(table: TomlTable) -> Location:
    """Return what the table ``[location]`` says.

    Raises:
        PolicyError: It says something that cannot be followed.
    """
    default = DEFAULT_LOCATION
    income = table.table("income")
    location = Location(
        weigh=table.flag("weigh", default=default.weigh),
        years=table.number("years", default.years, 0.0, _MOST_YEARS),
        income={_key(income, key): read_income(each) for key, each in income.tables()},
    )
    table.finish()
    return location


def read_income(table: TomlTable) -> Income:
    """Return what one table of income says.

    Raises:
        PolicyError: It says something that cannot be followed.
    """
    rate = table.optional_number("yield", 0.0, 1.0)
    if rate is None:
        raise table.error("yield", "is missing", "Give the share of its value that it pays a year.")
    income = Income(
        rate=rate, qualified=table.share("qualified", 0.0), exempt=table.share("exempt", 0.0)
    )
    table.finish()
    if income.qualified + income.exempt > 1:
        raise table.error("exempt", "and qualified are more than 1 together")
    return income


def _key(table: TomlTable, key: str) -> str:
    symbol = key.removeprefix(SYMBOL).strip() if key.startswith(SYMBOL) else ""
    if symbol:
        return f"{SYMBOL}{symbol.upper()}"
    if key not in _KINDS:
        remedy = nearest(key, _KINDS) or f"Known: {', '.join(_KINDS)}, symbol:TICKER."
        raise table.error(key, "is not something that pays income", remedy)
    return key


def location_content(location: Location) -> dict[str, object]:
    """Return *location* as ``read_location`` reads it."""
    income = {key: asdict(each) for key, each in location.income.items()}
    for each in income.values():
        each["yield"] = each.pop("rate")
    return {"weigh": location.weigh, "years": location.years, "income": income}
