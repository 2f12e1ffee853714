"""When the proceeds of sales can be spent, where the purchases of an account need them.

Stocks and funds that trade on an exchange settle one business day after the trade (SEC Rule
15c6-1, since 28 May 2024); a broker lets one buy with what is not settled yet, and a cash account
must not sell what was bought so before (Regulation T, 12 CFR 220.8). A mutual fund is sold at the
price of the day's close, and its money is there on the next business day.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal

from rebalancer.domain.money import ZERO, total
from rebalancer.domain.portfolio import Portfolio
from rebalancer.market.symbol import is_mutual_fund
from rebalancer.rebalance.plan import Action, Trade, TradePlan
from rebalancer.rebalance.replay import Replay, cash_of, usd


def settlement_notes(plan: TradePlan, portfolio: Portfolio) -> Mapping[str, str]:
    """Return by account key what to mind of settlement; accounts where it is nothing are left out.

    Args:
        plan: Made for *portfolio*.
        portfolio: The household before anything is moved or traded.
    """
    replay = Replay(plan, portfolio)
    notes = {}
    for account in replay.accounts.values():
        own = max(replay.cash(account), ZERO)
        sentences = list(_sentences(own, replay.trades_in(account)))
        if sentences:
            notes[account.key] = " ".join(sentences)
    return notes


def _sentences(own: Decimal, trades: Sequence[Trade]) -> Iterator[str]:
    """Yield what to mind in an account that can spend *own* before its *trades*."""
    spent = -total(cash_of(trade) for trade in trades if trade.action is Action.BUY)
    if spent <= own:
        return
    funds = [t for t in trades if t.action is Action.SELL and is_mutual_fund(t.symbol)]
    sales = [t for t in trades if t.action is Action.SELL and not is_mutual_fund(t.symbol)]
    at_once = own + total(map(cash_of, sales))
    waiting = min(spent - at_once, total(map(cash_of, funds)))
    if waiting > 0:
        names = ", ".join(trade.symbol for trade in funds)
        yield (
            f"{names} is sold at the day's closing price: {usd(waiting)} of the purchases can be "
            "paid on the next business day only."
        )
    unsettled = min(spent, at_once) - own
    if unsettled > 0:
        yield (
            f"Purchases spend {usd(unsettled)} of proceeds that settle one business day after the "
            "sale: in a cash account, keep what they buy until then."
        )
