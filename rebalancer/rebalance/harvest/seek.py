"""Which losses are sought, and which purchases that opens."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.money import ZERO
from rebalancer.measure.overlap import Named
from rebalancer.rebalance.harvest.replacement import replacements_of
from rebalancer.rebalance.plan import Replacement
from rebalancer.rebalance.policy.harvest import Harvest
from rebalancer.rebalance.policy.policy import Mode
from rebalancer.rebalance.pose import purchase_slots
from rebalancer.rebalance.problem import Problem, Slot, SlotLot

SMALL_LOSS = "small_loss"
"""The rule's short name."""
NO_LOSS = "no_loss"
"""Why everything else stays where only losses are harvested; not worth listing."""


def seek_losses(problem: Problem) -> Problem:
    """Return *problem* with the losses that are worth harvesting, and what may replace them.

    Args:
        problem: With what recent trades forbid; returned as it is where losses are not sought.
    """
    mode = problem.policy.trading.mode
    if not mode.seeks_losses:
        return problem
    slots = [_marked(slot, problem.policy.harvest) for slot in problem.slots]
    replacements, unreplaced = replacements_of(problem, _losing(slots))
    if mode is Mode.TLH:
        slots = [_closed(slot) for slot in slots]
    opened = _Opening(problem, {each.sold: each for each in replacements})
    return replace(
        problem,
        slots=tuple(opened.slots(slots)),
        replacements=replacements,
        unreplaced=unreplaced,
    )


def loss_on(lot: SlotLot) -> Decimal:
    """Return USD that *lot* loses where losses count, as a positive amount; 0 for a gain."""
    return -min(lot.taxed_gain_per_share, ZERO) * lot.lot.quantity


def _marked(slot: Slot, harvest: Harvest) -> Slot:
    if slot.no_sale:
        return slot
    lots = tuple(replace(lot, is_sought=_is_worth_it(lot, harvest)) for lot in slot.lots)
    return replace(slot, lots=lots)


def _is_worth_it(lot: SlotLot, harvest: Harvest) -> bool:
    loss, cost = loss_on(lot), lot.lot.cost_basis or ZERO
    share = Decimal(str(harvest.min_loss_share))
    return not lot.kept and loss > 0 and loss >= harvest.min_loss and loss >= share * cost


def _losing(slots: Iterable[Slot]) -> tuple[Named, ...]:
    """Return every security that has lots whose loss is sought."""
    kinds = {slot.symbol: slot.kind for slot in slots if any(lot.is_sought for lot in slot.lots)}
    return tuple(kinds.items())


def _closed(slot: Slot) -> Slot:
    """Return *slot* with its sought losses left to sell, and nothing else."""
    return replace(
        slot,
        no_purchase=slot.no_purchase or "mode",
        lots=tuple(
            lot
            if lot.is_sought or lot.kept
            else replace(lot, kept=SMALL_LOSS if loss_on(lot) else NO_LOSS)
            for lot in slot.lots
        ),
    )


class _Opening:
    """Opens the purchase of a replacement wherever what it replaces may be sold."""

    def __init__(self, problem: Problem, replacements: Mapping[str, Replacement]) -> None:
        self._problem = problem
        self._replacements = replacements

    def slots(self, slots: Iterable[Slot]) -> Iterable[Slot]:
        """Yield *slots* with the replacements open, account by account."""
        left = list(slots)
        for account in self._problem.portfolio.accounts:
            mine = [slot for slot in left if slot.account.key == account.key]
            wanted = self._wanted(mine)
            for slot in mine:
                is_wanted = slot.symbol in wanted
                yield replace(slot, no_purchase="", preference=0) if is_wanted else slot
            new = sorted(wanted - {slot.symbol for slot in mine})
            yield from purchase_slots(self._problem, account, new)

    def _wanted(self, slots: Iterable[Slot]) -> set[str]:
        sold = {slot.symbol for slot in slots if any(lot.is_sought for lot in slot.lots)}
        return {self._replacements[symbol].bought for symbol in sold & set(self._replacements)}
