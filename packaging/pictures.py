"""Takes the pictures by which the look of the window is judged, and tells what has changed.

``python packaging/pictures.py FOLDER`` shows every page light and dark, in the smallest window and
a usual one, with text and with everything twice as large, empty, with the sample and with 500
positions. ``--against tests/golden/window`` compares them with those that are kept there.
"""

import argparse
import csv
import itertools
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib import resources
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QElapsedTimer, QEventLoop
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from ui.app import Front
from ui.charts.plot import Chart
from ui.keeping import Keeping
from ui.rooms import Rooms
from ui.settings import SchemeChoice
from ui.text_size import NORMAL, TEXT_SIZES
from ui.theme import STYLE, load_typeface
from ui.widgets.rail import STEPS

SMALL, USUAL = (1024, 640), (1440, 900)
LIGHT, DARK = SchemeChoice.LIGHT, SchemeChoice.DARK
TODAY = date(2026, 8, 21)
NOW = datetime(2026, 8, 21, 21, 0, tzinfo=UTC)
"""When the pictures are taken, for whatever the window says of the age of things."""
CELL = 16
TOLERANCE = 6
"""Levels of 255 by which the mean colour of a cell of 16 pixels may differ."""
FEW = 8
"""So many cells may differ by more: a figure with other digits, not a button that is gone."""
_SETTLED_MS = 250
_SETTLED_TURNS = 10
"""Turns of the event loop without anything to do; one may have taken long, and left work behind."""
_LINES = 500
_LARGE = ("AAPL", "MSFT", "NVDA", "AMZN", "GOOGL", "META", "VTI", "QQQ", "BND")
_ACCOUNTS = (
    ("Joint brokerage ...0001", "taxable"),
    ("Rollover IRA ...0002", "tax_deferred"),
    ("Roth IRA ...0003", "tax_exempt"),
    ("Her brokerage ...0004", "taxable"),
    ("Her IRA ...0005", "tax_deferred"),
)
_COLORS, _COMMON = 256, 208


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What is shown, and how.

    Attributes:
        household: ``empty``, ``sample`` or ``large``.
        text: The size of text, in per cent of the usual one.
        density: So many pixels of the screen are one of the window, across and down.
    """

    household: str
    scheme: SchemeChoice
    size: tuple[int, int]
    text: int = NORMAL
    density: int = 1

    @property
    def name(self) -> str:
        """What its pictures are called, after the page."""
        width, height = self.size
        text = f"-text-{self.text}" if self.text != NORMAL else ""
        density = f"-scale-{self.density}00" if self.density != 1 else ""
        return f"{self.household}-{self.scheme.value}-{width}x{height}{text}{density}"


LOOKS = (
    Look(household="empty", scheme=LIGHT, size=USUAL),
    Look(household="empty", scheme=DARK, size=SMALL),
    Look(household="sample", scheme=LIGHT, size=USUAL),
    Look(household="sample", scheme=DARK, size=USUAL),
    Look(household="sample", scheme=LIGHT, size=SMALL),
    Look(household="sample", scheme=DARK, size=SMALL),
    Look(household="sample", scheme=LIGHT, size=SMALL, text=TEXT_SIZES[-1]),
    Look(household="large", scheme=LIGHT, size=SMALL),
    Look(household="large", scheme=DARK, size=USUAL),
    Look(household="sample", scheme=LIGHT, size=SMALL, density=2),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """A page under a look."""

    page: str
    look: Look

    @property
    def file(self) -> str:
        """What its file is called."""
        return f"{self.page.lower()}-{self.look.name}.png"


def take(front: Front, pictures: Sequence[Picture]) -> Iterator[tuple[Picture, QImage]]:
    """Yield each of *pictures* of *front*, which shows their household."""
    for look, same in itertools.groupby(pictures, key=lambda picture: picture.look):
        front.set_scheme(look.scheme)
        front.set_text_size(look.text)
        front.window.resize(*look.size)
        for picture in same:
            front.window.show_page(picture.page)
            settle(front)
            yield picture, few_colors(front.window.grab().toImage())


def settle(front: Front) -> None:
    """Wait until nothing has been running for a while."""
    quiet, turns = QElapsedTimer(), 0
    quiet.start()
    while turns < _SETTLED_TURNS or quiet.elapsed() < _SETTLED_MS:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        turns += 1
        if not _is_quiet(front):
            quiet.restart()
            turns = 0


def _is_quiet(front: Front) -> bool:
    """Return whether nothing is running, and everything that is to be seen is drawn."""
    is_open = front.rooms is not None and front.rooms.is_open
    if not is_open or front.tasks.is_busy or front.theme.dressing.is_going_on:
        return False
    page = front.window.page(front.window.current_page)
    charts = [chart for chart in page.findChildren(Chart) if chart.isVisible()]
    return page.is_settled and all(chart.is_current for chart in charts)


def show_household(front: Front, household: str, folder: Path) -> None:
    """Open *household* in *front*, and find its trades."""
    if household == "sample":
        front.open_sample()
    elif household == "large":
        front.import_files((large_household(folder),))
    settle(front)
    if household != "empty" and isinstance(front.rooms, Rooms):
        front.rooms.session.solve()
        settle(front)


def large_household(folder: Path) -> Path:
    """Write a household of 500 positions, and return where it is."""
    lines = ["account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired"]
    listed = resources.files("resources") / "market" / "securities.csv"
    with listed.open(encoding="utf-8") as file:
        known = {row["symbol"]: row["name"].replace(",", "") for row in csv.DictReader(file)}
    symbols = [*_LARGE, *(symbol for symbol in known if symbol not in _LARGE)]
    for number, symbol in enumerate(symbols[:_LINES]):
        account, treatment = _ACCOUNTS[number % len(_ACCOUNTS)]
        shares = (600 if symbol in _LARGE else 4) + number % 9
        price = 20 + number * 7 % 400 + (200 if symbol in _LARGE else 0)
        lines.append(
            f"{account},{treatment},{symbol},{known[symbol]},{shares},{price}.00,"
            f"{shares * (price - number % 30 + 9)}.00,2021-03-04"
        )
    path = folder / "large.csv"
    path.write_text("\n".join((*lines, "")), encoding="utf-8")
    return path


def few_colors(image: QImage) -> QImage:
    """Return *image* with 256 colours, and the nearest of them for the others.

    Most are its commonest; the last ones, one by one, are what differs most from those before.
    """
    pixels = _pixels(image)
    colors, places, counts = np.unique(pixels, return_inverse=True, return_counts=True)
    channels, order = _channels(colors), np.argsort(-counts, kind="stable")
    kept: list[int] = []
    apart = np.full(len(colors), np.iinfo(np.int32).max)
    nearest = np.zeros(len(colors), dtype=np.uint8)
    for number in range(min(_COLORS, len(colors))):
        kept.append(int(order[number] if number < _COMMON else apart.argmax()))
        distance = ((channels - channels[kept[-1]]) ** 2).sum(axis=1)
        nearest[distance < apart] = number
        apart = np.minimum(apart, distance)
    shown, common = nearest[places].reshape(pixels.shape), colors[kept]
    width = image.width()
    result = QImage(shown.tobytes(), width, image.height(), width, QImage.Format.Format_Indexed8)
    result.setColorTable([0xFF000000 | int(color) for color in common])
    return result.copy()


def differing_cells(new: QImage, old: QImage) -> list[tuple[int, int]]:
    """Return the left and top pixel of every cell of 16 pixels whose mean colour differs.

    Pictures of two sizes differ everywhere.
    """
    if new.size() != old.size():
        places = itertools.product(range(0, new.height(), CELL), range(0, new.width(), CELL))
        return [(left, top) for top, left in places]
    apart = np.abs(_cell_means(new) - _cell_means(old)).max(axis=2) > TOLERANCE
    return [(int(left) * CELL, int(top) * CELL) for top, left in np.argwhere(apart)]


def _cell_means(image: QImage) -> npt.NDArray[np.float64]:
    shown = _channels(_pixels(image)).astype(np.float64)
    tops, lefts = (np.arange(0, length, CELL) for length in shown.shape[:2])
    sums = np.add.reduceat(np.add.reduceat(shown, tops, axis=0), lefts, axis=1)
    heights = np.diff(np.append(tops, shown.shape[0]))
    widths = np.diff(np.append(lefts, shown.shape[1]))
    means: npt.NDArray[np.float64] = sums / np.outer(heights, widths)[:, :, None]
    return means


def _pixels(image: QImage) -> npt.NDArray[Any]:
    plain = image.convertToFormat(QImage.Format.Format_RGB32)
    flat = np.frombuffer(plain.constBits(), dtype=np.uint32) & np.uint32(0xFFFFFF)
    return flat.reshape(plain.height(), plain.width())


def _channels(colors: npt.NDArray[Any]) -> npt.NDArray[np.int32]:
    return np.stack([colors >> 16 & 255, colors >> 8 & 255, colors & 255], axis=-1).astype(np.int32)


def judge(picture: Picture, path: Path, golden: Path) -> str:
    """Return how the picture at *path* differs from the one in *golden*; "" if it does not."""
    old = QImage(str(golden / picture.file))
    if old.isNull():
        return f"{golden / picture.file} is missing; the new picture is {path}"
    cells = differing_cells(QImage(str(path)), old)
    if len(cells) <= FEW:
        return ""
    lefts, tops = zip(*cells, strict=True)
    return (
        f"{picture.page} ({picture.look.name}) differs in {len(cells)} cells between "
        f"({min(lefts)}, {min(tops)}) and ({max(lefts) + CELL}, {max(tops) + CELL}); "
        f"the new picture is {path}"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Take the pictures, say where each is, and return 1 if one differs from the kept one."""
    given = list(sys.argv[1:] if argv is None else argv)
    options = _parser().parse_args(given)
    wanted = [
        Picture(page=step.name, look=look)
        for look in LOOKS
        if not options.look or look.name in options.look
        for step in STEPS
        if not options.page or step.name in options.page
    ]
    if options.density is None:
        densities = sorted({picture.look.density for picture in wanted})
        return max([_take_apart(given, density) for density in densities], default=0)
    pictures = [picture for picture in wanted if picture.look.density == options.density]
    return _take_all(pictures, options.folder, options.against)


