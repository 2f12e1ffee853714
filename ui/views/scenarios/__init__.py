"""Scenarios: what could happen to me, as I am and as I would be?"""

from ui.views.scenarios.page import ScenariosPage

__all__ = ["ScenariosPage"]
