"""Prices from Yahoo: how old they are, what would be sent, how far it is, what was refused."""

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from rebalancer.market.refresh import Refresh
from ui.format import day, percent
from ui.language import tr, tr_n
from ui.session import Session
from ui.state.quotes import Phase, Quotes
from ui.widgets.button import Button, Loudness
from ui.widgets.card import Card
from ui.widgets.progress_bar import ProgressBar
from ui.widgets.spoken import allow, call
from ui.widgets.text import Caption, PlainLabel

_MOST_LINES = 12
_DIFFERS = 0.02
"""Of a fund: from here on its largest holdings are worth a look."""


class RefreshCard(Card):
    """Asks before anything is sent, and says what came of it.

    Attributes:
        start: Prepares a refresh; nothing is sent yet unless that was agreed to before.
        agree, decline: Answer whether the symbols may be sent.
        cancel: Calls back what is on its way.
        withdraw: Has it asked again before anything is sent.
        value: Values holdings at these prices, or at those of their files.
    """

    asked = Signal()
    """The person wants newer prices."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(tr("Prices"), parent=parent)
        self._session = session
        self._quotes = session.quotes
        self.start = Button(tr("Refresh prices"))
        self.agree = Button(tr("Agree and send"))
        self.decline = Button(tr("Do not send"), Loudness.QUIET)
        self.cancel = Button(tr("Cancel"), Loudness.QUIET)
        self.withdraw = Button(tr("Ask again before sending"), Loudness.QUIET)
        self.value = Button("", Loudness.QUIET)
        self.bar = ProgressBar()
        self._disclosure = PlainLabel(wraps=True)
        self._outcome = PlainLabel(wraps=True)
        self._details = Caption()
        self._lay_out()
        self._connect()
        self.update_card()

    def _lay_out(self) -> None:
        call(self.bar, tr("Progress of the refresh"))
        call(self.cancel, tr("Cancel the refresh"))
        self.corner.addWidget(self.withdraw)
        self.corner.addWidget(self.start)
        for words in (self._disclosure, self._outcome, self._details):
            self.body.addWidget(words)
        row = QHBoxLayout()
        row.setSpacing(8)
        for widget in (self.agree, self.decline, self.bar, self.cancel, self.value):
            row.addWidget(widget)
        row.addStretch(1)
        self.body.addLayout(row)

    def _connect(self) -> None:
        quotes, session = self._quotes, self._session
        self.start.clicked.connect(self.asked)
        self.agree.clicked.connect(quotes.agree)
        self.decline.clicked.connect(quotes.decline)
        self.cancel.clicked.connect(quotes.cancel)
        self.withdraw.clicked.connect(quotes.withdraw)
        self.value.clicked.connect(self._value)
        quotes.changed.connect(self.update_card)
        session.measured_changed.connect(self.update_card)
        session.decisions_changed.connect(self.update_card)

    @property
    def disclosure(self) -> str:
        """What the person is asked to agree to, or "" while nothing is asked."""
        return "" if self._disclosure.isHidden() else self._disclosure.text()

    @property
    def outcome(self) -> str:
        """What became of the latest refresh, or ""."""
        return "" if self._outcome.isHidden() else self._outcome.text()

    @property
    def details(self) -> str:
        """What was refused, and what the checks say, a line each; or ""."""
        return "" if self._details.isHidden() else self._details.text()

    def update_card(self, *_: object) -> None:
        """Show what the quotes are at."""
        quotes = self._quotes
        is_agreeing, is_running = (quotes.phase is each for each in (Phase.AGREEING, Phase.RUNNING))
        self.set_subtitle(_age(self._session))
        allow(self.start, _why_not(quotes))
        self.withdraw.setVisible(quotes.has_consent)
        self.agree.setVisible(is_agreeing)
        self.decline.setVisible(is_agreeing)
        self.bar.setVisible(is_running)
        self.cancel.setVisible(is_running)
        self.bar.show_fraction(quotes.fraction)
        request = quotes.request if is_agreeing else None
        _say(self._disclosure, request.disclosure if request else "")
        _say(self._outcome, quotes.note if is_running else quotes.sentence)
        _say(self._details, "" if is_running or is_agreeing else _details(quotes))
        self._update_value()

    def _update_value(self) -> None:
        """Offer what the holdings are not valued at yet."""
        at, refresh = self._session.decisions.valued_at, self._quotes.refresh
        is_current = at is not None and at.quotes == refresh.quotes
        self.value.setVisible(self._session.measured is not None and bool(refresh.quotes))
        self.value.setText(
            tr("Value holdings at the prices of their files")
            if is_current
            else tr("Value holdings at these prices")
        )

    def _value(self) -> None:
        at, refresh = self._session.decisions.valued_at, self._quotes.refresh
        is_current = at is not None and at.quotes == refresh.quotes
        self._session.value_at(None if is_current else refresh)


def _why_not(quotes: Quotes) -> str:
    """Return why no refresh can be started now, or ""."""
    if not quotes.is_available:
        return tr("This window keeps nothing, and newer prices have to be kept.")
    if quotes.phase is Phase.AGREEING:
        return tr("Say first whether the symbols below may be sent.")
    if quotes.phase is Phase.RUNNING:
        return tr("Prices are being refreshed: wait, or cancel that.")
    return ""


def _say(label: PlainLabel, text: str) -> None:
    label.setText(text)
    label.setVisible(bool(text))


def _age(session: Session) -> str:
    """Return of which day the prices are, how old that is, and what holdings are valued at."""
    newest = session.quotes.newest
    days = (session.today() - newest).days
    age = tr_n("{count} day old", "{count} days old", days) if days else tr("today")
    if days < 0:
        age = tr("in the future: the clock of this machine is wrong")
    at = session.decisions.valued_at
    valued = (
        tr("at the prices of their files")
        if at is None
        else tr("at prices of {day}", day=_day_of(at))
    )
    return tr(
        "The newest price is of {newest} ({age}). Purchases are priced at it; holdings are valued "
        "{valued}. Nothing is sent before you have agreed to it.",
        newest=day(newest),
        age=age,
        valued=valued,
    )


def _day_of(refresh: Refresh) -> str:
    return day(max((quote.as_of for quote in refresh.quotes.values()), default=None))


def _details(quotes: Quotes) -> str:
    refresh = quotes.refresh
    lines = [each.sentence for each in refresh.attempt.refused] if refresh.attempt else []
    lines += [
        tr(
            "{symbol}: a holding differs by {largest_difference} of the fund from the list in "
            "use, which stays; Yahoo tells ten at most.",
            symbol=check.symbol,
            largest_difference=percent(check.largest_difference),
        )
        for check in refresh.checks.values()
        if check.largest_difference >= _DIFFERS
    ]
    if len(lines) > _MOST_LINES:
        lines[_MOST_LINES:] = [tr("… and {count} more.", count=len(lines) - _MOST_LINES)]
    return "\n".join(lines)
