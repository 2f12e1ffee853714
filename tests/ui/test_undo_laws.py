"""Whatever is decided, undone and done again: window and file hold the same bytes as before."""

import tempfile
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from PySide6.QtCore import QCoreApplication, QObject
from PySide6.QtWidgets import QApplication
from typing_extensions import override

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.classify.size import Breakpoints
from rebalancer.document.content import ContentWriter, Parts
from rebalancer.document.decisions import Decisions
from rebalancer.document.store.document import Document
from rebalancer.domain.account import TaxTreatment
from rebalancer.ingest.fix import Fix
from rebalancer.rebalance.policy.harvest import Harvest
from rebalancer.rebalance.policy.location import Location
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Target
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.rebalancer.document.test_content import DECIDED, FIXES
from tests.ui.conftest import HEADER, NOW, ROWS, TODAY
from ui.document.desk import DocumentDesk
from ui.document.scribe import Scribe
from ui.session import Session
from ui.tasks import TaskRunner

MEMORY = Path("/dev/shm")  # noqa: S108 - syncing to a disk is what takes the time
PATIENCE_SECONDS = 60.0
JOINT, ROTH = "Joint ...1001", "Roth ...1002"
FIXED = FixedOrder(account="1001", symbol="AAPL", action=Deal.SELL, quantity=Decimal(3))
POLICIES: Mapping[str, tuple[Any, ...]] = {
    "targets": ((Target(key="magnificent_seven", maximum=0.4),), DECIDED.policy.targets),
    "buy": (("IJR",), DECIDED.policy.buy),
    "trading": (DECIDED.policy.trading,),
    "tax": (DECIDED.policy.tax,),
    "restrictions": (DECIDED.policy.restrictions,),
    "orders": ((FIXED,), (FIXED, replace(FIXED, symbol="QQQ", quantity=Decimal(0)))),
    "recent_trades": (DECIDED.policy.recent_trades,),
    "as_of": (date(2026, 11, 20),),
    "harvest": (Harvest(min_loss=Decimal(100)),),
    "location": (Location(weigh=True),),
}
"""What a policy is changed to, by its field."""
CLASSES: Mapping[str, tuple[Any, ...]] = {
    "breakpoints": (Breakpoints(mega=150.0), Breakpoints(small=0.4)),
    "baskets": (DECIDED.classification.baskets,),
    "corrections": (DECIDED.classification.corrections,),
}
"""What the classification is changed to, by its field."""
_ANY_FIXES: tuple[Any, ...] = FIXES
MENDED: tuple[Fix, ...] = tuple(
    replace(each, account=account)
    for each in _ANY_FIXES
    for account in ((JOINT, ROTH) if hasattr(each, "account") else ())
) + tuple(each for each in FIXES if not hasattr(each, "account"))
DECIDES: Mapping[str, str] = {
    "policy": "set_policy",
    "fixes": "fix",
    "classification": "set_classification",
    "fund_holdings": "set_fund_holdings",
    "valued_at": "value_at",
    "approval": "decide",
}
"""How the window changes each field of the decisions."""
HOUSEHOLD = {"import_files", "receive", "apply_proposal", "remove_everything", "set_tax_treatment"}
"""How else it does what can be undone; what is entered by hand is received like a file."""


@dataclass(frozen=True, slots=True)
class Command:
    """Something that was done.

    Attributes:
        key: Under which it takes up what comes next; -1 for none.
        is_of_household: Whether the file knows of it.
    """

    key: int = -1
    is_of_household: bool = True


class Window:
    """A session and its document, as long as the app runs."""

    def __init__(self, folder: Path) -> None:
        self._owner = QObject()
        self._tasks = TaskRunner()
        self.session = Session(self._tasks, lambda: TODAY)
        self.session.failed.connect(self._fail)
        self.errors: list[Exception] = []
        scribe = Scribe(lambda: NOW, self._owner)
        self.desk = DocumentDesk(self.session, scribe, folder, self._owner)
        self.desk.failed.connect(lambda _, error: self._fail(error))
        self.desk.unwritten.connect(self._fail)

    def _fail(self, error: Exception) -> None:
        self.errors.append(error)

    def settle(self) -> None:
        """Wait until nothing goes on any more, and all is in the file."""
        until = time.monotonic() + PATIENCE_SECONDS
        done: list[object] = []
        self.desk.scribe.work(lambda _: None, done.append, done.append)
        while self._is_busy() or not done:
            assert time.monotonic() < until
            QCoreApplication.processEvents()
            time.sleep(0.001)
        assert self.errors == []

    def _is_busy(self) -> bool:
        QCoreApplication.sendPostedEvents()
        QCoreApplication.processEvents()
        return (
            self._tasks.is_busy
            or self.session.wishes.are_open
            or self.desk.is_busy
            or self.desk.scribe.is_behind
            or self.desk.scribe.path is None
        )

    def close(self) -> None:
        self._tasks.close()
        self.session.wishes.finish()
        self.desk.close()
        self.session.close()


