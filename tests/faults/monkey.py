"""A monkey at the window: clicks, keys, wheel, drops, sizes and colours, all from a seed.

``python -m tests.faults.monkey`` lets it loose: 20 seeds, a process each, of 3,000 events.
Nothing it does may raise, make Qt complain, or stop the window for more than a tenth of a second.
Two clocks tell that: what the window's own thread works, and what passes while no thread of the
process waits for a processor, so that a busy machine is not taken for a slow window. What stops
only once was the machine all the same: a seed with stops is played again, and what comes back
counts. How long the longest one is at the full speed of the processor is told beside it.

Where something fails, the seed is told, and then the shortest list of events found to do the same;
``--replay FILE`` plays such a list again.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QEvent, QEventLoop
from PySide6.QtWidgets import QApplication

from tests.faults.fake_yahoo import FakeYahoo, serving
from tests.faults.monkey_play import PATIENCE_SECONDS, STOPPED, Event, Monkey, events_of
from tests.faults.monkey_watch import Trouble
from ui.app import Front
from ui.keeping import Keeping
from ui.settings import SchemeChoice
from ui.theme import STYLE, load_typeface

SEEDS = 20
EVENTS = 3_000
_RUN_SECONDS = 900.0
_CLOSE_TO = 3
_TRIES = 60
"""So many shorter lists are played at most to find out which events a failure needs."""


def _run(events: Sequence[Event]) -> Trouble:
    """Play *events* on a window of their own in this process."""
    trouble = Trouble()
    app = QApplication([sys.argv[0], *STYLE])
    load_typeface(app)
    with tempfile.TemporaryDirectory() as name, ExitStack() as stack:
        folder = Path(name)
        yahoo = FakeYahoo(date(2026, 8, 21), {"AAPL": 309.35, "QQQ": 700.0, "VTI": 370.0})
        stack.enter_context(serving(yahoo))
        keeping = Keeping(
            today=lambda: date(2026, 8, 21),
            now=lambda: datetime(2026, 8, 21, 21, tzinfo=UTC),
            door=yahoo.door,
        )
        front = Front(app, folder / "settings" / "settings.json", SchemeChoice.LIGHT, keeping)
        front.window.show()
        until = time.monotonic() + PATIENCE_SECONDS
        while front.rooms is None or not front.rooms.is_open:
            app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents, 20)
            if time.monotonic() > until:
                trouble.add("The window did not open.")
                return trouble
        Monkey(front, folder / "files", trouble).play(events)
        front.window.close()
        front.window.deleteLater()
        front.deleteLater()
        app.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return trouble


def _run_apart(events: Sequence[Event], folder: Path) -> Trouble:
    """Play *events* in a process of its own, so that even a crash is only a trouble."""
    script, told = folder / "events.json", folder / "trouble.json"
    script.write_text(json.dumps([_as_list(event) for event in events]), encoding="utf-8")
    told.unlink(missing_ok=True)
    command = [sys.executable, "-X", "faulthandler", "-m", "tests.faults.monkey"]
    done = subprocess.run(
        [*command, "--replay", str(script), "--tell", str(told)],
        capture_output=True,
        text=True,
        timeout=_RUN_SECONDS,
        check=False,
    )
    if not told.exists():
        return Trouble([len(events) - 1], [f"exit {done.returncode}\n{done.stderr[-4000:]}"])
    return Trouble(**json.loads(told.read_text(encoding="utf-8")))


def shortest(
    events: Sequence[Event], fails: Callable[[Sequence[Event]], bool], tries: int = _TRIES
) -> list[Event]:
    """Return a short part of *events* that still *fails*, found with at most *tries* runs."""
    kept, parts = list(events), 2
    while tries and len(kept) > 1:
        size = max(1, len(kept) // parts)
        for start in range(0, len(kept), size):
            fewer = kept[:start] + kept[start + size :]
            tries -= 1
            if fewer and fails(fewer):
                kept, parts = fewer, max(2, parts - 1)
                break
            if not tries:
                break
        else:
            if size == 1:
                break
            parts = min(len(kept), 2 * parts)
    return kept


def _both(one: Trouble, other: Trouble) -> Trouble:
    """Return the stops that came twice, at the same event or close to it.

    Even a thread's own work takes longer on a busy machine; what the worker delivers comes an event
    earlier or later.
    """
    kept = [
        place
        for place, event in enumerate(one.events)
        if any(abs(event - again) <= _CLOSE_TO for again in other.events)
    ]
    return Trouble(
        events=[one.events[place] for place in kept],
        sentences=[one.sentences[place] for place in kept],
        longest_work=min(one.longest_work, other.longest_work),
        longest_stop=min(one.longest_stop, other.longest_stop),
        longest_at_full_speed=min(one.longest_at_full_speed, other.longest_at_full_speed),
    )


def _as_list(event: Event) -> list[str | float]:
    return [event.kind, event.where, event.how, event.much]


def _last_line(sentence: str) -> str:
    """Return what a failure is recognised by: how it ended, without figures."""
    line = sentence.strip().splitlines()[-1]
    return "".join(letter for letter in line if not letter.isdigit())[:60]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a seed: how long it stopped the window at the most, and what broke, or ""."""

    trouble: Trouble
    broken: str = ""

    def told(self, seed: int) -> str:
        """Return the verdict on *seed* as it is printed."""
        found = self.trouble
        longest = (
            f"longest stop {found.longest_stop:.0f} ms, longest work {found.longest_work:.0f} ms, "
            f"at full speed {found.longest_at_full_speed:.0f} ms"
        )
        return f"seed {seed}: {longest}; {self.broken or 'nothing broke'}"


