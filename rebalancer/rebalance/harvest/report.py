"""What a harvest comes to, and what to say of its trades."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from decimal import Decimal

from rebalancer.domain.money import ZERO, to_cents, total
from rebalancer.rebalance.plan import Action, Harvested, LotSale, Replacement, Trade
from rebalancer.rebalance.problem import Problem
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import WashSales
from rebalancer.rebalance.tax_estimate import taxed_gains
from rebalancer.rebalance.trades import Order


class Harvest:
    """The losses among the trades of a plan that seeks them."""

    def __init__(self, problem: Problem, orders: Sequence[Order], trades: Sequence[Trade]) -> None:
        self._problem = problem
        self._trades = trades
        self._replaced = {each.sold: each for each in problem.replacements}
        self._losses = {
            (trade.account, trade.symbol): tuple(
                sale
                for (lot, _), sale in zip(order.sales, trade.lots, strict=True)
                if lot.is_sought
            )
            for order, trade in zip(orders, trades, strict=True)
        }

    @property
    def trades(self) -> tuple[Trade, ...]:
        """The trades, each with what it replaces and its reason."""
        return tuple(self._explained(trade) for trade in self._trades)

    @property
    def result(self) -> Harvested:
        """What the losses come to."""
        losses = self._loss()
        situation = self._problem.tax_view.situation
        everything = taxed_gains(self._trades)
        others = everything + losses  # the losses are positive here: without them
        owed = situation.owed(everything) - situation.owed(others)
        here, there = situation.netted(everything), situation.netted(others)
        carried = max(ZERO, _carried(here.carried) - _carried(there.carried))
        value = Decimal(str(self._problem.policy.harvest.carried_loss_value))
        return Harvested(
            short_term_loss=losses.short,
            long_term_loss=losses.long,
            saved=to_cents(-owed),
            carried=carried,
            carried_value=to_cents(value * carried),
            in_cash=self._in_cash(),
        )

    def messages(self) -> Iterator[str]:
        """Yield what a person should know of the harvest."""
        policy, result = self._problem.policy, self.result
        if policy.tax.wash_sales is WashSales.WARN:
            yield "Losses are harvested without wash sales, although the policy only warns of them."
        if not result.loss:
            yield "No loss is worth harvesting."
            return
        yield (
            f"Harvests ${result.loss:,.2f} of losses, which save ${result.saved:,.2f} of this "
            "year's tax."
        )
        if result.carried:
            yield (
                f"${result.carried:,.2f} of them go to the next year, taken to be worth "
                f"${result.carried_value:,.2f} (carried_loss_value = "
                f"{policy.harvest.carried_loss_value:g})."
            )
        sold = {trade.symbol for trade in self._trades if self._losses_of(trade)}
        yield from (
            self._problem.unreplaced[symbol]
            for symbol in sorted(sold & set(self._problem.unreplaced))
        )

    def _loss(self) -> Gains:
        sales = [sale for each in self._losses.values() for sale in each]
        return Gains(
            short=-total(sale.gain or ZERO for sale in sales if not sale.is_long),
            long=-total(sale.gain or ZERO for sale in sales if sale.is_long),
        )

    def _losses_of(self, trade: Trade) -> tuple[LotSale, ...]:
        """Return the lots that *trade* sells for their loss."""
        return self._losses[trade.account, trade.symbol]

    def _replaces(self, trade: Trade) -> tuple[Replacement, ...]:
        """Return what a purchase stands in for: what its account sells at a loss."""
        if trade.action is Action.SELL:
            return ()
        sold = [
            other.symbol
            for other in self._trades
            if other.account == trade.account and self._losses_of(other)
        ]
        return tuple(
            self._replaced[symbol]
            for symbol in sold
            if symbol in self._replaced and self._replaced[symbol].bought == trade.symbol
        )

    def _explained(self, trade: Trade) -> Trade:
        if trade.action is Action.BUY:
            replaces = self._replaces(trade)
            reason = " ".join(map(_why, replaces)) or trade.reason
            return replace(trade, replaces=replaces, reason=reason)
        losses = self._losses_of(trade)
        if not losses:
            return trade
        loss = -total(sale.gain or ZERO for sale in losses)
        count = "1 lot" if len(losses) == 1 else f"{len(losses)} lots"
        saved = f"; saves ${-trade.tax:,.2f} of tax this year" if trade.tax < 0 else ""
        return replace(trade, reason=f"Harvests a loss of ${loss:,.2f} in {count}{saved}.")

    def _in_cash(self) -> Decimal:
        """Return the proceeds of the losses that no replacement takes up, account by account."""
        left: dict[str, Decimal] = {}
        for trade in self._trades:
            brought = total(trade.price * sale.quantity for sale in self._losses_of(trade))
            spent = trade.value if self._replaces(trade) else ZERO
            costs = trade.cost if brought or spent else ZERO
            left[trade.account] = left.get(trade.account, ZERO) + brought - spent - costs
        return to_cents(total(max(ZERO, amount) for amount in left.values()))


def _carried(gains: Gains) -> Decimal:
    return gains.short + gains.long


def _why(found: Replacement) -> str:
    alike = (
        "nobody sees what either holds"
        if found.overlap is None
        else f"{found.overlap.share:.1%} of the two is the same"
    )
    moves = (
        f"no exposure moves by more than {found.moves:.1%} ({found.moved_group})"
        if found.moved_group
        else "no exposure moves"
    )
    return f"Replaces {found.sold}: {alike}, {moves}; not identical, since {found.difference}."


def harvest_of(
    problem: Problem, orders: Sequence[Order], trades: Sequence[Trade]
) -> Harvest | None:
    """Return the harvest of *orders*, written as *trades*; None where no losses are sought."""
    return Harvest(problem, orders, trades) if problem.policy.trading.mode.seeks_losses else None
