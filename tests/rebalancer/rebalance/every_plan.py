"""Every whole-share plan of a small household, judged by arithmetic of its own.

Nothing here is taken from the solver but the prices that it puts on what is not money: the model
is written down a second time, in exact decimals and as plainly as can be, to be compared with.
"""

import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import product

from rebalancer.domain.account import Account
from rebalancer.rebalance.model.joint import MISSED
from rebalancer.rebalance.model.terms import IDLE, LOSS_VALUE, PREFERENCE, TAXED_SALE, TURNOVER
from rebalancer.rebalance.plan import Action, TradePlan
from tests.rebalancer.rebalance.households import LAST_JUNE, LONG_AGO, account, lot, position

MAGNIFICENT = ("AAPL", "NVDA")
PRICES = {"AAPL": 97, "NVDA": 61, "XOM": 143, "CVX": 119}
NOTHING = Decimal(0)
ZERO_BRACKET, TOP_OF_15 = Decimal(49_450), Decimal(545_500)
ORDINARY = (
    (Decimal(12_400), Decimal("0.10")),
    (Decimal(50_400), Decimal("0.12")),
    (Decimal(105_700), Decimal("0.22")),
    (Decimal(201_775), Decimal("0.24")),
    (Decimal(256_225), Decimal("0.32")),
    (Decimal(640_600), Decimal("0.35")),
    (Decimal("Infinity"), Decimal("0.37")),
)


def exact(figure: float) -> Decimal:
    """Return the decimal that a person means by *figure*."""
    return Decimal(repr(figure))


@dataclass(frozen=True, kw_only=True)
class Lot:
    """Shares of one lot, and what a share cost."""

    account: str
    symbol: str
    shares: int
    cost: int
    is_long: bool

    @property
    def gain(self) -> Decimal:
        """USD per share."""
        return Decimal(PRICES[self.symbol] - self.cost)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A household of a few lots and a policy for it."""

    taxed: Mapping[str, bool]
    """By account."""
    cash: Mapping[str, int]
    lots: tuple[Lot, ...]
    buy: tuple[str, ...]
    cap: Decimal
    budget: int | None = None
    min_trade: int = 0
    cost_bp: int = 0
    alike: tuple[str, ...] = ()
    """Symbols that are substantially identical."""
    income: int | None = None
    """Of a single person who pays by the brackets; None for flat rates of 40 % and 20 %."""
    state: Decimal = NOTHING
    realised: tuple[int, int] = (0, 0)
    """Short-term and long-term, before the plan."""
    carried: tuple[int, int] = (0, 0)

    @property
    def value(self) -> Decimal:
        """USD of the household."""
        return Decimal(
            sum(self.cash.values()) + sum(PRICES[each.symbol] * each.shares for each in self.lots)
        )

    def accounts(self) -> list[Account]:
        """Return the household as the engine takes it."""
        return [self._account(name) for name in self.cash]

    def _account(self, name: str) -> Account:
        mine = [each for each in self.lots if each.account == name]
        held = [
            position(
                symbol,
                str(PRICES[symbol]),
                *(
                    lot(str(each.shares), str(each.cost), LONG_AGO if each.is_long else LAST_JUNE)
                    for each in mine
                    if each.symbol == symbol
                ),
            )
            for symbol in dict.fromkeys(each.symbol for each in mine)
        ]
        treatment = "taxable" if self.taxed[name] else "tax_exempt"
        return account(name, treatment, *held, cash=str(self.cash[name]))

    def policy(self) -> str:
        """Return the policy in TOML."""
        tax = [
            *([] if self.budget is None else [f"gain_budget = {self.budget}"]),
            *(
                []
                if self.income is None
                else [
                    'filing_status = "single"',
                    f"income = {self.income}",
                    f"state_rate = {self.state}",
                ]
            ),
            f"realised = {_gains(*self.realised)}",
            f"loss_carryforward = {_gains(*self.carried)}",
        ]
        alike = [list(self.alike)] if self.alike else []
        return "\n".join(
            [
                "[targets]",
                f"magnificent_seven = {{ max = {self.cap} }}",
                "[buy]",
                f"symbols = {list(self.buy)}",
                "[trading]",
                f"min_trade = {self.min_trade}",
                f"cost_bp = {self.cost_bp}",
                "[restrictions]",
                f"equivalents = {alike}",
                "[tax]",
                *tax,
            ]
        )


def _gains(short: int, long: int) -> str:
    return f"{{ short_term = {short}, long_term = {long} }}"


def years_tax(case: Case, short: Decimal, long: Decimal) -> Decimal:
    """Return the year's tax in USD when the plan adds these gains."""
    short += case.realised[0] - case.carried[0]
    long += case.realised[1] - case.carried[1]
    deducted = min(Decimal(3000), max(NOTHING, -(short + long)))
    if short + long < 0:
        short = long = NOTHING
    elif short < 0:
        short, long = NOTHING, short + long
    elif long < 0:
        short, long = short + long, NOTHING
    if case.income is None:
        return Decimal("0.4") * (short - deducted) + Decimal("0.2") * long
    return single_tax(Decimal(case.income), short - deducted, long, case.state)


