"""Which layout a file has: told by its content, never by its name."""

from collections import Counter
from collections.abc import Sequence
from itertools import islice

from rebalancer.ingest.errors import NotPositionsError, UnknownLayoutError
from rebalancer.ingest.formats import (
    ameriprise,
    betterment,
    degiro,
    etrade,
    fidelity,
    fidelity_statement,
    ibkr,
    ibkr_flex,
    jpmorgan,
    m1,
    merrill,
    morgan_stanley,
    plain,
    schwab,
    schwab_lots,
    tiaa,
    trading212,
    treasurydirect,
    trowe,
    vanguard,
    vanguard_cost,
    wealthfolio,
    wealthfront,
    wealthsimple,
    yahoo,
)
from rebalancer.ingest.layout import Layout
from rebalancer.ingest.refusals import REFUSALS, refusal_for
from rebalancer.ingest.sheet import heading_set
from rebalancer.ingest.text import Record, split

LAYOUTS: tuple[Layout, ...] = (
    schwab.LAYOUT,
    schwab_lots.LAYOUT,
    fidelity.LAYOUT,
    vanguard.LAYOUT,
    etrade.LAYOUT,
    tiaa.LAYOUT,
    ameriprise.LAYOUT,
    morgan_stanley.LAYOUT,
    morgan_stanley.PLAN_LAYOUT,
    trowe.LAYOUT,
    m1.LAYOUT,
    wealthsimple.LAYOUT,
    wealthfront.LAYOUT,
    betterment.LAYOUT,
    yahoo.LAYOUT,
    degiro.LAYOUT,
    trading212.LAYOUT,
    jpmorgan.LAYOUT,
    merrill.LAYOUT,
    merrill.SUMMARY_LAYOUT,
    ibkr.LAYOUT,
    ibkr_flex.LAYOUT,
    fidelity_statement.LAYOUT,
    vanguard_cost.LAYOUT,
    treasurydirect.LAYOUT,
    wealthfolio.LAYOUT,
    plain.LAYOUT,
)
"""A further broker is one more module and one more name here."""

DELIMITERS = (",", "\t", ";", "|")
HEAD_ROWS = 40
"""How many rows are looked at before giving up."""
_VOCABULARY = frozenset[str]().union(
    *(layout.vocabulary for layout in LAYOUTS), *(refusal.headings for refusal in REFUSALS)
)
_SHOWN = 60


def find_delimiter(lines: Sequence[str]) -> str:
    """Return the one character that separates the cells of the whole file.

    It is the one under which some row holds most headings that a broker uses; where none does,
    the most frequent.
    """
    head = list(islice((line for line in lines if line.strip()), HEAD_ROWS))
    score = {delimiter: _best_row(head, delimiter) for delimiter in DELIMITERS}
    best = max(DELIMITERS, key=score.__getitem__)
    if score[best] > 1:
        return best
    count = Counter(character for line in head for character in line if character in DELIMITERS)
    return max(DELIMITERS, key=count.__getitem__)


def _best_row(head: Sequence[str], delimiter: str) -> int:
    return max(len(heading_set(record) & _VOCABULARY) for record in split(head, delimiter))


def find_layout(records: Sequence[Record], file: str) -> Layout:
    """Return the layout of a file.

    Raises:
        NotPositionsError: The file is known, but it lists transactions, balances or the like.
        UnknownLayoutError: Nothing fits.
    """
    head = list(islice((record for record in records if record.texts), HEAD_ROWS))
    for layout in LAYOUTS:
        if layout.recognises(head):
            return layout
    refused = refusal_for(head)
    if refused is not None:
        refusal, line = refused
        raise NotPositionsError(file, line, refusal.what, refusal.remedy)
    raise UnknownLayoutError(file, *_start(head))


def _start(head: Sequence[Record]) -> tuple[int, str]:
    """Return line and text of the first row, for a message."""
    if not head:
        return 0, ""
    text = ", ".join(head[0].texts)
    return head[0].line, text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"
