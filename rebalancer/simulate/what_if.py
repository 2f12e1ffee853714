"""What if this fund does that: a scenario of one question."""

from collections.abc import Mapping
from datetime import date

from rebalancer.simulate.scenario import Scenario

MONTHS = 12


def what_if(moves: Mapping[str, float], today: date, months: int | None = None) -> Scenario:
    """Return the scenario in which symbols return *moves*, and everything else what is likely."""
    words = " and ".join(f"{symbol} returns {move:+.1%}" for symbol, move in moves.items())
    return Scenario(
        key="what_if",
        title=f"What if {words}",
        summary="Every group does what its co-movement with that makes likely.",
        source="your question",
        as_of=today,
        months=MONTHS if months is None else months,
        shocks={},
        claims="The question is yours; what follows from it is measured on the embedded history.",
        moves=dict(moves),
    )
