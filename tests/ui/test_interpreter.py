"""The window's thread does not wait long for the interpreter."""

import sys
from pathlib import Path

import pytest

from ui.interpreter import favour_the_window

_SLACK = Path("/proc/self/timerslack_ns")


@pytest.mark.skipif(not _SLACK.exists(), reason="only Linux puts off wake-ups by a slack")
def test_neither_python_nor_linux_lets_the_window_wait() -> None:
    favour_the_window()

    assert sys.getswitchinterval() < 1e-5
    assert int(_SLACK.read_text(encoding="ascii")) <= 1_000
