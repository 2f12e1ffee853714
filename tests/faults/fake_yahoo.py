"""A Yahoo Finance of our own on this machine, that answers well or goes wrong on demand.

The real yfinance talks to it: ``ask_fake_yahoo.py`` is the program that uses the network, with
every host changed to this server.
"""

import json
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from typing_extensions import override

from rebalancer.market.door import Door, Patience

_EASTERN = timezone(timedelta(hours=-4))
_PROGRAM = Path(__file__).with_name("ask_fake_yahoo.py")
_CONSENT = "<html><body><form action='/agree'><input name='csrfToken'></form></body></html>"


class Fault(StrEnum):
    """Everything that can be wrong with Yahoo."""

    RATE_LIMIT = "429 to everything"
    CRUMB = "401: invalid crumb"
    CONSENT = "an HTML page that asks for consent"
    SERVER_ERROR = "500 with a page of HTML"
    SLOW = "no figures for as long as one waits"
    TRUNCATED = "JSON that is cut off"
    NAN = "no number where the price should be"
    NEGATIVE = "negative prices"
    JUMP = "prices a hundred times too high"
    FUTURE = "sessions that have not been yet"
    CURRENCY = "prices in pence"
    OFFLINE = "nobody there"


SILENT = (
    Fault.RATE_LIMIT,
    Fault.CRUMB,
    Fault.CONSENT,
    Fault.SERVER_ERROR,
    Fault.SLOW,
    Fault.TRUNCATED,
    Fault.OFFLINE,
)
"""The faults that are an outage; with the others Yahoo answers, and what it says is wrong."""


