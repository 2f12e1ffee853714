"""A worker that answers line by line, so that two of them can be measured in turns."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

ROOT = Path(__file__).resolve().parents[3]

Answer = dict[str, float]


class Worker:
    """A script in a process of its own; ready once it has been made."""

    def __init__(self, python: str, script: str, *arguments: str) -> None:
        command: Sequence[str | Path] = [python, Path(__file__).parent / script, *arguments]
        self._process = subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=os.environ | {"PYTHONPATH": str(ROOT)},
        )
        self._read()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=60)

    def ask(self, question: str) -> Answer:
        """Return the answer to *question*."""
        stream = self._process.stdin
        assert stream is not None
        stream.write(f"{question}\n")
        stream.flush()
        return self._read()

    def _read(self) -> Answer:
        """Return the next answer; what a solver says of itself in between is passed over."""
        stream = self._process.stdout
        assert stream is not None
        for line in stream:
            if line.startswith("{"):
                answer: Answer = json.loads(line)
                return answer
        sys.exit("A worker ended before it answered; what it said is above.")
