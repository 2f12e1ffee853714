"""What a person asks for: targets, what may be bought, and the rules of trading."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from rebalancer.domain.money import ZERO
from rebalancer.rebalance.policy.harvest import DEFAULT_HARVEST, Harvest
from rebalancer.rebalance.policy.location import DEFAULT_LOCATION, Location
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from rebalancer.rebalance.tax.rules import DEFAULT_TAX_RULES, TaxRules, WashSales

SINGLE_COMPANY = "single_company"
SYMBOL_PREFIX = "symbol:"
DEFAULT_SPREAD = "default"
"""Stands for every symbol that has no spread of its own."""
_EDGE = 1e-9
"""A share this near to the edge of a band is on it: 0.62 - 0.60 is a little more than 0.02."""


class RebalanceTo(StrEnum):
    """Where a target that is out of its band is brought back to."""

    TARGET = "target"
    EDGE = "edge"
    HALF = "half"


class Mode(StrEnum):
    """What the plan may do."""

    FULL = "full"
    BUY_ONLY = "buy_only"
    RAISE_CASH = "raise_cash"
    TLH = "tlh"
    """Harvest losses; the targets are not pursued."""
    TLH_AND_REBALANCE = "tlh_and_rebalance"
    """Like ``full``, with losses sought for what they are worth."""
    HOLD = "hold"

    @property
    def seeks_losses(self) -> bool:
        """Whether a loss is worth something of its own."""
        return self in {Mode.TLH, Mode.TLH_AND_REBALANCE}


class Objective(StrEnum):
    """What the plan is judged by once its limits are met."""

    CHEAPEST = "cheapest"
    """The least tax and cost that brings everything into its bounds."""
    CLOSEST = "closest"
    """The least distance to the targets that the budgets allow."""


class BuyStyle(StrEnum):
    """Ways to hold small caps, when no symbols are named."""

    BROAD = "broad"
    QUALITY = "quality"
    SECTOR = "sector"
    OWN = "own"
    """A list of your own: names that you have selected yourself."""


BUY_STYLES: Mapping[BuyStyle, tuple[str, ...]] = MappingProxyType(
    {
        BuyStyle.BROAD: ("IWM", "VTI", "RSP"),
        BuyStyle.QUALITY: ("IJR", "VTI", "RSP"),
        BuyStyle.SECTOR: ("PSCF", "PSCI", "PSCH", "VTI", "RSP"),
        BuyStyle.OWN: (),
    }
)
"""Symbols a style stands for, in order of preference."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A wish for one exposure: bounds, or a target with a tolerance band; shares are 0..1.

    Attributes:
        key: A group of the universe, ``single_company`` or ``symbol:TICKER``.
        band: How far from the target is near enough; None where only *relative_band* says so.
        relative_band: The same as a share of the target; the narrower of the two bands counts.
        destination: How far from the target it is brought back to; None where *to* says so.
    """

    key: str
    minimum: float | None = None
    maximum: float | None = None
    target: float | None = None
    band: float | None = None
    relative_band: float | None = None
    to: RebalanceTo = RebalanceTo.TARGET
    destination: float | None = None

    @property
    def tolerance(self) -> float:
        """How far from the target is near enough: the narrower of the two bands."""
        relative = None if self.relative_band is None else self.relative_band * (self.target or 0.0)
        return min((band for band in (self.band, relative) if band is not None), default=0.0)

    @property
    def floor(self) -> float:
        """The least share that is near enough."""
        if self.minimum is not None:
            return self.minimum
        return max(0.0, (self.target or 0.0) - self.tolerance)

    @property
    def way_back(self) -> float:
        """How far from the target it is brought back to when it has left the band."""
        if self.destination is not None:
            return self.destination
        share = {RebalanceTo.TARGET: 0.0, RebalanceTo.HALF: 0.5, RebalanceTo.EDGE: 1.0}[self.to]
        return share * self.tolerance

    def is_left(self, share: float) -> bool:
        """Whether *share* is outside the band; its edge is inside."""
        return self.target is not None and abs(share - self.target) > self.tolerance + _EDGE

    def titled(self, groups: Mapping[str, str]) -> str:
        """Return what a person calls it, given the title of every group by its key."""
        if self.key == SINGLE_COMPANY:
            return "Any single company"
        if self.key.startswith(SYMBOL_PREFIX):
            return self.key.removeprefix(SYMBOL_PREFIX)
        return groups.get(self.key, self.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Trading:
    """How trades may be made; money in USD."""

    mode: Mode = Mode.FULL
    objective: Objective = Objective.CHEAPEST
    contribute: Mapping[str, Decimal] = field(default_factory=dict)
    """New money by account, named by the end of its name or number."""
    withdraw: Mapping[str, Decimal] = field(default_factory=dict)
    cash_buffer: float = 0.0
    """Share of each account that stays cash."""
    whole_shares: bool = True
    """Mutual funds trade in fractions all the same, unless ``whole_shares_by`` says otherwise."""
    whole_shares_by: Mapping[str, bool] = field(default_factory=dict)
    """What differs, by kind (``stock``, ``etf``, ``mutual_fund``) or, deciding, by account."""
    sell_fractions: bool = False
    """Whether a sale of everything takes the fraction of a share along where shares are whole."""
    lot_relief: LotRelief = LotRelief.MIN_TAX
    lot_relief_by: Mapping[str, LotRelief] = field(default_factory=dict)
    """What differs, by account."""
    specific_lots: tuple[SpecificLot, ...] = ()
    """All that may be sold where the relief is ``specific``."""
    min_trade: Decimal = ZERO
    cost_bp: float = 0.0
    """Basis points of every trade's value."""
    spread_bp: Mapping[str, float] = field(default_factory=dict)
    """Basis points from bid to ask by symbol, of which a trade pays half; DEFAULT_SPREAD names
    that of all others."""
    ticket_fee: Decimal = ZERO
    """USD of every order."""
    min_position: Decimal = ZERO
    """USD of a holding that is traded and not sold as a whole: it is worth at least so much."""
    turnover_max: float | None = None
    """Share of the household that may be sold, and that may be bought."""

    def cost_share(self, symbol: str) -> Decimal:
        """Return the share (0..1) of a trade's value that trading *symbol* costs, without fees."""
        spread = self.spread_bp.get(symbol, self.spread_bp.get(DEFAULT_SPREAD, 0.0))
        return (Decimal(str(self.cost_bp)) + Decimal(str(spread)) / 2) / 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Restrictions:
    """Symbols that are not free."""

    do_not_sell: frozenset[str] = frozenset()
    do_not_buy: frozenset[str] = frozenset()
    lock: frozenset[str] = frozenset()
    """Counted, never traded."""
    exclude: frozenset[str] = frozenset()
    """Neither counted nor traded."""
    equivalents: tuple[tuple[str, ...], ...] = ()
    """Groups that are substantially identical; by default funds on the same index are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecentTrade:
    """A trade of the last weeks, in an account of the household: losses are judged by it."""

    account: str
    """Named by the end of its name or number."""
    symbol: str
    action: Deal
    day: date
    quantity: Decimal
    price: Decimal | None = None
    gain: Decimal | None = None
    """USD realised by a sale; unknown counts as a loss."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Everything that decides a plan, apart from the portfolio and the market."""

    targets: tuple[Target, ...]
    buy: tuple[str, ...] = BUY_STYLES[BuyStyle.BROAD]
    """What may be bought, in order of preference."""
    trading: Trading = Trading()
    tax: TaxRules = DEFAULT_TAX_RULES
    restrictions: Restrictions = Restrictions()
    orders: tuple[FixedOrder, ...] = ()
    """Single trades that are decided already."""
    recent_trades: tuple[RecentTrade, ...] = ()
    as_of: date | None = None
    harvest: Harvest = DEFAULT_HARVEST
    location: Location = DEFAULT_LOCATION

    @property
    def avoids_wash_sales(self) -> bool:
        """Whether no loss may meet its own replacement; where losses are sought, none ever may."""
        return self.tax.wash_sales is WashSales.AVOID or self.trading.mode.seeks_losses


DEFAULT_POLICY = Policy(
    targets=(
        Target(key="magnificent_seven", maximum=0.25),
        Target(key="small_cap", minimum=0.15),
    ),
)
"""What is computed when nobody asks for anything else; said wherever it is used."""
