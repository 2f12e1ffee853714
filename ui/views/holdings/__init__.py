"""Holdings: what do I own, and did the file arrive whole?"""

from ui.views.holdings.page import HoldingsPage

__all__ = ["HoldingsPage"]
