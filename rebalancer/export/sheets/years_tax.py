"""What the computation of the year's tax comes to, as the other sheets refer to it."""

from dataclasses import dataclass

from rebalancer.export.live import Live


@dataclass(frozen=True, slots=True, kw_only=True)
class YearsTax:
    """Where the results stand.

    Attributes:
        owed: What the plan adds to the year's tax, in cents.
        short_rate, long_rate: What a dollar of the plan's gains costs on average, by term.
        short, long: The plan's gains that count.
        carried: Loss that goes to the next year.
    """

    owed: Live
    short_rate: Live
    long_rate: Live
    short: Live
    long: Live
    carried: Live
