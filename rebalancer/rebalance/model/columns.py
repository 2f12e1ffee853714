"""The columns of the joint model: shares sold per lot, shares bought, USD moved per security."""

from collections.abc import Iterator
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from rebalancer.domain.account import Account
from rebalancer.rebalance.model.linear import Flags, Floats, Ints
from rebalancer.rebalance.model.linear_model import LinearModel
from rebalancer.rebalance.model.rules import Ticket
from rebalancer.rebalance.problem import Problem


class Trades:
    """What may be traded, in arrays, and the columns that stand for it.

    Attributes:
        sold: Column per lot, slot by slot.
        bought: Column per slot.
        net: Column per security, in USD over all accounts: what is bought less what is sold.
        slot_of_lot: Number of the slot that each lot is in.
        first_slot: Per security, the first of its slots; all of them look through alike.
        cost: Per slot, the share of a trade's value that it costs.
        tickets, slot_of_ticket: Column per order that there may be, 1 when it is placed, and its
            slot; none where orders cost no fee.
        ticket_fee: USD of every order.
    """

    def __init__(self, problem: Problem, model: LinearModel) -> None:
        self.slots = problem.slots
        self.lots = [lot for slot in self.slots for lot in slot.lots]
        self.first_lot = np.cumsum([0, *(len(slot.lots) for slot in self.slots)])
        self.slot_of_lot: Ints = np.repeat(np.arange(len(self.slots)), np.diff(self.first_lot))
        self.price: Floats = np.array([float(slot.price) for slot in self.slots])
        self.sold = self._add_sales(model)
        self.bought = self._add_purchases(model)
        numbers: dict[object, int] = {}
        securities = [
            numbers.setdefault((slot.symbol, slot.kind), len(numbers)) for slot in self.slots
        ]
        self.security_of_slot: Ints = np.array(securities, dtype=np.int64)
        _, self.first_slot = np.unique(self.security_of_slot, return_index=True)
        self.net = self._add_net(model, len(numbers))
        trading = problem.policy.trading
        self.cost: Floats = np.array(
            [float(trading.cost_share(slot.symbol)) for slot in self.slots]
        )
        self.ticket_fee = float(trading.ticket_fee)
        tickets = list(self._add_tickets(model)) if self.ticket_fee else []
        self.tickets: Ints = np.array([ticket for ticket, _ in tickets], dtype=np.int64)
        self.slot_of_ticket: Ints = np.array([slot for _, slot in tickets], dtype=np.int64)

    def _add_sales(self, model: LinearModel) -> Ints:
        self.saleable = np.array(
            [
                0.0 if slot.no_sale else float(shares)
                for slot in self.slots
                for shares in slot.saleable
            ]
        )
        # where one lot is a fraction, only what is sold of all lots together is whole
        fractional = np.bincount(self.slot_of_lot, self.saleable % 1 != 0, len(self.slots)) > 0
        whole = (self.is_whole & ~fractional)[self.slot_of_lot]
        return model.add_columns(self.saleable, integer=whole)

    def _add_purchases(self, model: LinearModel) -> Ints:
        worth = {slot.account.key: slot.account for slot in self.slots}
        spend = {key: max(float(each.total_value), 0.0) for key, each in worth.items()}
        most = np.array([spend[slot.account.key] for slot in self.slots]) / self.price
        most[np.array([bool(slot.no_purchase) for slot in self.slots], dtype=np.bool_)] = 0.0
        self.buyable = most
        return model.add_columns(most, integer=self.is_whole)

    def _add_net(self, model: LinearModel, count: int) -> Ints:
        of_lot = self.security_of_slot[self.slot_of_lot]
        held = np.array([float(lot.lot.quantity) for lot in self.lots]) * self.price_of_lot
        spent = np.bincount(self.security_of_slot, self.buyable * self.price, count)
        return model.define_columns(
            np.concatenate([of_lot, self.security_of_slot]),
            np.concatenate([self.sold, self.bought]),
            np.concatenate([-self.price_of_lot, self.price]),
            # never binding, so that a rule's price shows at the lots and purchases it closes
            lower=-np.bincount(of_lot, held, count).astype(np.float64) - 1.0,
            upper=spent.astype(np.float64) + 1.0,
        )

    def _add_tickets(self, model: LinearModel) -> Iterator[tuple[int, int]]:
        """Add a column for each order that there may be; yield it with its slot."""
        for number, price in enumerate(self.price):
            lots = slice(self.first_lot[number], self.first_lot[number + 1])
            one = slice(number, number + 1)
            for columns, shares in (
                (self.sold[lots], self.saleable[lots]),
                (self.bought[one], self.buyable[one]),
            ):
                most = float(shares.sum() * price)
                if most > 0:
                    worth = np.full(len(columns), price)
                    ticket = model.add_indicator(columns, worth, most)
                    model.add_rule(Ticket(columns=columns, worth=worth, ticket=ticket))
                    yield ticket, number

    @cached_property
    def cost_of_lot(self) -> Floats:
        """Share of a sale's value that it costs, per lot."""
        return self.cost[self.slot_of_lot]

    @cached_property
    def price_of_lot(self) -> Floats:
        """USD per share of each lot."""
        return self.price[self.slot_of_lot]

    @cached_property
    def account_keys(self) -> NDArray[np.str_]:
        """Per slot, the key of its account."""
        return np.array([slot.account.key for slot in self.slots], dtype=np.str_)

    @cached_property
    def is_whole(self) -> Flags:
        """Per slot, whether it trades in whole shares."""
        return np.array([slot.step == 1 for slot in self.slots], dtype=np.bool_)

    @cached_property
    def slots_in_turn(self) -> list[int]:
        """Numbers of the slots whose lots are sold one after the other, where that matters."""
        return [
            number for number, slot in enumerate(self.slots) if slot.in_turn and len(slot.lots) > 1
        ]

    @cached_property
    def is_taxed(self) -> Flags:
        """Per lot, whether a gain on it is taxed."""
        taxed = [slot.account.tax_treatment.is_taxed for slot in self.slots]
        return np.array(taxed, dtype=np.bool_)[self.slot_of_lot]

    @cached_property
    def is_long(self) -> Flags:
        """Per lot, whether its gain counts as long-term."""
        return np.array([lot.is_long for lot in self.lots], dtype=np.bool_)

    @cached_property
    def tax(self) -> Floats:
        """USD of tax per share of each lot; negative for a loss."""
        return np.array([float(lot.tax_per_share) for lot in self.lots])

    @cached_property
    def gain(self) -> Floats:
        """USD per share of each lot that counts against a budget for gains."""
        return np.array([float(lot.taxed_gain_per_share) for lot in self.lots])

    @cached_property
    def preference(self) -> Ints:
        """Per slot, its rank on the buy list."""
        return np.array([slot.preference for slot in self.slots], dtype=np.int64)

    @cached_property
    def numbers_by_symbol(self) -> dict[str, Ints]:
        """Numbers of the slots of each symbol."""
        numbers: dict[str, list[int]] = {}
        for number, slot in enumerate(self.slots):
            numbers.setdefault(slot.symbol, []).append(number)
        return {symbol: np.array(found) for symbol, found in numbers.items()}

    @cached_property
    def worth(self) -> Floats:
        """USD per share in each column of shares."""
        return np.concatenate([self.price_of_lot, self.price])

    def sold_of(self, slot: int) -> Ints:
        """Return the columns of the lots of the slot with this number."""
        return self.sold[self.first_lot[slot] : self.first_lot[slot + 1]]

    def slots_traded(self, x: Floats) -> list[int]:
        """Return the numbers of the slots that *x* trades in."""
        traded = x[self.bought] > 0
        traded[self.slot_of_lot[x[self.sold] > 0]] = True
        return [int(number) for number in np.flatnonzero(traded)]

    def slots_in(self, account: Account) -> Ints:
        """Return the numbers of the slots of *account*."""
        return np.flatnonzero(self.account_keys == account.key)

    def cash_entries(self, account: Account) -> tuple[Ints, Floats]:
        """Return the columns that move cash of *account*, and USD per unit, costs taken off."""
        inside = np.zeros(len(self.slots), dtype=np.bool_)
        inside[self.slots_in(account)] = True
        lots, tickets = inside[self.slot_of_lot], inside[self.slot_of_ticket]
        proceeds = self.price_of_lot[lots] * (1 - self.cost_of_lot[lots])
        spent = self.price[inside] * (1 + self.cost[inside])
        fees = np.full(int(tickets.sum()), self.ticket_fee)
        columns = [self.sold[lots], self.bought[inside], self.tickets[tickets]]
        return np.concatenate(columns), np.concatenate([proceeds, -spent, -fees])