def single_tax(income: Decimal, ordinary: Decimal, long: Decimal, state: Decimal) -> Decimal:
    """Return what a single person owes in 2026 on income and net gains of the year."""
    gain = ordinary + long
    taxable = income + ordinary - 16_100
    above = max(NOTHING, long + min(taxable, NOTHING))
    taxable = max(taxable, NOTHING)
    owed, bottom = state * gain, NOTHING
    for top, rate in ORDINARY:
        owed += rate * max(NOTHING, min(taxable, top) - bottom)
        bottom = top
    at_15 = min(taxable + above, TOP_OF_15) - max(taxable, ZERO_BRACKET)
    owed += Decimal("0.15") * max(NOTHING, at_15)
    owed += Decimal("0.20") * max(NOTHING, taxable + above - max(taxable, TOP_OF_15))
    return owed + Decimal("0.038") * min(max(NOTHING, gain), max(NOTHING, income + gain - 200_000))


@dataclass(kw_only=True)
class Tally:
    """What some trades come to."""

    case: Case
    short: Decimal = NOTHING
    long: Decimal = NOTHING
    cost: Decimal = NOTHING
    """USD beside the tax."""
    magnificent: Decimal = NOTHING
    cash: dict[str, Decimal] = field(default_factory=dict)
    """Change by account."""

    def sell(self, each: Lot, shares: int) -> None:
        """Count a sale from one lot."""
        case = self.case
        worth = Decimal(PRICES[each.symbol] * shares)
        self._trade(each.account, each.symbol, -worth)
        if case.taxed[each.account]:
            gain = each.gain * shares
            if each.is_long:
                self.long += gain
            else:
                self.short += gain
            before = years_tax(case, NOTHING, NOTHING)
            dollar = (NOTHING, Decimal(1)) if each.is_long else (Decimal(1), NOTHING)
            rate = years_tax(case, *dollar) - before
            self.cost += worth * exact(TAXED_SALE)
            self.cost += max(exact(LOSS_VALUE) * gain * rate, -worth * exact(TURNOVER) / 2)

    def buy(self, name: str, symbol: str, shares: int) -> None:
        """Count a purchase."""
        worth = Decimal(PRICES[symbol] * shares)
        self._trade(name, symbol, worth)
        self.cost += worth * exact(PREFERENCE) * self.case.buy.index(symbol)

    def _trade(self, name: str, symbol: str, worth: Decimal) -> None:
        fee = abs(worth) * self.case.cost_bp / 10_000
        self.cost += fee + abs(worth) * exact(TURNOVER)
        self.cash[name] = self.cash.get(name, NOTHING) - worth - fee
        if symbol in MAGNIFICENT:
            self.magnificent += worth

    @property
    def pays(self) -> bool:
        """Whether every account can pay for it."""
        return all(self.case.cash[name] + change >= 0 for name, change in self.cash.items())

    @property
    def tax(self) -> Decimal:
        """USD of this year's tax that the plan is charged for: losses alone earn nothing."""
        case = self.case
        added = years_tax(case, self.short, self.long) - years_tax(case, NOTHING, NOTHING)
        return max(NOTHING, added)

    @property
    def missed(self) -> Decimal:
        """USD above the cap."""
        case = self.case
        held = sum(PRICES[each.symbol] * each.shares for each in case.lots if is_mega(each.symbol))
        return max(NOTHING, held + self.magnificent - case.cap * case.value)

    @property
    def objective(self) -> Decimal:
        """USD that the plan is judged by."""
        return self.besides_tax + self.tax

    @property
    def besides_tax(self) -> Decimal:
        """USD that the plan is judged by, but for the year's tax."""
        idle = sum((max(NOTHING, change) for change in self.cash.values()), NOTHING)
        return exact(MISSED) * self.missed + self.cost + exact(IDLE) * idle

    def with_purchases(self, bought: "Purchases") -> "Tally":
        """Return what it comes to with purchases."""
        more = replace(self, cash=dict(self.cash))
        for (name, symbol), shares in bought.items():
            if shares:
                more.buy(name, symbol, shares)
        return more


def is_mega(symbol: str) -> bool:
    """Whether *symbol* counts against the cap."""
    return symbol in MAGNIFICENT


Sales = tuple[int, ...]
Purchases = dict[tuple[str, str], int]


def every_plan(case: Case) -> Iterator[tuple[Decimal, Sales, Purchases]]:
    """Yield every plan that keeps to the rules: its objective, its sales and its purchases."""
    for sales in product(*(range(each.shares + 1) for each in case.lots)):
        if not _is_allowed(case, sales):
            continue
        sold = tally_of(case, sales, {})
        tax = sold.tax
        closed = _closed_to_purchases(case, sales)
        places = [
            (name, symbol) for name in case.cash for symbol in case.buy if symbol not in closed
        ]
        sizes = [
            _sizes(case, symbol, case.cash[name] + sold.cash.get(name, NOTHING))
            for name, symbol in places
        ]
        for shares in product(*sizes):
            bought = dict(zip(places, shares, strict=True))
            tally = sold.with_purchases(bought)
            if tally.pays:
                yield tally.besides_tax + tax, sales, bought


