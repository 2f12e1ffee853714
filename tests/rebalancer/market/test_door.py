"""The process that uses the network: sent, heard, given up."""

import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from rebalancer.atomic import NotWrittenError
from rebalancer.market.answers import Answer, NoAnswer, PriceAnswer, Question, Reason, Topic
from rebalancer.market.door import Door, Patience
from rebalancer.progress import Cancelled
from tests.faults.fake_yahoo import FakeYahoo, Fault, serving

LAST_DAY = date(2026, 8, 21)
QUESTIONS = tuple(Question(symbol=each, since=date(2026, 8, 10)) for each in ("AAPL", "MSFT"))


@pytest.fixture
def fake() -> Iterator[FakeYahoo]:
    with serving(FakeYahoo(LAST_DAY, {"AAPL": 309.35, "MSFT": 500.0})) as known:
        yield known


def program(folder: Path, text: str, **limits: float) -> Door:
    """Return a door behind which the Python program *text* answers."""
    return Door(folder=folder, program=(sys.executable, "-c", text), patience=Patience(**limits))


def reasons(answers: tuple[Answer, ...]) -> list[Reason]:
    return [each.reason for each in answers if isinstance(each, NoAnswer)]


def test_answers_come_through_the_pipe_and_progress_is_told(
    fake: FakeYahoo, tmp_path: Path
) -> None:
    told: list[tuple[float, str]] = []

    def progress(fraction: float, note: str = "") -> None:
        told.append((fraction, note))

    answers = fake.door(tmp_path).ask(QUESTIONS, LAST_DAY, progress)

    assert [each.symbol for each in answers if isinstance(each, PriceAnswer)] == ["AAPL", "MSFT"]
    assert told[0] == (0.0, "Asking Yahoo")
    assert told == sorted(told, key=lambda item: item[0])
    assert all(0 <= done <= 1 for done, _ in told)


def test_only_the_symbols_leave_the_machine(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.door(tmp_path).ask(QUESTIONS, LAST_DAY)

    assert fake.symbols_seen == {"AAPL", "MSFT"}


def test_nothing_is_left_in_the_private_folder(fake: FakeYahoo, tmp_path: Path) -> None:
    folder = tmp_path / "quotes"
    fake.door(folder).ask(QUESTIONS, LAST_DAY)

    assert folder.stat().st_mode & 0o777 == 0o700
    assert list(folder.iterdir()) == []


def test_a_yahoo_that_stays_silent_is_given_up(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.fault = Fault.SLOW
    answers = fake.door(tmp_path, Patience(request=60, quiet=1)).ask(QUESTIONS, LAST_DAY)

    assert reasons(answers) == [Reason.TIMED_OUT, Reason.TIMED_OUT]


def test_an_errand_has_an_end_whatever_comes_in_meanwhile(tmp_path: Path) -> None:
    chatter = "while True: print('chatter', flush=True); import time; time.sleep(0.01)"
    answers = program(tmp_path, chatter, base=0.5, each=0).ask(QUESTIONS, LAST_DAY)

    assert reasons(answers) == [Reason.TIMED_OUT, Reason.TIMED_OUT]


def test_it_is_stopped_at_once_although_a_request_hangs(fake: FakeYahoo, tmp_path: Path) -> None:
    fake.fault = Fault.SLOW
    wanted = threading.Event()
    wanted.set()

    def progress(fraction: float, note: str = "") -> None:
        if fake.symbols_seen:
            wanted.clear()
        if not wanted.is_set():
            raise Cancelled

    with pytest.raises(Cancelled):
        fake.door(tmp_path, Patience(request=60, quiet=60)).ask(QUESTIONS, LAST_DAY, progress)
    assert list(tmp_path.iterdir()) == []
    assert [each for each in threading.enumerate() if each.name.startswith("yahoo")] == []


def test_a_program_that_breaks_is_an_outage_and_no_more(tmp_path: Path) -> None:
    answers = program(tmp_path, "raise SystemExit(3)").ask(QUESTIONS, LAST_DAY)

    assert answers == tuple(
        NoAnswer(symbol=each.symbol, topic=Topic.PRICE, reason=Reason.BROKEN) for each in QUESTIONS
    )


def test_what_was_not_asked_for_or_is_no_answer_is_passed_over(tmp_path: Path) -> None:
    lines = """
print('{"is": "NoAnswer", "symbol": "EVIL", "topic": "price", "reason": "x"}')
print('{"is": "NoAnswer", "symbol": "OTHER", "topic": "price", "reason": "%s"}')
print("not JSON")
import sys; sys.stdout.buffer.write(bytes([255, 10]))
print('{"is": "NoAnswer", "symbol": "AAPL", "topic": "company", "reason": "%s"}')
print('{"is": "NoAnswer", "symbol": "AAPL", "topic": "price", "reason": "%s"}')
print('{"is": "NoAnswer", "symbol": "AAPL", "topic": "price", "reason": "%s"}')
""" % ((Reason.NO_DATA.value,) * 4)
    answers = program(tmp_path, lines).ask(QUESTIONS, LAST_DAY)

    assert [(each.symbol, type(each)) for each in answers] == [
        ("AAPL", NoAnswer),
        ("AAPL", NoAnswer),
        ("MSFT", NoAnswer),
    ]


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")

    with pytest.raises(NotWrittenError):
        program(tmp_path / "file" / "quotes", "").ask(QUESTIONS, LAST_DAY)


def test_no_questions_need_no_answers(tmp_path: Path) -> None:
    assert program(tmp_path, "").ask((), LAST_DAY) == ()


def test_the_program_does_not_load_what_lies_in_the_current_folder() -> None:
    assert Door(folder=Path()).program[1] == "-P"
