"""What the page says while there is no list."""

from ui.language import tr
from ui.widgets.empty import EmptyState


def nothing_to_show(*, has_household: bool) -> EmptyState:
    """Return what comes here, and the way to bring it."""
    if has_household:
        return EmptyState(
            tr("No trades are found yet"),
            tr(
                "Say where you want to be; the orders that get you there come here, account by "
                "account and lot by lot, for you to approve or hold."
            ),
            tr("Go to Rebalance"),
        )
    return EmptyState(
        tr("Hand me the list"),
        tr(
            "Here you will find the orders to place, account by account and lot by lot, approve "
            "or hold each of them, and hand them over: to Excel, to your broker, on paper. It "
            "takes one positions file from your broker."
        ),
        tr("Import files…"),
        tr("Open the sample"),
    )