def check(seed: int, count: int, folder: Path) -> Verdict:
    """Return what goes wrong with *count* events of *seed*."""
    events = events_of(seed, count)
    trouble = _run_apart(events, folder)
    if trouble.sentences and all(STOPPED in each for each in trouble.sentences):
        trouble = _both(trouble, _run_apart(events, folder))
    if not trouble.sentences:
        return Verdict(trouble)
    found = zip(trouble.events, trouble.sentences, strict=True)
    told = "\n".join(dict.fromkeys(f"event {event}: {sentence}" for event, sentence in found))
    return Verdict(trouble, f"broken\n{told}")


def minimised(seed: int, count: int, trouble: Trouble, folder: Path) -> str:
    """Return the shortest list that was found to do what *trouble* tells of first."""
    sought = _last_line(trouble.sentences[0])

    def fails(fewer: Sequence[Event]) -> bool:
        return any(_last_line(each) == sought for each in _run_apart(fewer, folder).sentences)

    needed = shortest(events_of(seed, count)[: trouble.events[0] + 1], fails)
    return f"minimised: {json.dumps([_as_list(event) for event in needed])}"


def main() -> int:
    """Let the monkey loose; return 1 if it broke something."""
    options = _parser().parse_args()
    if options.replay:
        listed = json.loads(options.replay.read_text(encoding="utf-8"))
        trouble = _run([Event(*each) for each in listed])
        if options.tell:
            options.tell.write_text(json.dumps(asdict(trouble)), encoding="utf-8")
        else:
            sys.stdout.write("\n".join(trouble.sentences) + "\n")
        return bool(trouble.sentences)
    broken = 0
    with tempfile.TemporaryDirectory() as name:
        for seed in range(options.first, options.first + options.seeds):
            verdict = check(seed, options.events, Path(name))
            print(verdict.told(seed), flush=True)
            if verdict.broken:
                broken += 1
                if not options.quick:
                    print(minimised(seed, options.events, verdict.trouble, Path(name)), flush=True)
    return bool(broken)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tests.faults.monkey")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--events", type=int, default=EVENTS)
    parser.add_argument("--quick", action="store_true", help="do not look for the shortest list")
    parser.add_argument("--replay", type=Path, help="play the events in this file, here")
    parser.add_argument("--tell", type=Path, help="write what went wrong into this file")
    return parser


if __name__ == "__main__":
    sys.exit(main())
