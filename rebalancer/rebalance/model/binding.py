"""How hard a constraint stands in the way of a policy that cannot be met."""

from dataclasses import dataclass

from rebalancer.rebalance.model.linear import Floats

PRESSURE = 1e-4
"""A bound whose loosening by a dollar helps by less than this is not worth naming."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Binding:
    """How hard a constraint's rows press on a policy that cannot be met.

    Attributes:
        pressure: Per row, by how many USD a dollar more of its bound reduces what is missed.
        missing: USD by which the policy is missed at least.
    """

    pressure: Floats
    missing: float
