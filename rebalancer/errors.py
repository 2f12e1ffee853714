"""Errors that a person can meet: facts go in, a sentence and a remedy come out."""


class RebalancerError(Exception):
    """Base of every user-facing error; anything else that escapes is a bug.

    Attributes:
        title: Short heading, the same for every instance of a class.
        remedy: What the user can do next, or "" where there is nothing to suggest.
    """

    title = "Something needs your attention"

    def __init__(self, problem: str, *, remedy: str = "") -> None:
        super().__init__(problem)
        self.remedy = remedy

    def sentence(self) -> str:
        """Return the problem and its remedy as one text."""
        return f"{self} {self.remedy}".strip()
