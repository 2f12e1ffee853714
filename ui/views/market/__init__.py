"""Market: is the rotation happening?"""

from ui.views.market.page import MarketPage

__all__ = ["MarketPage"]
