"""Numbers that know the formula they follow from: computed here, and once more in the sheet."""

from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from rebalancer.domain.money import CENT, to_cents
from rebalancer.export.cells import Formula


@dataclass(frozen=True, slots=True)
class Live:
    """A number and its formula; arithmetic with it keeps the two together.

    Attributes:
        text: A cell, a number or a formula, without the equals sign.
        result: What it comes to, exactly.
    """

    text: str
    result: Decimal

    def __add__(self, other: "Live") -> "Live":
        return Live(f"{self.text}+{other.text}", self.result + other.result)

    def __sub__(self, other: "Live") -> "Live":
        return Live(f"{self.text}-({other.text})", self.result - other.result)

    def __mul__(self, other: "Live") -> "Live":
        return Live(f"({self.text})*({other.text})", self.result * other.result)

    def per(self, other: "Live", otherwise: "Live") -> "Live":
        """Return this number divided by *other*, or *otherwise* where that is 0."""
        text = f"IF(({other.text})=0,{otherwise.text},({self.text})/({other.text}))"
        divided = self.result / other.result if other.result else otherwise.result
        return Live(text, divided)

    @property
    def in_cents(self) -> "Live":
        """This number of dollars, rounded to the cent as the app does."""
        cents = to_cents(self.result)
        return Live(in_cents(self.text, self.result, cents), cents)

    @property
    def formula(self) -> Formula:
        """What stands in the cell of this number."""
        return Formula(text=self.text, result=self.result)


ZERO = Live("0", Decimal(0))
ONE = Live("1", Decimal(1))


def smaller(one: Live, other: Live) -> Live:
    """Return the smaller of two numbers."""
    return Live(f"MIN({one.text},{other.text})", min(one.result, other.result))


def larger(one: Live, other: Live) -> Live:
    """Return the larger of two numbers."""
    return Live(f"MAX({one.text},{other.text})", max(one.result, other.result))


def in_cents(text: str, exact: Decimal, cents: Decimal) -> str:
    """Return the formula *text* rounded so that it comes to *cents*.

    A spreadsheet rounds half a cent up and the app to the even cent; a broker may count another.

    Args:
        text: Dollars.
        exact: What it comes to.
        cents: What it has to come to at the numbers of today.
    """
    return f"ROUND({text},2){by_hand(cents - exact.quantize(CENT, ROUND_HALF_UP))}"


def by_hand(amount: Decimal) -> str:
    """Return what a formula adds for an *amount* that no other cell tells of."""
    return f"{amount:+f}" if amount else ""
