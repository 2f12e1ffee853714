"""What the process that uses the network is told, and nothing else about the household is."""

import json
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from rebalancer.market.answers import Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Errand:
    """Symbols to ask about.

    Attributes:
        today: Decides how long a period has to be asked for.
        folder: Private; whatever has to be kept meanwhile, such as cookies, is kept there.
        timeout: Seconds that a single request may take.
    """

    questions: tuple[Question, ...]
    today: date
    folder: Path
    timeout: float

    def to_json(self) -> str:
        """Return what ``read_errand`` reads."""
        return json.dumps(
            {
                "questions": [[each.symbol, str(each.since)] for each in self.questions],
                "today": str(self.today),
                "folder": str(self.folder),
                "timeout": self.timeout,
            }
        )


def read_errand(text: str) -> Errand:
    """Return the errand that ``Errand.to_json`` wrote."""
    found = json.loads(text)
    return Errand(
        questions=tuple(
            Question(symbol=symbol, since=date.fromisoformat(since))
            for symbol, since in found["questions"]
        ),
        today=date.fromisoformat(found["today"]),
        folder=Path(found["folder"]),
        timeout=found["timeout"],
    )
