"""The page that plays scenarios on the household."""

from pathlib import Path

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget
from typing_extensions import override

from rebalancer.errors import RebalancerError
from rebalancer.simulate.flaws import flaws
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import shipped_scenarios
from ui.charts.plot import Chart
from ui.format import dollars, percent
from ui.session import Session
from ui.theme import Theme
from ui.views.scenarios.choice import Choice, Story, save
from ui.views.scenarios.crossing import Crossing
from ui.views.scenarios.outcome import Answers, Contributions, Doubts, Ends, Paths
from ui.views.scenarios.tuning import Tuning
from ui.views.scenarios.words import months, ordered
from ui.widgets.button import Button
from ui.widgets.empty import EmptyState
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page

SIDE_WIDTH = 288


class ScenariosPage(Page):
    """What could happen to me, as I am and as I would be?"""

    def __init__(self, session: Session, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__("Scenarios", parent)
        self._session = session
        self.choice = Choice(ordered(shipped_scenarios().values()))
        self.tuning = Tuning()
        self.story = Story()
        self.answers = Answers()
        self.paths = Paths(theme)
        self.contributions = Contributions(theme)
        self.ends = Ends()
        self.crossing = Crossing(theme)
        self.doubts = Doubts()
        self._parts = (self.answers, self.paths, self.ends, self.contributions, self.doubts)
        self._to_plan = Button("Make a plan")
        self._fill()
        self._offer_import()
        self._connect()
        self._take_household()

    def _fill(self) -> None:
        self.corner.addWidget(self._to_plan)
        side = QWidget()
        side.setFixedWidth(SIDE_WIDTH)
        left = QVBoxLayout(side)
        left.setContentsMargins(0, 0, 0, 0)
        left.setSpacing(16)
        left.addWidget(self.choice)
        left.addWidget(self.tuning)
        left.addStretch(1)
        right = QVBoxLayout()
        right.setSpacing(16)
        for part in (self.story, *self._parts[:-1], self.crossing, self.doubts):
            right.addWidget(part)
        right.addStretch(1)
        both = QHBoxLayout()
        both.setSpacing(16)
        both.addWidget(side)
        both.addLayout(right, 1)
        self.content.addLayout(both)

    def _offer_import(self) -> None:
        empty = EmptyState(
            "What could happen to me?",
            "Here you will see where your household may end up if the rotation goes on, stalls or "
            "turns around: as it is, and as it would be after a plan, on the same thousands of "
            "paths. It takes one positions file from your broker.",
            "Import a positions file",
            "Look at the sample household",
        )
        empty.requested.connect(self.import_requested)
        empty.alternative_requested.connect(self.sample_requested)
        self.set_empty(empty)

    def _connect(self) -> None:
        session = self._session
        self.choice.picked.connect(self._take_choice)
        self.choice.failed.connect(session.failed)
        self.story.save_requested.connect(self.save_scenario)
        self.tuning.changed.connect(self._play)
        self.answers.asked.connect(self.message.show_message)
        self._to_plan.clicked.connect(self._ask_for_plan)
        for chart in self.findChildren(Chart):
            chart.failed.connect(session.failed)
        session.measured_changed.connect(self._take_household)
        session.plan_changed.connect(self._take_household)
        session.scenario_changed.connect(self._take_result)

    @override
    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        if self._session.scenario is None:
            self._play()

    def save_scenario(self, path: Path) -> None:
        """Write the scenario as tuned to *path*."""
        scenario = self.tuning.scenario
        if scenario is None:
            return
        try:
            save(scenario, path)
        except RebalancerError as error:
            self._session.failed.emit(error)

    def _take_household(self) -> None:
        if self._session.measured is None:
            self.show_empty()
            return
        self._to_plan.setVisible(self._session.plan is None)
        self.show_content()
        if self.choice.list.currentRow() < 0:
            self.choice.pick(0)

    def _take_choice(self, scenario: Scenario) -> None:
        self.tuning.set_scenario(scenario)
        self._play()

    def _play(self) -> None:
        """Play the scenario as tuned, if somebody is looking."""
        scenario = self.tuning.scenario
        if scenario is None or self._session.measured is None:
            return
        self.story.show_scenario(scenario, is_tuned=self.tuning.is_tuned)
        problems = [problem for _, problem in flaws(scenario)]
        if problems:
            text = f"These figures cannot all be true: the path {problems[0]}."
            self.message.show_message(text, Tone.WARNING)
        elif self.isVisible():
            self.message.clear()
            self._session.run_scenario(scenario, self.tuning.options)

    def _take_result(self, result: ScenarioResult | None) -> None:
        if result is None:
            self._play()
            return
        self.set_answer(_answer(result))
        for part in self._parts:
            part.show_result(result)
        self.crossing.setVisible(self._session.plan is not None)
        if self._session.measured is not None and self._session.plan is not None:
            self.crossing.show_plan(self._session.measured.exposures, self._session.plan, result)

    def _ask_for_plan(self) -> None:
        self.page_requested.emit("Rebalance")


def _answer(result: ScenarioResult) -> str:
    now, later = result.current, result.planned
    text = (
        f"In “{result.scenario.title}” the median is {dollars(now.median)} after "
        f"{months(result.months)} as you are"
    )
    if later is None:
        return f"{text}. There is no plan yet to compare with."
    chance = percent(result.chance_of_rotating, 0)
    return (
        f"{text} and {dollars(later.median)} after the plan; rotating beats staying on {chance} "
        "of the paths, after tax."
    )