def _take_apart(given: Sequence[str], density: int) -> int:
    """Take the pictures of one *density* in a process of their own, as Qt reads it only once."""
    return subprocess.run(
        [sys.executable, __file__, *given, "--density", str(density)],
        env=os.environ | {"QT_SCALE_FACTOR": str(density)},
        check=False,
    ).returncode


def _take_all(pictures: Sequence[Picture], folder: Path, golden: Path | None) -> int:
    folder.mkdir(parents=True, exist_ok=True)
    app = QApplication(["rebalancer", *STYLE])
    load_typeface(app)
    faults = 0
    with tempfile.TemporaryDirectory() as name:
        front = Front(app, None, LIGHT, Keeping(today=lambda: TODAY, now=lambda: NOW))
        front.window.show()
        settle(front)
        for household, same in itertools.groupby(pictures, key=lambda each: each.look.household):
            show_household(front, household, Path(name))
            for picture, image in take(front, list(same)):
                path = folder / picture.file
                if not image.save(str(path), quality=0):
                    raise SystemExit(f"{path} could not be written.")
                fault = judge(picture, path, golden) if golden else ""
                faults += bool(fault)
                sys.stdout.write(f"{fault or path}\n")
        front.window.close()
    return 1 if faults else 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--against", type=Path, help="the folder of pictures to compare with")
    parser.add_argument("--look", choices=[look.name for look in LOOKS], action="append")
    parser.add_argument("--page", choices=[step.name for step in STEPS], action="append")
    parser.add_argument("--density", type=int, help=argparse.SUPPRESS)
    return parser


if __name__ == "__main__":
    sys.exit(main())
