"""The rooms behind the front: the session and the six pages, once the engine is loaded.

This module imports the engine and everything it needs, which takes the better part of a second;
``ui.app`` therefore imports it on the worker thread after the window is on the screen.
"""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QWidget

from rebalancer.document.decisions import Decisions
from rebalancer.document.store.document import SUFFIX
from rebalancer.document.store.encrypted import SUFFIX as ENCRYPTED
from rebalancer.ingest.errors import UnknownLayoutError
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.result import SourceFile
from rebalancer.market.door import Door
from rebalancer.market.snapshot import load_snapshot
from rebalancer.place import SCENARIOS
from rebalancer.progress import Progress
from rebalancer.simulate.groups import market_mix
from ui import format as fmt
from ui.aids import Aids
from ui.commands import Situation, keyboard_help
from ui.document.desk import DocumentDesk
from ui.document.household_desk import HouseholdDesk
from ui.document.scribe import Scribe
from ui.document.turning import take_what_is_typed
from ui.errors import ErrorDesk
from ui.keeping import Keeping
from ui.language import tr
from ui.main_window import TITLE, MainWindow
from ui.places import places
from ui.session import Measured, Session
from ui.state.household import Proposal
from ui.state.kept_classes import take_up_classes
from ui.state.quotes import Quotes
from ui.summary import strip_figures
from ui.tasks import Needed, Task, TaskRunner
from ui.theme import Theme
from ui.views.exposure import ExposurePage
from ui.views.holdings import HoldingsPage
from ui.views.holdings.entry_desk import EntryDesk
from ui.views.holdings.mapping_desk import MappingDesk
from ui.views.market import MarketPage
from ui.views.rebalance import RebalancePage
from ui.views.scenarios import ScenariosPage
from ui.views.trades import TradesPage
from ui.views.trades.hand_over import HandOverDesk
from ui.widgets.find import Find
from ui.widgets.help import AboutBox, KeyboardBox
from ui.widgets.inline_message import Tone
from ui.widgets.page import Page
from ui.widgets.rail import PageName
from ui.widgets.save_place import save_to
from ui.widgets.veil import hide_amounts

PAGES: tuple[tuple[str, Callable[[Session, Theme, QWidget], Page]], ...] = (
    (PageName.HOLDINGS, HoldingsPage),
    (PageName.EXPOSURE, ExposurePage),
    (PageName.MARKET, MarketPage),
    (PageName.SCENARIOS, ScenariosPage),
    (PageName.REBALANCE, RebalancePage),
    (PageName.TRADES, TradesPage),
)


