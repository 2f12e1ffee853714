"""How losses are harvested, as the policy says it."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.money import ZERO
from rebalancer.toml_table import TomlTable


class Replacements(StrEnum):
    """Where what replaces a security that is sold at a loss may come from."""

    ANY_FUND = "any_fund"
    """The buy list, and every fund whose holdings and price are known."""
    BUY_LIST = "buy_list"


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """Which losses are worth harvesting, and how like the replacement has to be."""

    min_loss: Decimal = ZERO
    """USD that a lot has to lose."""
    min_loss_share: float = 0.0
    """Share of its cost (0..1) that a lot has to lose."""
    carried_loss_value: float = 0.0
    """USD that a dollar of loss which goes to the next year is taken to be worth."""
    min_overlap: float = 0.4
    """Share (0..1) of the two that has to be in the same companies at the same weights."""
    replacements: Replacements = Replacements.ANY_FUND


DEFAULT_HARVEST = Harvest()
"""Every loss that pays for its own trading; what is carried forward is worth nothing."""


def read_harvest(table: TomlTable) -> Harvest:
    """Return what the table ``[harvest]`` says.

    Raises:
        PolicyError: It says something that cannot be followed.
    """
    default = DEFAULT_HARVEST
    harvest = Harvest(
        min_loss=table.money("min_loss") or default.min_loss,
        min_loss_share=table.share("min_loss_share", default.min_loss_share),
        carried_loss_value=table.share("carried_loss_value", default.carried_loss_value),
        min_overlap=table.share("min_overlap", default.min_overlap),
        replacements=table.choice("replacements", default.replacements),
    )
    table.finish()
    return harvest
