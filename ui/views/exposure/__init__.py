"""Exposure: how concentrated am I really?"""

from ui.views.exposure.page import ExposurePage

__all__ = ["ExposurePage"]
