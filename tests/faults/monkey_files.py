"""The files that the monkey drops and chooses, and what it has on the clipboard."""

import csv
import re
from collections.abc import Sequence
from importlib import resources
from pathlib import Path

from PySide6.QtCore import QUrl

from rebalancer.document.store.document import SUFFIX
from tests.rebalancer.ingest.issuers.layouts import Held, ark, cash

_HEADER = "account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired\n"
_MANY = 300
"""So many positions has the largest household that is dropped."""
_ENDING = re.compile(r"\*(\.\w+)")
PASTED = (
    "",
    "AAPL",
    "12.5\t3,000.00\r\nMSFT\t4\r\n",
    "Symbol\tQuantity\tPrice\nAAPL\t50\t300.00\nQQQ\t60\t620.00\n",
    "<b>bold</b> &amp; <img src=x>",
    "=1+1\t@SUM(A1)\x00\x0b",
    "9" * 5_000,
    "\n" * 2_000,
    "\u202eabc\ufeff \U0001f600",
)


class Answers:
    """What the monkey answers where it is asked for a file: in turn, so the same every time."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._number = 0

    def open_one(self, *asked: object) -> tuple[str, str]:
        """Choose a file to open, or none."""
        saved = sorted(self._folder.glob(f"saved *{SUFFIX}"))
        wanted = _ending_of(asked)
        fits = saved if wanted == SUFFIX else sorted(self._folder.glob(f"*{wanted}"))
        return (str(fits[self._turn() % len(fits)]) if fits else ""), ""

    def open_some(self, *_: object) -> tuple[list[str], str]:
        """Choose files to import, or none."""
        names = [path.name for path in sorted(self._folder.glob("*.csv"))]
        turn = self._turn()
        return [str(self._folder / name) for name in names[turn % len(names) :][: turn % 3]], ""

    def save(self, *asked: object) -> tuple[str, str]:
        """Choose where to save, with or without the ending, over what is there too, or nowhere."""
        turn = self._turn()
        ending = "" if turn % 5 == 1 else _ending_of(asked)
        return ("" if turn % 4 == 3 else str(self._folder / f"saved {turn % 3}{ending}")), ""

    def folder(self, *_: object) -> str:
        """Choose a folder, or none."""
        if self._turn() % 2:
            return ""
        orders = self._folder / "orders"
        orders.mkdir(exist_ok=True)
        return str(orders)

    def _turn(self) -> int:
        self._number += 1
        return self._number


def dropped_files(folder: Path) -> list[list[str]]:
    """Write what is dropped on the window into *folder*: households, rubbish, strange names."""
    folder.mkdir(exist_ok=True)
    for name, content in _contents().items():
        (folder / name).write_bytes(content)
    alone = [[_url(folder / name)] for name in _contents()]
    sample = resources.files("resources") / "sample"
    brokers = [
        [QUrl.fromLocalFile(str(sample / f"{name}.csv")).toString()]
        for name in ("schwab_all_accounts", "fidelity_positions")
    ]
    return [
        *alone,
        *brokers,
        [*alone[0], *alone[1]],
        [*alone[0], *alone[3], *alone[5]],
        [folder.as_uri()],
        [(folder / "gone.csv").as_uri()],
        [_url(folder / f"saved {number}{SUFFIX}") for number in range(3)],
        ["https://example.org/a.csv"],
        [],
    ]


def _contents() -> dict[str, bytes]:
    good = "Joint ...1,taxable,AAPL,Apple,50,300.00,3000.00,2019-03-04\n"
    more = "Roth ...2,tax_exempt,<b>X</b>,<img src=x>,60,620.00,,\nRoth ...2,,CASH,,5,1.00,,\n"
    broken = "Joint,taxable,AAPL\n,,,,,,,\nJoint,x,A,,1e999,nan,-1,2999-99-99\n"
    held = [Held(ticker="TSLA", name="TESLA INC", percent="99.00"), cash("1.00")]
    texts = {
        "good.csv": _HEADER + good,
        "more.csv": _HEADER + good + more,
        "empty.csv": "",
        "junk.csv": "\x00\xff,;\t\n" * 400,
        "broken.csv": _HEADER + broken,
        "unknown.csv": "Papier;Stück;Kurs\nApple;50;300,00\nSAP;12;120,00\n",
        "many.csv": _HEADER + "".join(_positions()),
        "no workbook.xlsx": "PK\x03\x04 and nothing else",
        f"no household{SUFFIX}": "SQLite format 3\x00 and nothing else",
        "x" * 200 + ".csv": _HEADER + good,
        "<img src=x>\n&amp; €.csv": _HEADER + more,
    }
    contents = {name: text.encode() for name, text in texts.items()}
    return {**contents, "ARK_INNOVATION.csv": ark(held)}


def _positions() -> Sequence[str]:
    """Return a line each of many positions, in three accounts."""
    text = (resources.files("resources") / "market" / "securities.csv").read_text(encoding="utf-8")
    symbols = [row["symbol"] for row in csv.DictReader(text.splitlines())][:_MANY]
    accounts = ("Joint ...1,taxable", "Roth ...2,tax_exempt", "IRA ...3,tax_deferred")
    return [
        f"{accounts[number % 3]},{symbol},,{10 + number},{20 + number % 90}.00,"
        f"{150 + 9 * number}.00,20{10 + number % 16}-03-04\n"
        for number, symbol in enumerate(symbols)
    ]


def _ending_of(asked: Sequence[object]) -> str:
    """Return the first ending among the kinds of file that a dialog was asked for, or ""."""
    found = (_ENDING.search(words) for words in asked if isinstance(words, str))
    return next((match[1] for match in found if match), "")


def _url(path: Path) -> str:
    return QUrl.fromLocalFile(str(path)).toString()
