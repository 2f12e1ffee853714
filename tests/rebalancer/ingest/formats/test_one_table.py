"""What the readers of one table share."""

from decimal import Decimal

import pytest

from rebalancer.ingest.formats.one_table import check_sum
from rebalancer.ingest.notes import Notes
from rebalancer.ingest.statement import AccountLabel, Entry, Role

MINE = AccountLabel(line=1)


@pytest.mark.parametrize(
    ("stated", "message"),
    [
        (None, None),
        (Decimal("30.03"), None),
        (Decimal("30.05"), "The lines add up to 30.00, but the file says 30.05."),
    ],
)
def test_a_sum_may_differ_by_a_cent_a_line(stated: Decimal | None, message: str | None) -> None:
    notes = Notes("file.csv")
    entries = [
        Entry(account=MINE, line=2, value=Decimal(10)),
        Entry(account=MINE, line=3, value=Decimal(20)),
        Entry(account=MINE, line=4),
        Entry(account=MINE, line=5, role=Role.TOTAL, value=Decimal(99)),
    ]
    check_sum(entries, stated, 5, notes)
    assert [each.message for each in notes.warnings] == ([message] if message else [])