def _sizes(case: Case, symbol: str, money: Decimal) -> list[int]:
    most = int(money // PRICES[symbol])
    return [n for n in range(most + 1) if n == 0 or n * PRICES[symbol] >= case.min_trade]


def _is_allowed(case: Case, sales: Sales) -> bool:
    """Whether sales keep to the budget and are large enough."""
    pairs = list(zip(case.lots, sales, strict=True))
    gain = sum(each.gain * n for each, n in pairs if case.taxed[each.account])
    if case.budget is not None and gain > case.budget:
        return False
    for place in {(each.account, each.symbol) for each in case.lots}:
        mine = [(each, n) for each, n in pairs if (each.account, each.symbol) == place]
        sold = sum(n for _, n in mine)
        everything = sum(each.shares for each, _ in mine)
        if sold and sold < everything and sold * PRICES[place[1]] < case.min_trade:
            return False
    return True


def _closed_to_purchases(case: Case, sales: Sales) -> set[str]:
    """Return what may not be bought: what is sold, and what would wash a loss."""
    closed = {each.symbol for each, n in zip(case.lots, sales, strict=True) if n}
    at_loss = {
        each.symbol
        for each, n in zip(case.lots, sales, strict=True)
        if n and each.gain < 0 and case.taxed[each.account]
    }
    if at_loss & set(case.alike):
        closed |= set(case.alike)
    return closed


def tally_of(case: Case, sales: Sales, bought: Purchases) -> Tally:
    """Return what a plan comes to."""
    tally = Tally(case=case)
    for each, shares in zip(case.lots, sales, strict=True):
        if shares:
            tally.sell(each, shares)
    return tally.with_purchases(bought)


def best_plan(case: Case) -> tuple[Decimal, Sales, Purchases]:
    """Return the least objective of all plans, and a plan that has it."""
    return min(every_plan(case), key=lambda found: found[0])


def read(case: Case, plan: TradePlan) -> tuple[Sales, Purchases]:
    """Return the engine's plan as shares sold per lot and shares bought."""
    bought = {
        (trade.account, trade.symbol): int(trade.quantity)
        for trade in plan.trades
        if trade.action is Action.BUY
    }
    left = {
        (trade.account, trade.symbol, sale.acquired, (sale.cost_basis or 0) / sale.quantity): int(
            sale.quantity
        )
        for trade in plan.trades
        for sale in trade.lots
    }
    sales = []
    for each in case.lots:
        key = each.account, each.symbol, LONG_AGO if each.is_long else LAST_JUNE, Decimal(each.cost)
        sales.append(left.pop(key, 0))
    assert not left
    return tuple(sales), bought


def draw(seed: int) -> Case:
    """Return the case of a seed: every fifth of a kind."""
    dice = random.Random(seed)  # noqa: S311 - a made-up household is no secret
    names = ["1", "2"][: dice.choice([1, 1, 2])]
    taxed = {name: name == "1" or dice.random() < 0.4 for name in names}
    kind = seed % 5
    lots: dict[tuple[str, str, int, bool], Lot] = {}
    # what may be bought has to be held somewhere, for its price
    for symbol in ("CVX", "XOM", *dice.choices(["AAPL", "AAPL", "NVDA"], k=dice.randint(1, 2))):
        one = Lot(
            account=dice.choice(names),
            symbol=symbol,
            shares=dice.randint(1, 2 if symbol in {"CVX", "XOM"} else 4),
            cost=int(PRICES[symbol] * dice.choice([0.2, 0.5, 0.8, 1.1, 1.4])),
            is_long=dice.random() < 0.5,
        )
        lots.setdefault((one.account, one.symbol, one.cost, one.is_long), one)
    return Case(
        taxed=taxed,
        cash={name: dice.choice([0, 15, 60, 130]) for name in names},
        lots=tuple(lots.values()),
        buy=tuple(dice.sample(["XOM", "CVX"], dice.choice([0, 1, 1, 2]))),
        cap=Decimal(dice.randint(0, 16)) / 20,
        budget=dice.choice([0, 40, 150]) if kind == 1 else None,
        min_trade=dice.choice([130, 250]) if kind == 2 else 0,
        cost_bp=dice.choice([0, 10]),
        alike=("XOM", "CVX") if dice.random() < 0.5 else (),
        income=dice.choice([30_000, 65_500, 66_000, 199_950]) if kind == 3 else None,
        state=Decimal("0.05") if kind == 3 and dice.random() < 0.5 else NOTHING,
        realised=(dice.choice([0, 100, -50]), dice.choice([0, 100, -50])) if kind >= 3 else (0, 0),
        carried=(dice.choice([0, 70]), dice.choice([0, 70])) if kind == 4 else (0, 0),
    )
