"""The checks on a plan, each with a tick or a cross and a sentence."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QWidget

from rebalancer.rebalance.checks import Check
from ui.language import tr
from ui.theme import Theme
from ui.turns import Soon
from ui.widgets.card import Card
from ui.widgets.clear import clear_layout
from ui.widgets.sign import Sign
from ui.widgets.spoken import call
from ui.widgets.text import PlainLabel


class ProofCard(Card):
    """What was checked on the finished list, independently of how it was found."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(tr("Checks"), parent=parent)
        self._theme = theme
        self._checks: tuple[Check, ...] = ()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self.body.addLayout(self._grid)
        self._soon = Soon(self, self._show)
        theme.changed.connect(self._soon.ask)

    @property
    def is_settled(self) -> bool:
        """Whether everything is shown."""
        return not self._soon.is_asked

    def show_checks(self, checks: tuple[Check, ...]) -> None:
        """Show *checks* instead of whatever is there, in a turn of its own."""
        shown = tuple(sorted(checks, key=lambda check: check.passed))
        if shown != self._checks:
            self._checks = shown
            self.set_subtitle(verdict(checks))
            self._soon.ask()

    @property
    def lines(self) -> tuple[str, ...]:
        """What every check says."""
        return tuple(
            f"{tr('passed') if check.passed else tr('failed')}: {check.name}: {check.detail}"
            for check in self._checks
        )

    def _show(self) -> None:
        clear_layout(self._grid)
        colors = self._theme.colors
        top = Qt.AlignmentFlag.AlignTop
        for row, check in enumerate(self._checks):
            name, color = ("tick", colors.accent) if check.passed else ("close", colors.error)
            sign = Sign()
            sign.show_icon(name, color)
            call(sign, tr("passed") if check.passed else tr("failed"))
            self._grid.addWidget(sign, row, 0, top)
            self._grid.addWidget(PlainLabel(check.name), row, 1, top)
            self._grid.addWidget(PlainLabel(check.detail, wraps=True), row, 2)


def verdict(checks: tuple[Check, ...]) -> str:
    """Return how many checks pass, in words."""
    failed = [check.name for check in checks if not check.passed]
    if not failed:
        return tr("All {count} checks pass", count=len(checks))
    return tr(
        "{count} of {checks} checks fail: {failed}",
        count=len(failed),
        checks=len(checks),
        failed=", ".join(failed),
    )
