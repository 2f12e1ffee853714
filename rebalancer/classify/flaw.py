"""What is wrong with something that a person says of baskets, sizes and securities."""

from rebalancer.errors import RebalancerError


class ClassificationError(RebalancerError):
    """A classification says something that cannot be followed.

    Attributes:
        key: Where it stands, as the file spells it: ``corrections.EYPT.sector``.
        problem: What is wrong with it, as the end of a sentence.
    """

    title = "The classes cannot be followed"

    def __init__(self, key: str, problem: str, remedy: str = "", *, source: str = "") -> None:
        place = f"{source}: “{key}”" if source else f"“{key}”"
        super().__init__(f"{place} {problem}.", remedy=remedy)
        self.key = key
        self.problem = problem

    def in_file(self, source: str) -> "ClassificationError":
        """Return the same error, said of the file *source*."""
        return ClassificationError(self.key, self.problem, self.remedy, source=source)