class Rooms(QObject):
    """Builds the session and the pages, and keeps window and session in step."""

    opened = Signal()
    """Every page is there."""

    def __init__(
        self,
        window: MainWindow,
        theme: Theme,
        tasks: TaskRunner,
        errors: ErrorDesk,
        session: Session,
        keeping: Keeping,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._tasks = tasks
        self._errors = errors
        self._to_build = list(PAGES)
        self.is_open = self._is_closed = False
        self._sample = ExitStack()
        self._box: QDialog | None = None
        self._wanted: tuple[Path, ...] = ()
        self._sources: tuple[SourceFile, ...] = ()
        self.session = session
        self.consent_changed = session.quotes.consent_changed
        folder = keeping.folder
        self.mappings = MappingDesk(window, tasks, folder and folder / "mappings.json")
        self.session.mappings = self.mappings.mappings
        self.entries = EntryDesk(window, tasks, session, theme)
        self.hand_over = HandOverDesk(window, tasks, session)
        self.document = DocumentDesk(session, Scribe(keeping.now, self), folder, self)
        self.households = HouseholdDesk(window, self.document, errors)
        self.aids = Aids(window, theme, self.places)
        self.guided = self.aids.guided
        self.runners: Sequence[TaskRunner] = (
            session.planning.study.tasks,
            session.quotes.tasks,
            self.document.scribe.runner,
        )
        self._connect()
        self._update()

    def _connect(self) -> None:
        session = self.session
        for news in (session.measured_changed, session.plan_changed):
            news.connect(self._window.stack.paint_soon)
        session.measured_changed.connect(self._show_household)
        session.proposal_changed.connect(self._show_proposal)
        session.plan_changed.connect(self._update)
        session.failed.connect(self._fail)
        session.unmapped_found.connect(self._ask_about)
        session.fund_files.offered.connect(self._show_offer)
        self.mappings.mapped.connect(self._import_again)
        self.mappings.failed.connect(self._errors.handle)
        self._window.start.entry_requested.connect(self.entries.open)
        self.entries.files_pasted.connect(self.import_files)
        self.entries.told.connect(self._window.message.show_message)
        session.exported.connect(self._tell_export)
        self.hand_over.failed.connect(self._errors.handle)
        self.hand_over.written.connect(self._window.message.show_message)
        session.undo_stack.indexChanged.connect(self._update)
        session.quotes.changed.connect(self._update)
        self.document.changed.connect(self._update)
        self.document.changed.connect(self._name_document)
        self._window.commands.bind(
            {
                "file.close": self.close_household,
                "file.enter": self.entries.open,
                "edit.paste": self.entries.paste,
                "file.export": self.choose_export,
                "file.report": self.hand_over.choose_report,
                "file.orders": self.hand_over.choose_orders,
                "file.plan": self.hand_over.choose_plan,
                "file.calendar": self.hand_over.choose_calendar,
                "file.refresh": self.refresh_prices,
                "edit.undo": session.undo_stack.undo,
                "edit.redo": session.undo_stack.redo,
                "help.keys": self._show_keys,
                "help.about": self._show_about,
            }
        )

    def remember_in(self, folder: Path) -> None:
        """Take up what was decided before, and keep it from now on."""
        session = self.session
        session.lab.remember_in(folder / SCENARIOS)
        if session.lab.trouble:
            self._window.message.show_message(session.lab.trouble, Tone.WARNING)
        if self.document.recent.paths:
            self.document.open(self.document.recent.paths[0])
        else:
            self._take_up(folder)

    def _take_up(self, folder: Path) -> None:
        """Begin with what was kept before households were documents; its files stay there."""
        classification, trouble = take_up_classes(folder / "classes.toml")
        if trouble:
            self._window.message.show_message(trouble, Tone.WARNING)
        holdings = self.session.fund_files.take_up(folder / "funds")
        self.document.begin_with(Decisions(classification=classification, fund_holdings=holdings))

    def open(self) -> None:
        """Build one page a turn of the event loop, so that the window stays alive meanwhile."""
        if self._is_closed:
            return
        name, make = self._to_build.pop(0)
        page = make(self.session, self._theme, self._window.stack)  # whose style it gets at once
        self._window.set_page(name, page)
        if self._to_build:
            QTimer.singleShot(0, self.open)
        else:
            self.document.when_ready(self._tell_opened)

    def _tell_opened(self) -> None:
        self.is_open = True
        reading = Task(tr("Reading the market snapshot"), Needed(_read_snapshot))
        reading.failed.connect(self._errors.handle)
        self._tasks.start(reading)
        self.opened.emit()

    def close(self) -> None:
        """Let go of what was unpacked for the sample; from now on nothing is shown."""
        if self._is_closed:
            return
        self._is_closed = True
        take_what_is_typed()
        hide_amounts(is_on=False)
        self.session.undo_stack.indexChanged.disconnect(self._update)
        self.session.quotes.changed.disconnect(self._update)
        self.session.wishes.finish()
        self.document.close()
        self.session.close()
        self.mappings.close()
        self.entries.close()
        self._sample.close()

    def import_files(self, paths: tuple[Path, ...]) -> None:
        """Read *paths* into the household that is shown; a household among them is opened."""
        self._window.message.clear()
        documents = [path for path in paths if path.suffix in {SUFFIX, ENCRYPTED}]
        if documents:
            self.document.when_ready(partial(self.households.open, documents[0]))
            return
        self._wanted = paths
        sort = partial(self.session.fund_files.sort, paths, self.session.import_files)
        self.document.when_ready(sort)

    def open_sample(self) -> None:
        """Show the household that ships with the app, marked as a sample."""
        self._window.message.clear()
        file = resources.files("resources") / "sample" / "household.csv"
        path = self._sample.enter_context(resources.as_file(file))
        show = partial(self.session.import_files, (path,), is_sample=True)
        if self.document.has_to_be_kept:
            self.document.leave(show)
        else:
            self.document.when_ready(show)

    def close_household(self) -> None:
        """Show nothing; a household that has a file stays in it, any other can be brought back."""
        if self.document.has_to_be_kept:
            self.document.leave()
        else:
            self.session.remove_everything()

    def places(self) -> Sequence[Find]:
        """Return the accounts and scenarios that can be gone to."""
        return places(self._window, self.session) if self.is_open else ()

    def show_around(self) -> None:
        """Show the way round the window."""
        self.aids.show_around()

    def refresh_prices(self) -> None:
        """Go where a refresh is agreed to and followed, and prepare it."""
        self._window.show_page(PageName.MARKET)
        self.session.refresh_prices()

    def choose_export(self) -> None:
        """Ask where to write the trade list, and write it."""
        plan = self.session.plan
        if plan is None:
            return
        suggestion = f"trades-{plan.as_of.isoformat()}.xlsx"
        name, _ = QFileDialog.getSaveFileName(
            self._window, tr("Export the trades"), suggestion, tr("Excel workbook (*.xlsx)")
        )
        save_to(name, ".xlsx", self.session.export_workbook, self._errors.handle)

    def _show_household(self, measured: Measured | None) -> None:
        sources = () if measured is None else measured.imported.sources
        if sources and sources != self._sources:  # measured anew is no reason to go anywhere
            self._window.show_page(PageName.HOLDINGS)
        self._sources = sources
        if measured is None:
            self._window.show_selection("")
            self.mappings.give_up()
        self._update()

    def _show_proposal(self, proposal: Proposal | None) -> None:
        if proposal is not None:
            self._window.show_page(PageName.HOLDINGS)

    def _show_offer(self) -> None:
        """Go where a fund's holdings file is looked at, if there is a household to look through."""
        if self.session.measured is None:
            sentence = tr(
                "Import your positions first; the holdings file then waits under Exposure."
            )
            self._window.message.show_message(sentence)
            return
        self._window.show_page(PageName.EXPOSURE)

    def _fail(self, error: Exception) -> None:
        """Say what went wrong; where only the meaning of columns is missing, ask for it."""
        self._errors.handle(error)
        if isinstance(error, UnknownLayoutError) and error.path is not None:
            self.mappings.ask(error.path)

    def _ask_about(self, paths: tuple[Path, ...]) -> None:
        """Ask about the first of *paths*; the next import asks about the others."""
        self.mappings.ask(paths[0])

    def _import_again(self, _: Mapping) -> None:
        """Go on with the import that had to wait for an answer."""
        self.session.mappings = self.mappings.mappings
        self.import_files(self._wanted)

    def _show_keys(self) -> None:
        self._show_box(KeyboardBox(keyboard_help(), self._window))

    def _show_about(self) -> None:
        self._show_box(AboutBox(self._window))

    def _show_box(self, box: QDialog) -> None:
        if self._box is not None:
            self._box.deleteLater()
        self._box = box
        box.show()

    def _tell_export(self, path: Path) -> None:
        """Say where the list is, unless the page that shows it says so itself."""
        if self._window.current_page != PageName.TRADES:
            self._window.message.show_message(tr("The trade list is in {path}", path=path))

    def _name_document(self) -> None:
        self.entries.set_document(self.document.scribe.path)

    def _update(self) -> None:
        session = self.session
        undo = session.undo_stack
        self._window.commands.update_situation(
            Situation(
                has_household=session.measured is not None,
                has_plan=session.plan is not None,
                has_document=self.document.scribe.path is not None,
                can_refresh=session.quotes.is_available,
                undo_title=undo.undoText(),
                redo_title=undo.redoText(),
            )
        )
        self._window.strip.show_figures(strip_figures(session))
        self._window.status.set_facts(status_facts(session))
        self._window.setWindowTitle(window_title(session.measured, self.document))


def open_rooms(
    window: MainWindow,
    theme: Theme,
    tasks: TaskRunner,
    errors: ErrorDesk,
    keeping: Keeping,
) -> Rooms:
    """Return the rooms behind *window*; they open one by one from now on."""
    folder = keeping.folder and keeping.folder / "quotes"
    yahoo = None if folder is None else (keeping.door or _door)(folder)
    quotes = Quotes(folder, yahoo, keeping.now, has_consent=keeping.has_consent)
    session = Session(tasks, keeping.today, quotes)
    rooms = Rooms(window, theme, tasks, errors, session, keeping)
    if keeping.folder is not None:
        rooms.remember_in(keeping.folder)
    quotes.load()
    if rooms.mappings.trouble:
        window.message.show_message(rooms.mappings.trouble, Tone.WARNING)
    QTimer.singleShot(0, rooms.open)
    return rooms


def _door(folder: Path) -> Door:
    return Door(folder=folder)


def _read_snapshot(_: Progress) -> None:
    """Read what every import needs before the first one asks for it, and no page to be shown."""
    load_snapshot()
    market_mix()


def status_facts(session: Session) -> tuple[str, ...]:
    """Return how far the figures can be relied on, in a few words each."""
    prices, network = session.quotes.facts
    if session.measured is None:
        return prices, network
    return (
        tr("coverage {coverage}", coverage=fmt.percent(session.measured.measurement.coverage)),
        prices,
        network,
    )


def window_title(measured: Measured | None, document: DocumentDesk) -> str:
    """Return the window's title: what is shown, then by whom."""
    shown = document.name
    is_sample = measured is not None and measured.is_sample
    if shown and document.scribe.why_read_only:
        shown = tr("{shown} (read only)", shown=shown)
    elif shown and is_sample:
        shown = tr("{shown} (sample)", shown=shown)
    elif not shown and measured is not None:
        files = ", ".join(source.name for source in measured.imported.sources)
        shown = tr("Sample") if is_sample else files
    return f"{shown} \u2013 {TITLE}" if shown else TITLE
