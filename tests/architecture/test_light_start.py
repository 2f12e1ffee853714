"""The window is on the screen before anything heavy is imported."""

from tests.architecture.tree import HEAVY, printed_by


def test_composing_the_window_needs_no_heavy_import() -> None:
    loaded = printed_by("import sys, ui.app, ui.main_window\nprint(*sys.modules)")

    assert "PySide6.QtWidgets" in loaded
    assert [name for name in HEAVY if name in loaded] == []


def test_what_counts_as_heavy_can_be_seen() -> None:
    assert "numpy" in printed_by("import sys, numpy\nprint(*sys.modules)")
