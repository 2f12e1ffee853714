"""Accounts, and what they hold."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from rebalancer.domain.lot import TaxLot
from rebalancer.domain.lots import LotSequence, cost_of_lots, shares_in
from rebalancer.domain.money import CENT, USD, ZERO, total
from rebalancer.domain.security import TRADABLE_KINDS, SecurityKind


class TaxTreatment(StrEnum):
    """What the tax code says about sales inside an account."""

    TAXABLE = "taxable"
    TAX_DEFERRED = "tax_deferred"
    TAX_EXEMPT = "tax_exempt"
    UNKNOWN = "unknown"
    """Taxed as taxable, and asked about."""

    @property
    def is_taxed(self) -> bool:
        """Whether a gain realised in such an account is taxed this year."""
        return self in {TaxTreatment.TAXABLE, TaxTreatment.UNKNOWN}


_TREATMENT_WORDS: tuple[tuple[TaxTreatment, frozenset[str]], ...] = (
    (TaxTreatment.TAX_EXEMPT, frozenset({"roth", "hsa", "health", "529", "education", "esa"})),
    (
        TaxTreatment.TAX_DEFERRED,
        frozenset(
            {"ira", "401k", "401", "401a", "403b", "403", "457b", "457", "rollover", "pension"}
            | {"sep", "simple", "keogh", "retirement", "annuity", "tsp", "deferred"}
            | {"brokeragelink"}
        ),
    ),
    (
        TaxTreatment.TAXABLE,
        frozenset(
            {"individual", "joint", "brokerage", "tod", "trust", "taxable", "custodial", "jtwros"}
            | {"jt", "utma", "ugma", "community", "cma", "investment"}
        ),
    ),
)  # the first that fits decides: a "Roth IRA" is exempt, a "Brokerage IRA" deferred


def infer_tax_treatment(name: str) -> TaxTreatment:
    """Return the tax treatment that an account's *name* gives away, else UNKNOWN."""
    letters = "".join(letter if letter.isalnum() else " " for letter in name.lower())
    words = frozenset(letters.replace("401 k", "401k").split())
    for treatment, markers in _TREATMENT_WORDS:
        if words & markers:
            return treatment
    return TaxTreatment.UNKNOWN


def read_tax_treatment(word: str) -> TaxTreatment | None:
    """Return what a cell says; ``Roth IRA`` and ``Tax-exempt`` are as good as ``tax_exempt``."""
    if not word:
        return None
    spelled = word.casefold().replace("-", "_").replace(" ", "_")
    said = next((each for each in TaxTreatment if each.value == spelled), None)
    return said or infer_tax_treatment(word)


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a figure was read: the file and its line, counted from 1."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """All shares of one security in one account."""

    symbol: str
    """Canonical (``BRK-B``); a CUSIP or the description where there is no ticker."""
    description: str
    kind: SecurityKind
    value: Decimal
    """Market value as the broker states it, in *currency*; negative for a short position."""
    quantity: Decimal | None = None
    price: Decimal | None = None
    """As quoted: per share, or per 100 of face value for a bond."""
    cost_basis: Decimal | None = None
    """For the whole position; None is unknown, never 0."""
    lots: LotSequence = ()
    """As the file lists them; ``open_lots`` fills what is missing."""
    currency: str = USD
    origin: Origin | None = None

    @property
    def is_tradable(self) -> bool:
        """Whether a trade list may sell this: a priced long USD position of shares."""
        return (
            self.kind in TRADABLE_KINDS
            and self.currency == USD
            and self.quantity is not None
            and self.quantity > 0
            and self.price is not None
            and self.price > 0
        )

    @property
    def open_lots(self) -> LotSequence:
        """The lots that together hold the whole position.

        Shares that no lot explains become one lot of unknown date, with the basis that is left
        over where the position's own basis is known. Lots that add up to more than the position
        are not believed: the whole is then one lot of unknown date.
        """
        if self.quantity is None or self.quantity <= 0:
            return ()
        unexplained = self.quantity - shares_in(self.lots)
        if unexplained < 0:
            return (TaxLot(quantity=self.quantity, cost_basis=self.cost_basis),)
        if unexplained == 0:
            return self.lots
        listed = cost_of_lots(self.lots)
        rest = None if self.cost_basis is None or listed is None else self.cost_basis - listed
        if rest is not None and rest < 0:
            rest = None
        return (*self.lots, TaxLot(quantity=unexplained, cost_basis=rest))


@dataclass(frozen=True, slots=True, kw_only=True)
class CashHolding:
    """Cash, a sweep or a money-market fund: worth its amount, and ready to be spent."""

    symbol: str
    description: str
    amount: Decimal
    origin: Origin | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One account at one broker."""

    key: str
    """Identifies the account within the household."""
    broker: str
    number: str
    """At most the last four characters of what the file prints, as ``...1234``; may be empty."""
    name: str
    tax_treatment: TaxTreatment
    positions: tuple[Position, ...] = ()
    cash_holdings: tuple[CashHolding, ...] = ()
    pending: Decimal = ZERO
    """Unsettled activity: counted in the total, not spendable."""
    file_total: Decimal | None = None
    """What the file itself says the account is worth; None where it does not say."""
    as_of: date | None = None

    @property
    def label(self) -> str:
        """What a person calls the account."""
        return " ".join(part for part in (self.name or self.broker, self.number) if part)

    @property
    def cash(self) -> Decimal:
        """USD that can be spent."""
        return total(holding.amount for holding in self.cash_holdings)

    @property
    def total_value(self) -> Decimal:
        """USD value of positions, cash and pending activity; other currencies are left out."""
        held = total(position.value for position in self.positions if position.currency == USD)
        return held + self.cash + self.pending

    @property
    def reconciles(self) -> bool | None:
        """Whether our total is the file's own, to a cent a row; None without a file total."""
        if self.file_total is None:
            return None
        tolerance = 2 * CENT + CENT * (len(self.positions) + len(self.cash_holdings))
        return abs(self.total_value - self.file_total) <= tolerance

    def matches(self, text: str) -> bool:
        """Whether *text*, as typed by a person, names this account by the end of name or number."""
        wanted = text.strip().removeprefix("...").casefold()
        candidates = (self.name, self.number, self.label, self.key)
        return bool(wanted) and any(item.casefold().endswith(wanted) for item in candidates)
