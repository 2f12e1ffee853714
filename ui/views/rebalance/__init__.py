"""Rebalance: what should I trade to get there, and what does it cost?"""

from ui.views.rebalance.page import RebalancePage

__all__ = ["RebalancePage"]