class FakeYahoo:
    """What the server says.

    Attributes:
        last_day: The last session.
        closes: Last close by symbol; whatever is missing is not listed.
        drift: What a close is multiplied by from one session to the next.
        kinds: ``ETF`` and the like by symbol; ``EQUITY`` unless told.
        seen: Paths that were asked for, each with the host in front.
    """

    def __init__(self, last_day: date, closes: dict[str, float]) -> None:
        self.last_day = last_day
        self.closes = closes
        self.drift = 1.0
        self.kinds: dict[str, str] = {}
        self.company_values: dict[str, float] = {}
        self.sectors: dict[str, str] = {}
        self.top_holdings: dict[str, dict[str, float]] = {}
        self.splits: dict[str, tuple[date, int]] = {}
        self.series: dict[str, Sequence[tuple[date, float]]] = {}
        self.fault: Fault | None = None
        self.seen: list[str] = []
        self.port = 0
        self.released = threading.Event()
        """Set to let go of requests that a slow Yahoo holds."""

    @property
    def symbols_seen(self) -> set[str]:
        """The symbols whose chart was asked for."""
        charts = (path for path in self.seen if "/v8/finance/chart/" in path)
        return {path.rpartition("/")[2] for path in charts}

    def door(self, folder: Path, patience: Patience | None = None) -> Door:
        """Return a way to ask this server with the real yfinance."""
        port = 1 if self.fault is Fault.OFFLINE else self.port
        return Door(
            folder=folder,
            program=(sys.executable, "-P", str(_PROGRAM), str(port)),
            patience=patience or Patience(request=2.0, quiet=8.0, base=30.0),
        )

    def answer(self, host: str, path: str, query: dict[str, list[str]]) -> tuple[int, str]:
        """Return status and body of one answer."""
        self.seen.append(f"{host}{path}")
        out = self._outage(path)
        if out is not None:
            return out
        if path.endswith("/getcrumb"):
            return 200, "crumb"
        status, body = self._content(path, query)
        text = json.dumps(body)
        if self.fault is Fault.TRUNCATED:
            text = text[: len(text) // 2]
        return status, text

    def _outage(self, path: str) -> tuple[int, str] | None:
        unauthorized = {"code": "Unauthorized", "description": "Invalid Crumb"}
        match self.fault:
            case Fault.RATE_LIMIT:
                return 429, "Too Many Requests"
            case Fault.CRUMB:
                return 401, json.dumps({"finance": {"result": None, "error": unauthorized}})
            case Fault.CONSENT:
                return 200, _CONSENT
            case Fault.SERVER_ERROR:
                return 500, "<html>Internal Server Error</html>"
            case Fault.SLOW if "/finance/" in path:
                self.released.wait(60)
                return 503, ""
            case _:
                return None

    def _content(self, path: str, query: dict[str, list[str]]) -> tuple[int, object]:
        symbol = path.rpartition("/")[2]
        if "/v8/finance/chart/" in path:
            return self._chart(symbol)
        if "/quoteSummary/" in path:
            return 200, {"quoteSummary": {"result": [self._summary(symbol)], "error": None}}
        if path.startswith("/v7/finance/quote"):
            name = query["symbols"][0]
            return 200, {"quoteResponse": {"result": [self._quote(name)], "error": None}}
        if "/timeseries/" in path:
            return 200, {"timeseries": {"result": [], "error": None}}
        return 404, {"finance": {"result": None, "error": {"code": "Not Found"}}}

    def _chart(self, symbol: str) -> tuple[int, object]:
        if symbol not in self.closes and symbol not in self.series:
            error = {"code": "Not Found", "description": "No data found, symbol may be delisted"}
            return 404, {"chart": {"result": None, "error": error}}
        days, closes = zip(*self._sessions(symbol), strict=True)
        stamps = [_stamp(day) for day in days]
        prices = [self._spoilt(close) for close in closes]
        currency = "GBp" if self.fault is Fault.CURRENCY else "USD"
        quote = dict.fromkeys(("open", "high", "low", "close"), prices)
        result: dict[str, Any] = {
            "meta": {
                "currency": currency,
                "symbol": symbol,
                "instrumentType": self.kinds.get(symbol, "EQUITY"),
                "exchangeTimezoneName": "America/New_York",
                "timezone": "EDT",
                "gmtoffset": -14400,
                "regularMarketTime": stamps[-1],
                "priceHint": 2,
                "dataGranularity": "1d",
                "range": "",
                "validRanges": ["1d", "5d", "1mo", "3mo", "6mo", "1y", "2y", "5y", "10y", "max"],
            },
            "timestamp": stamps,
            "indicators": {
                "quote": [{**quote, "volume": [1000] * len(stamps)}],
                "adjclose": [{"adjclose": prices}],
            },
        }
        if symbol in self.splits:
            day, ratio = self.splits[symbol]
            stamp = _stamp(day)
            split = {"date": stamp, "numerator": ratio, "denominator": 1}
            result["events"] = {"splits": {str(stamp): {**split, "splitRatio": f"{ratio}:1"}}}
        return 200, {"chart": {"result": [result], "error": None}}

    def _sessions(self, symbol: str) -> Sequence[tuple[date, float]]:
        if symbol in self.series:
            return self.series[symbol]
        ahead = 40 if self.fault is Fault.FUTURE else 0
        end = self.last_day + timedelta(days=ahead)
        days = [end - timedelta(days=back) for back in range(20, -1, -1)]
        weekdays = [day for day in days if day.weekday() < 5]
        last = len(weekdays) - 1
        close = self.closes[symbol]
        return [(day, close / self.drift ** (last - at)) for at, day in enumerate(weekdays)]

    def _spoilt(self, close: float) -> float | None:
        match self.fault:
            case Fault.NAN:
                return None
            case Fault.NEGATIVE:
                return -close
            case Fault.JUMP:
                return close * 100
            case _:
                return close

    def _quote(self, symbol: str) -> dict[str, object]:
        quote: dict[str, object] = {"symbol": symbol, "currency": "USD"}
        if symbol in self.company_values:
            quote["marketCap"] = self.company_values[symbol]
        return quote

    def _summary(self, symbol: str) -> dict[str, object]:
        holdings = [
            {"symbol": name, "holdingName": name, "holdingPercent": weight}
            for name, weight in self.top_holdings.get(symbol, {}).items()
        ]
        return {
            "quoteType": {"quoteType": self.kinds.get(symbol, "EQUITY"), "symbol": symbol},
            "assetProfile": {"sector": self.sectors.get(symbol)},
            "summaryProfile": {"longBusinessSummary": ""},
            "topHoldings": {"holdings": holdings},
            "fundProfile": {},
        }


@contextmanager
def serving(yahoo: FakeYahoo) -> Iterator[FakeYahoo]:
    """Let *yahoo* answer on a port of this machine, until leaving."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(yahoo.answer))
    server.daemon_threads = True
    yahoo.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield yahoo
    finally:
        yahoo.released.set()
        server.shutdown()
        thread.join()
        server.server_close()


Answers = Callable[[str, str, dict[str, list[str]]], tuple[int, str]]


def _handler(answer: Answers) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            host, _, path = parts.path.removeprefix("/").partition("/")
            status, body = answer(host, f"/{path}", parse_qs(parts.query))
            try:
                self.send_response(status)
                self.send_header("Content-Type", "application/json")
                self.send_header("Content-Length", str(len(body.encode())))
                self.send_header("Connection", "close")
                self.end_headers()
                self.wfile.write(body.encode())
            except OSError:
                return  # whoever asked is gone

        do_POST = do_GET  # noqa: N815 - the server looks for this name

        @override
        def log_message(self, format: str, *args: object) -> None:
            return

    return Handler


def _stamp(day: date) -> int:
    return int(datetime(day.year, day.month, day.day, 9, 30, tzinfo=_EASTERN).timestamp())