class Household(RuleBasedStateMachine):
    """What a person does, against a list of what there was."""

    def __init__(self) -> None:
        super().__init__()
        self.place = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        self.folder = Path(self.place.name)
        self.files = [self._write("older.csv", ROWS), self._write("newer.csv", ROWS[1:])]
        self.writer = ContentWriter()
        self.window = Window(self.folder)
        self.window.session.import_files((self.files[0],))
        self.window.settle()
        self.stack: list[Command] = []
        self.at = 0
        self.states = [self.bytes_now()]
        """What the file holds after so many steps of the household."""
        self.step = 0

    def _write(self, name: str, rows: tuple[str, ...]) -> Path:
        path = self.folder / name
        path.write_text("\n".join((HEADER, *rows, "")), encoding="utf-8")
        return path

    @override
    def teardown(self) -> None:
        """After all: undo of everything gives back every byte, in the window and in the file."""
        path = self.path
        try:
            self.window.session.undo_stack.setIndex(0)
            self.step = self.at = 0
            self.window_and_file_hold_what_the_model_holds()
        finally:
            self.window.close()
        with (
            Document.open(path, now=NOW) as document,
            Document.create(self.folder / "0.rebalancer", self.states[0], now=NOW) as first,
            document.copy_to(self.folder / "1.rebalancer", now=NOW) as again,
        ):
            again.set_parts({"kept_plans": b""})
            if not again.steps:
                assert again.to_image() == first.to_image()
            assert again.parts == first.parts
        self.place.cleanup()

    @property
    def path(self) -> Path:
        path = self.window.desk.scribe.path
        assert path is not None
        return path

    def bytes_now(self) -> Parts:
        content = self.window.session.opening.content
        return without_view(self.writer.parts_of(content))

    def do(self, act: Callable[[Session], object], key: int = -1, *, changes: bool = True) -> None:
        """Do something that is one step, and tell the model."""
        session = self.window.session
        act(session)
        self.window.settle()
        if changes:
            del self.stack[self.at :]
            merges = key >= 0 and self.stack[-1:] == [Command(key)]
            self.states[self.step + (not merges) :] = [self.bytes_now()]
            self.stack += [] if merges else [Command(key)]
            self.at = len(self.stack)
            self.step = len(self.states) - 1

    @rule(data=st.data(), key=st.sampled_from((-1, 3, 4)))
    def decide_on_the_policy(self, data: st.DataObject, key: int) -> None:
        """Change one field of the policy, perhaps while something is dragged."""
        name = data.draw(st.sampled_from(sorted(POLICIES)))
        value = data.draw(st.sampled_from((getattr(DEFAULT_POLICY, name), *POLICIES[name])))
        before = self.window.session.decisions.policy
        policy = replace(before, **{name: value})
        self.do(
            lambda session: session.set_policy(policy, f"change {name}", key),
            key,
            changes=policy != before,
        )

    @rule(caps=st.lists(st.integers(1, 9), min_size=2, max_size=4, unique=True))
    def drag_the_cap(self, caps: list[int]) -> None:
        """Drag a slider: one step, however far."""
        session = self.window.session
        count = session.undo_stack.index()
        for cap in caps:
            target = Target(key="magnificent_seven", maximum=cap / 16)
            policy = replace(session.decisions.policy, targets=(target,))
            self.do(lambda now, policy=policy: now.set_policy(policy, "drag", 7), 7)  # type: ignore[misc]
        assert session.undo_stack.count() <= count + 1

    @rule(fix=st.sampled_from(MENDED))
    def mend(self, fix: Fix) -> None:
        """Mend the import."""
        self.do(lambda session: session.fix(fix, "mend"))

    @rule(treatment=st.sampled_from(TaxTreatment))
    def set_the_tax_treatment(self, treatment: TaxTreatment) -> None:
        """Say how an account is taxed."""
        self.do(lambda session: session.set_tax_treatment(JOINT, treatment))

    @rule(data=st.data(), key=st.sampled_from((-1, 5)))
    def decide_on_classes(self, data: st.DataObject, key: int) -> None:
        """Change one field of the classification."""
        name = data.draw(st.sampled_from(sorted(CLASSES)))
        default = getattr(DEFAULT_CLASSIFICATION, name)
        value = data.draw(st.sampled_from((default, *CLASSES[name])))
        before = self.window.session.decisions.classification
        after = replace(before, **{name: value})
        self.do(
            lambda session: session.set_classification(after, "change classes", key),
            key,
            changes=after != before,
        )

    @rule(count=st.integers(0, 2))
    def decide_on_fund_files(self, count: int) -> None:
        """Look through funds by their files."""
        holdings = DECIDED.fund_holdings[:count]
        self.do(lambda session: session.set_fund_holdings(holdings, "use files"))

    @rule(is_refreshed=st.booleans())
    def decide_on_prices(self, *, is_refreshed: bool) -> None:
        """Value holdings anew."""
        refresh = DECIDED.valued_at if is_refreshed else None
        self.do(lambda session: session.value_at(refresh))

    @rule(is_said=st.booleans())
    def decide_on_trades(self, *, is_said: bool) -> None:
        """Say something of trades."""
        said = DECIDED.approval if is_said else Decisions().approval

        def act(session: Session) -> None:
            session.decide(replace(session.decisions, approval=said), "hold", -1)

        self.do(act)

    @rule()
    def import_another_file(self) -> None:
        """Import the file that is not shown; agree to what it changes."""
        session = self.window.session
        shown = session.opening.content.as_read
        now = "" if shown is None else shown.sources[-1].name
        file = next(each for each in self.files if each.name != now)

        def act(session: Session) -> None:
            session.import_files((file,))
            self.window.settle()
            session.apply_proposal()

        self.do(act)

    @rule()
    def close_the_household(self) -> None:
        """Remove everything."""
        is_there = self.window.session.opening.content.as_read is not None
        self.do(lambda session: session.remove_everything(), changes=is_there)

    @rule()
    def save_a_scenario(self) -> None:
        """Do something that is undone like the rest and is of no household."""
        session = self.window.session
        scenario = next(iter(shipped_scenarios().values()))
        session.lab.keep(scenario, f"Mine {len(self.stack)}")
        del self.stack[self.at :]
        self.stack.append(Command(is_of_household=False))
        self.at += 1

    @rule(name=st.sampled_from("AB"))
    def keep_a_plan(self, name: str) -> None:
        """Keep what no undoing takes away."""
        session = self.window.session
        session.planning.kept_policies = {
            **session.planning.kept_policies,
            name: session.decisions.policy,
        }
        session.planning.kept_changed.emit()

    @rule(part=st.floats(0, 1))
    def move(self, part: float) -> None:
        """Undo or do again, one step or many."""
        to = round(part * len(self.stack))
        passed = self.stack[min(self.at, to) : max(self.at, to)]
        steps = sum(each.is_of_household for each in passed)
        self.step += steps if to > self.at else -steps
        self.at = to
        self.window.session.undo_stack.setIndex(to)
        self.window.settle()

    @rule()
    def undo(self) -> None:
        """Undo the last step."""
        self.move(0 if not self.stack else max(self.at - 1, 0) / len(self.stack))

    @rule()
    def restart(self) -> None:
        """Close the window and come back, to the same household."""
        self.window.close()
        self.window = Window(self.folder)
        self.window.desk.open(self.window.desk.recent.paths[0])
        self._come_back()

    @rule(is_elsewhere=st.booleans())
    def turn_away(self, *, is_elsewhere: bool) -> None:
        """Open another household, or the same, and come back at once."""
        desk, path = self.window.desk, self.path
        if is_elsewhere:
            other = self.folder / "other.rebalancer"
            Document.create(other, {}, now=NOW, overwrite=True).close()
            desk.open(other)
        desk.open(path)
        self._come_back()

    @rule(name=st.sampled_from(("one", "two")))
    def save_elsewhere(self, name: str) -> None:
        """Go on in another file."""
        self.window.desk.save_as(self.folder / f"{name}.rebalancer")
        self.window.settle()

    def _come_back(self) -> None:
        self.window.settle()
        self.stack = [Command()] * (len(self.states) - 1)
        self.at = self.step

    @invariant()
    def window_and_file_hold_what_the_model_holds(self) -> None:
        """What is shown, what is in the file, and how many steps there are."""
        self.window.settle()
        stack = self.window.session.undo_stack
        assert self.bytes_now() == self.states[self.step]
        assert (stack.index(), stack.count()) == (self.at, len(self.stack))
        with Document.open(self.path, now=NOW, read_only=True) as document:
            assert without_view(document.parts) == self.states[self.step]
            assert (document.position, len(document.steps)) == (self.step, len(self.states) - 1)


def without_view(parts: Parts) -> Parts:
    """Return *parts* but for those that no step tells of."""
    return {name: each for name, each in parts.items() if name != "kept_plans"}


def test_undoing_whatever_was_done_gives_back_every_byte(
    qapp: QApplication, *, is_thorough: bool
) -> None:
    examples, steps = (60, 200) if is_thorough else (3, 60)
    run_state_machine_as_test(
        Household,
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    told = f"{examples} households, up to {steps} commands each: every byte given back"
    print(told)  # noqa: T201 - the figure of the full run
