"""Takes the pictures by which the look of the window is judged.

``python packaging/pictures.py FOLDER`` shows every page light and dark, in the smallest window and
a usual one and with text twice as large, empty, with the sample and with 500 positions.
"""

import argparse
import itertools
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtWidgets import QApplication

from ui.app import Front
from ui.settings import SchemeChoice
from ui.text_size import NORMAL, TEXT_SIZES
from ui.theme import STYLE, load_typeface
from ui.widgets.rail import STEPS

SCHEMES = (SchemeChoice.LIGHT, SchemeChoice.DARK)
LOOKS = (("1024x640", NORMAL), ("1440x900", NORMAL), ("1024x640", TEXT_SIZES[-1]))
HOUSEHOLDS = ("empty", "sample", "large")
_SETTLED_MS = 250
_LINES = 500


def take(front: Front, folder: Path, household: str) -> Iterator[Path]:
    """Yield every picture of *front*, which shows *household*, once it is in *folder*."""
    for scheme, (size, percent) in itertools.product(SCHEMES, LOOKS):
        front.set_scheme(scheme)
        front.set_text_size(percent)
        front.window.resize(*map(int, size.split("x")))
        for number, step in enumerate(STEPS, start=1):
            front.window.show_page(step.name)
            settle(front)
            text = "" if percent == NORMAL else f"-text-{percent}"
            name = f"{number}-{step.name.lower()}-{household}-{scheme.value}-{size}{text}.png"
            if not front.window.grab().save(str(folder / name)):
                raise SystemExit(f"{folder / name} could not be written.")
            yield folder / name


def settle(front: Front) -> None:
    """Wait until nothing has been running for a while."""
    quiet = QElapsedTimer()
    quiet.start()
    while quiet.elapsed() < _SETTLED_MS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        is_open = front.rooms is not None and front.rooms.is_open
        page = front.window.page(front.window.current_page) if is_open else None
        is_dressed = not front.theme.dressing.is_going_on
        if front.tasks.is_busy or page is None or not (page.is_settled and is_dressed):
            quiet.restart()


def large_household(folder: Path) -> Path:
    """Write a household of 500 positions, and return where it is."""
    lines = ["account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired"]
    kept = ("taxable", "tax_deferred", "tax_exempt")
    known = ("AAPL", "MSFT", "NVDA", "VTI", "QQQ", "IWM", "VXUS", "BND")
    for number in range(_LINES):
        symbol = known[number] if number < len(known) else f"X{number:03}"
        place = number % len(kept)
        shares, price = 10 + number % 90, 20 + number * 7 % 400
        lines.append(
            f"Account ...{place + 1:04},{kept[place]},{symbol},Company number {number},"
            f"{shares},{price}.00,{shares * (price - number % 30 + 9)}.00,2021-03-04"
        )
    path = folder / "large.csv"
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return path


def main() -> int:
    """Take every picture, and say where each is."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", choices=HOUSEHOLDS, action="append")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["rebalancer", *STYLE])
    load_typeface(app)
    with tempfile.TemporaryDirectory() as name:
        front = Front(app, None, SchemeChoice.LIGHT)
        front.window.show()
        settle(front)
        for household in options.only or HOUSEHOLDS:
            if household == "sample":
                front.open_sample()
            elif household == "large":
                front.import_files((large_household(Path(name)),))
            settle(front)
            for picture in take(front, options.folder, household):
                sys.stdout.write(f"{picture}\n")
        front.window.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
