"""A policy that cannot be followed."""

from rebalancer.errors import RebalancerError


class PolicyError(RebalancerError):
    """A policy says something that cannot be followed."""

    title = "The policy cannot be followed"

    def __init__(self, source: str, key: str, problem: str, remedy: str = "") -> None:
        super().__init__(f"{source}: “{key}” {problem}.", remedy=remedy)
        self.key = key
