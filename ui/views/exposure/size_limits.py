"""From which value on a company counts as larger: shown with its day, and changed here."""

from dataclasses import replace
from datetime import date

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.classify.size import DEFAULT_BREAKPOINTS, Breakpoints
from rebalancer.errors import RebalancerError
from ui.format import day
from ui.language import tr
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.fields import NumberField, labelled
from ui.widgets.text import Caption

_RUNGS = {
    "small": tr("Small caps from"),
    "mid": tr("Mid caps from"),
    "large": tr("Large caps from"),
    "mega": tr("Mega caps from"),
}
_LARGEST = 100_000.0
"""USD billions; no company is worth so much."""
OWN_LADDER = tr("your own values")
_INDEX = tr("Members of the Russell 2000 and the S&P SmallCap 600 are small whatever their value.")


class SizeLimits(Card):
    """Four values in USD billions.

    Attributes:
        fields: By the name of the limit: ``small``, ``mid``, ``large``, ``mega``.
        back: Brings back the values that ship.
    """

    changed = Signal(object)
    """``Breakpoints``."""

    def __init__(self, today: date, parent: QWidget | None = None) -> None:
        super().__init__(tr("Size limits"), "", parent)
        self._today = today
        self._shown = DEFAULT_BREAKPOINTS
        self.fields = {name: NumberField(title) for name, title in _RUNGS.items()}
        self._trouble = Caption()
        self._trouble.setProperty("tone", "error")
        self._trouble.hide()
        self.back = Button(tr("As they were"), Loudness.QUIET)
        self.corner.addWidget(self.back)
        for name, field in self.fields.items():
            field.setDecimals(2)
            field.setRange(0.0, _LARGEST)
            field.setPrefix("$")
            field.setSuffix(tr("\u202fbn"))
            self.body.addWidget(labelled(_RUNGS[name], field))
            field.valueChanged.connect(self._change)
        self.body.addWidget(self._trouble)
        self.body.addStretch(1)
        self.back.clicked.connect(self._reset)
        self.show_limits(DEFAULT_BREAKPOINTS)

    @property
    def trouble(self) -> str:
        """Why the values cannot be used, or ""."""
        return "" if self._trouble.isHidden() else self._trouble.text()

    def show_limits(self, points: Breakpoints) -> None:
        """Show *points*."""
        self._shown = points
        for name, field in self.fields.items():
            was_blocked = field.blockSignals(True)  # noqa: FBT003 - Qt wants it so
            field.setValue(getattr(points, name))
            field.blockSignals(was_blocked)
        self._trouble.hide()
        self.back.setVisible(points != DEFAULT_BREAKPOINTS)
        self.set_subtitle(
            tr(
                "Company values of {as_of} ({source}). {index}",
                as_of=day(points.as_of),
                source=points.source,
                index=_INDEX,
            )
        )

    def _change(self) -> None:
        values = {name: field.value() for name, field in self.fields.items()}
        try:
            points = replace(self._shown, **values, as_of=self._today, source=OWN_LADDER)
        except RebalancerError as error:
            self._trouble.setText(error.remedy)
            self._trouble.show()
        else:
            self._trouble.hide()
            self.changed.emit(points)

    def _reset(self) -> None:
        self.changed.emit(DEFAULT_BREAKPOINTS)
