"""Whatever is done to a document, it says what a plain model of it says, also the next time."""

import tempfile
from datetime import UTC, datetime
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from typing_extensions import override

from rebalancer.document.store.document import Document
from rebalancer.document.store.record import RecordedStep

NOW = datetime(2026, 11, 26, tzinfo=UTC)
MEMORY = Path("/dev/shm")  # noqa: S108 - syncing to a disk is what takes the time
NAMES = st.sampled_from(["household", "decisions", "plans"])
CONTENTS = st.sampled_from([b"", b"one", b"two", b"three" * 50])
State = dict[str, bytes]


class Household(RuleBasedStateMachine):
    """Steps, undoing and reopening against a list of states."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None)
        path = Path(self.folder.name) / "ours.rebalancer"
        self.document = Document.create(path, {}, now=NOW)
        self.states: list[State] = [{}]
        self.keys: list[int] = []
        self.at = 0
        self.view: State = {}

    @override
    def teardown(self) -> None:
        """After all: undo of everything gives what there was first."""
        self.document.move_to(0)
        assert self.document.parts == {**self.states[0], **self.view}
        self.document.close()
        self.folder.cleanup()

    @rule(changes=st.dictionaries(NAMES, CONTENTS, min_size=1), key=st.integers(-1, 1))
    def record(self, changes: State, key: int) -> None:
        """Do something new."""
        now = self.states[self.at]
        after = {name: content for name, content in changes.items() if content}
        before = {name: now[name] for name in changes if name in now}
        step = RecordedStep(title="step", merge_key=key, before=before, after=after)
        self.document.record(step)
        others = {name: content for name, content in now.items() if name not in changes}
        merges = self.at > 0 and key >= 0 and self.keys[self.at - 1] == key
        place = self.at if merges else self.at + 1
        self.states[place:] = [{**others, **after}]
        self.keys[place - 1 :] = [key]
        self.at = place

    @rule(part=st.floats(0, 1))
    def move(self, part: float) -> None:
        """Undo, or do again."""
        self.at = round(part * (len(self.states) - 1))
        self.document.move_to(self.at)

    @rule(content=CONTENTS)
    def look_elsewhere(self, content: bytes) -> None:
        """Change what no undo takes back."""
        self.document.set_parts({"view": content})
        self.view = {"view": content} if content else {}

    @rule()
    def reopen(self) -> None:
        """Close the window and come back."""
        self.document.close()
        self.document = Document.open(self.document.path, now=NOW)

    @invariant()
    def says_what_the_model_says(self) -> None:
        """Parts, steps and position are the model's."""
        assert self.document.parts == {**self.states[self.at], **self.view}
        assert self.document.position == self.at
        assert len(self.document.steps) == len(self.states) - 1


TestHousehold = Household.TestCase
TestHousehold.settings = settings(max_examples=20, stateful_step_count=50, deadline=None)


def test_undoing_200_steps_gives_back_every_byte(tmp_path: Path) -> None:
    document = Document.create(tmp_path / "ours.rebalancer", {"a": b"0"}, now=NOW)
    first = document.to_image()
    for number in range(200):
        before, after = str(number).encode(), str(number + 1).encode()
        document.record(RecordedStep(title="more", before={"a": before}, after={"a": after}))
    last = document.to_image()
    document.move_to(0)
    assert document.parts == {"a": b"0"}
    document.move_to(200)
    assert document.to_image() == last
    document.move_to(0)
    document.record(RecordedStep(title="end", before={"a": b"0"}))
    document.move_to(0)
    again = Document.create(tmp_path / "again.rebalancer", document.parts, now=NOW)
    assert again.to_image() == first
    for each in (document, again):
        each.close()
