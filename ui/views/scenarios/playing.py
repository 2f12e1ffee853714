"""How a scenario is played: how often, with which noise, and with which habits on the way."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from rebalancer.simulate.options import (
    DEFAULT_OPTIONS,
    MAX_COST,
    MAX_FLOW,
    MAX_YEARLY_FEE,
    Rebalancing,
    Scatter,
    SimulationOptions,
)
from ui.language import tr
from ui.text_size import hold
from ui.views.scenarios.dial import PERCENT
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.fields import ChoiceField, NumberField, labelled

PATHS = (1_000, 5_000, 20_000, 100_000)
LARGEST_SEED = 2**31 - 1
LONGEST_BLOCK = 60.0
FIELD_WIDTH = 168
HISTORY_DECIDES = tr("automatic")


class Playing(Card):
    """The options of a simulation."""

    changed = Signal()
    """The person has changed one of them."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("How it is played"), "", parent)
        self.paths = ChoiceField(tr("Paths"), tuple((f"{count:,}", count) for count in PATHS))
        self.scatter = ChoiceField(
            tr("Ranges from"),
            (
                (tr("its own"), None),
                (tr("fat tails"), Scatter.FAT_TAILS),
                (tr("past months"), Scatter.PAST_MONTHS),
            ),
        )
        self.block = _number(tr("Blocks"), (0.0, LONGEST_BLOCK), 1, suffix=tr(" months"))
        self.block.setSpecialValueText(HISTORY_DECIDES)
        self.flow = _number(tr("Paid in a month"), (-MAX_FLOW, MAX_FLOW), 0, prefix="$", step=100.0)
        self.flow.setGroupSeparatorShown(True)
        self.rebalancing = ChoiceField(
            tr("Mix restored"),
            (
                (tr("never"), Rebalancing.NEVER),
                (tr("every month"), Rebalancing.MONTHLY),
                (tr("at a band"), Rebalancing.AT_BAND),
            ),
        )
        self.band = _number(tr("Band"), (1.0, PERCENT), 0, suffix="\u202f%", step=5.0)
        self.cost = _number(tr("Cost of trading"), (0.0, MAX_COST * PERCENT), 2, suffix="\u202f%")
        self.fee = _number(tr("Yearly fee"), (0.0, MAX_YEARLY_FEE * PERCENT), 2, suffix="\u202f%")
        self.seed = _number(tr("Seed"), (0.0, LARGEST_SEED), 0)
        self.reset = Button(tr("Usual"), Loudness.QUIET)
        self._lay_out()
        self.set_options(DEFAULT_OPTIONS)
        self._connect()

    def _lay_out(self) -> None:
        self.body.setSpacing(6)
        self.corner.addWidget(self.reset)
        fields = (
            self.paths,
            self.scatter,
            self.block,
            self.flow,
            self.rebalancing,
            self.band,
            self.cost,
            self.fee,
            self.seed,
        )
        self._lines = {field: labelled(field.accessibleName(), field) for field in fields}
        for field, line in self._lines.items():
            hold(field, width=FIELD_WIDTH)
            self.body.addWidget(line)

    def _connect(self) -> None:
        for choice in (self.paths, self.scatter, self.rebalancing):
            choice.chosen.connect(self._take)
        for field in (self.block, self.flow, self.band, self.cost, self.fee, self.seed):
            field.valueChanged.connect(self._take)
        self.reset.clicked.connect(self._go_back)

    def options(self, months: int) -> SimulationOptions:
        """Return the options as they stand, for so many *months*."""
        paths, scatter, rebalancing = (
            self.paths.value,
            self.scatter.value,
            self.rebalancing.value,
        )
        return SimulationOptions(
            paths=paths if isinstance(paths, int) else DEFAULT_OPTIONS.paths,
            months=months,
            seed=round(self.seed.value()),
            scatter=scatter if isinstance(scatter, Scatter) else None,
            block_months=self.block.value() or None,
            monthly_flow=self.flow.value(),
            rebalancing=(
                rebalancing if isinstance(rebalancing, Rebalancing) else Rebalancing.NEVER
            ),
            band=round(self.band.value() / PERCENT, 4),
            yearly_fee=round(self.fee.value() / PERCENT, 6),
            cost=round(self.cost.value() / PERCENT, 6),
        )

    def set_options(self, options: SimulationOptions) -> None:
        """Show *options* without telling anybody."""
        fields = (self.block, self.flow, self.band, self.cost, self.fee, self.seed)
        for field in fields:
            field.blockSignals(True)  # noqa: FBT003 - Qt's own signature
        self.paths.set_value(options.paths)
        self.scatter.set_value(options.scatter)
        self.rebalancing.set_value(options.rebalancing)
        self.block.setValue(options.block_months or 0.0)
        self.flow.setValue(options.monthly_flow)
        self.band.setValue(options.band * PERCENT)
        self.cost.setValue(options.cost * PERCENT)
        self.fee.setValue(options.yearly_fee * PERCENT)
        self.seed.setValue(options.seed)
        for field in fields:
            field.blockSignals(False)  # noqa: FBT003 - Qt's own signature
        self._show_what_matters()

    def _take(self) -> None:
        self._show_what_matters()
        self.changed.emit()

    def _go_back(self) -> None:
        self.set_options(DEFAULT_OPTIONS)
        self.changed.emit()

    def _show_what_matters(self) -> None:
        """Hide what the other choices leave without meaning."""
        self._lines[self.block].setVisible(self.scatter.value is not Scatter.FAT_TAILS)
        restores = self.rebalancing.value is not Rebalancing.NEVER
        self._lines[self.band].setVisible(self.rebalancing.value is Rebalancing.AT_BAND)
        self._lines[self.cost].setVisible(restores)
        self.reset.setVisible(self.options(1) != _USUAL)


def _number(
    name: str,
    limits: tuple[float, float],
    decimals: int,
    *,
    suffix: str = "",
    prefix: str = "",
    step: float = 1.0,
) -> NumberField:
    field = NumberField(name)
    field.setDecimals(decimals)
    field.setRange(*limits)
    field.setSuffix(suffix)
    field.setPrefix(prefix)
    field.setSingleStep(step if decimals == 0 else step / 10)
    return field


_USUAL = SimulationOptions(months=1)
