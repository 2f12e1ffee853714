"""The day that a holdings file is of, in every way that fund companies write it."""

import re
from datetime import date

from rebalancer.ingest import cells

_NAMED = re.compile(
    r"""(?<![0-9A-Za-z])(?:
      (?P<day>[0-9]{1,2})[ /-](?P<month>[A-Za-z]{3})[A-Za-z]{0,6}        # 21-Aug-2026
      [ /-](?P<year>[0-9]{4})
    | (?P<month_first>[A-Za-z]{3})[A-Za-z]{0,6}\.?[ ](?P<day_after>[0-9]{1,2})    # August 21, 2026
      ,?[ ](?P<year_last>[0-9]{4})
    )(?![0-9])""",
    re.VERBOSE,
)
_LONGEST = 200


def find_day(text: str) -> date | None:
    """Return the first day that *text* mentions, or None."""
    if len(text) > _LONGEST:
        return None
    for match in _NAMED.finditer(text):
        year, month, day = (
            match["year"] or match["year_last"],
            match["month"] or match["month_first"],
            match["day"] or match["day_after"],
        )
        found = cells.date_of(int(year), cells.MONTHS.get(month.lower(), 0), int(day))
        if found is not None:
            return found
    return cells.find_day(text)
