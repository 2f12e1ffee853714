"""Trades: hand me the list."""

from ui.views.trades.page import TradesPage

__all__ = ["TradesPage"]
