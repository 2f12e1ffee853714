"""What helps on every page: the palette, the way round, and hidden amounts."""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.language import tr
from ui.main_window import MainWindow
from ui.theme import Theme
from ui.widgets.empty import Welcome
from ui.widgets.find import Find
from ui.widgets.guide import Guide, Stop
from ui.widgets.palette import Palette
from ui.widgets.rail import PageName
from ui.widgets.spoken import out_of_use, title_of, why_not
from ui.widgets.veil import Veil


class Aids(QObject):
    """Binds the commands that every page shares; nothing is built before it is asked for."""

    guided = Signal()
    """The person has seen enough of the way round."""

    def __init__(
        self, window: MainWindow, theme: Theme, places: Callable[[], Sequence[Find]]
    ) -> None:
        """*places* returns what can be found besides commands: accounts, scenarios."""
        super().__init__(window)
        self._window = window
        self._theme = theme
        self._places = places
        self._veil = Veil(self)
        window.stack.currentChanged.connect(self._veil_page)
        window.commands.bind(
            {
                "edit.palette": self.open_palette,
                "view.privacy": self.follow_privacy,
                "help.guide": self.show_around,
            }
        )

    @cached_property
    def guide(self) -> Guide:
        """The way round the window."""
        guide = Guide(self._theme, _stops(self._window), self._window)
        guide.ended.connect(self.guided)
        return guide

    @cached_property
    def palette(self) -> Palette:
        """Finds commands, and places."""
        return Palette(self._window)

    def show_around(self) -> None:
        """Point at the parts of the window, one after the other."""
        self.guide.start()

    def open_palette(self) -> None:
        """Let the person look for a command, a page, an account or a scenario."""
        finds = (*self._window.commands.finds(), *self._places(), *_out_of_use(self._window))
        self.palette.open(finds)

    def _veil_page(self, place: int) -> None:
        page = self._window.stack.widget(place)
        if page is not None:
            self._veil.follow(page)

    def follow_privacy(self) -> None:
        """Hide amounts, or show them again, as the command is switched."""
        is_on = self._window.commands["view.privacy"].isChecked()
        self._veil.hide_amounts(is_on=is_on)
        self._window.strip.show_privacy(is_on=is_on)


def _stops(window: MainWindow) -> tuple[Stop, ...]:
    rail = window.rail
    return (
        Stop(
            title=tr("It begins with a file"),
            text=tr(
                "Export the positions at your broker and drop the file anywhere on this window, "
                "or open the sample. Nothing leaves this computer."
            ),
            target=partial(_drop_zone, window.stack),
        ),
        Stop(
            title=tr("Six pages, six questions"),
            text=tr("From what you own to the list of trades. Ctrl+1 to Ctrl+6 lead there too."),
            target=partial(_same, rail),
        ),
        Stop(
            title=tr("Where you stand, always in sight"),
            text=tr(
                "As soon as there is a plan, an arrow shows what becomes of each figure, and what "
                "it costs in tax."
            ),
            target=partial(_same, window.strip),
        ),
        Stop(
            title=tr("The plan"),
            text=tr(
                "Say how concentrated you want to be at most. The trades that bring you there, "
                "and why each of them, are found here. Ctrl+Z takes every change back."
            ),
            target=partial(rail.button, PageName.REBALANCE),
        ),
        Stop(
            title=tr("Everything has a key"),
            text=tr(
                "Ctrl+K finds any command by a few of its letters, ? lists the keys, and "
                "Ctrl+Shift+H hides amounts while somebody looks on."
            ),
            target=partial(_same, window.menuBar()),
        ),
        Stop(
            title=tr("How far to trust a figure"),
            text=tr(
                "How much of your funds is looked through, how old the prices are, and what is "
                "being worked on."
            ),
            target=partial(_same, window.status),
        ),
    )


def _out_of_use(window: MainWindow) -> Sequence[Find]:
    """Return what cannot be used on the page in sight, each with the reason."""
    return tuple(
        Find(title=title_of(widget), kind="", act=partial(_same, widget), reason=why_not(widget))
        for widget in out_of_use(window)
    )


def _drop_zone(stack: QWidget) -> QWidget:
    """Return where a file goes while nothing is there yet, else all of *stack*."""
    zones = (welcome.zone for welcome in stack.findChildren(Welcome))
    return next((zone for zone in zones if zone.isVisible()), stack)


def _same(widget: QWidget) -> QWidget:
    return widget
