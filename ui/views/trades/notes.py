"""What is to be known of each account before its orders are placed: tax, cash, settlement."""

from collections.abc import Iterator

from rebalancer.domain.account import Account, TaxTreatment
from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.rebalance.plan import Action
from rebalancer.rebalance.replay import Replay
from rebalancer.rebalance.review import Review
from ui.format import cents
from ui.language import tr
from ui.models.treatments import TREATMENTS
from ui.widgets.text import ARROW

_TREATMENTS = {
    **TREATMENTS,
    TaxTreatment.UNKNOWN: tr("Taxed as taxable, as its treatment is not known"),
}
"""Here it is said how an account is taxed, also where nobody has said it."""


def account_notes(review: Review, portfolio: Portfolio) -> dict[str, str]:
    """Return by account key how it is taxed, its cash before and after, and what settles when."""
    replay = Replay(review.rest, portfolio)
    notes = {}
    for account in portfolio.accounts:
        after = review.rest.cash_after.get(account.key)
        parts = ", ".join(_parts(account, replay))
        cash = tr(
            "Cash {cash} {arrow} {after}", cash=cents(account.cash), arrow=ARROW, after=cents(after)
        )
        cash = f"{cash}: {parts}." if parts else f"{cash}."
        settlement = review.settlement.get(account.key, "")
        notes[account.key] = f"{_TREATMENTS[account.tax_treatment]}. {cash}\n{settlement}".strip()
    return notes


def _parts(account: Account, replay: Replay) -> Iterator[str]:
    """Yield what the cash of *account* changes by."""
    trades = replay.trades_in(account)
    for words, amount in (
        (tr("moved"), replay.moved(account)),
        (tr("set aside for unsettled purchases"), max(-account.pending, ZERO)),
        (tr("sales"), total(each.value for each in trades if each.action is Action.SELL)),
        (tr("purchases"), total(each.value for each in trades if each.action is Action.BUY)),
        (tr("trading costs"), total(each.cost for each in trades)),
    ):
        if amount:
            yield f"{words} {cents(amount)}"
