"""Set up, run, test and build the app: one command each, on a machine with only Python and pip.

    python3 packaging/dev.py run     set up what is missing and open the window
    python3 packaging/dev.py test    set up what is missing and run every check
    python3 packaging/dev.py setup   only set up: system libraries and .venv

``test --cover`` leaves coverage out, ``test --cover rebalancer ui`` asks for the window's, too.
``test --faults`` tries the laws about faults on every byte. What follows ``--`` goes to pytest.
``bench`` runs the benchmarks, ``build`` makes the wheel and a template for translators, ``lock``
pins the dependencies again (``lock --upgrade``: newer ones).

Nothing but python3 and pip is expected: no make, no git, no python3-venv. The exit code is 0 if all
went well, 1 if something failed, 2 for a wrong command line, 3 if the machine cannot be set up.
"""

import argparse
import contextlib
import fcntl
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

OLDEST_PYTHON = (3, 11, 2)
ROOT = Path(__file__).resolve().parent.parent
BUILD = ROOT / "build"
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "locks.sha256"
RUN_LOCK = ROOT / "packaging" / "requirements.lock"
DEV_LOCK = ROOT / "packaging" / "requirements-dev.lock"
COOL_DOWN = timedelta(days=7)
"""How old a release must be before it is locked: most bad ones are withdrawn by then."""

EXIT_FAILED = 1
EXIT_NOT_SET_UP = 3

OFFSCREEN_LIBRARIES = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
DISPLAY_LIBRARIES = {
    "DISPLAY": {
        "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
        "libxcb-cursor.so.0": "libxcb-cursor0",
        "libxcb-icccm.so.4": "libxcb-icccm4",
        "libxcb-keysyms.so.1": "libxcb-keysyms1",
        "libxcb-shape.so.0": "libxcb-shape0",
        "libxcb-xkb.so.1": "libxcb-xkb1",
    },
    "WAYLAND_DISPLAY": {
        f"libwayland-{it}.so.0": f"libwayland-{it}0" for it in ("client", "cursor")
    },
}
"""What Qt needs in addition, by the environment variable that announces such a display."""

THOROUGH = ("-m", "pytest", "-m", "faults", "--faults", "-q", "-s", "-rs", "--timeout=0")
TESTS = ("-m", "pytest", "-n", "2", "--hypothesis-profile=ci")
COVERED = (
    ("engine lines", "rebalancer", "lines", 1.00),
    ("engine branches", "rebalancer", "branches", 0.95),
    ("window lines", "ui", "lines", 0.85),
)
"""What is asked for, the package, what is counted in it, and the least share that tests reach."""


class SetupError(Exception):
    """This machine cannot be set up; the message says what to do."""


def say(sentence: str) -> None:
    """Tell the person at the terminal, before whatever a child process prints."""
    print(sentence, flush=True)


def run_quietly(command: Sequence[str | Path], **changes: str) -> subprocess.CompletedProcess[str]:
    """Run *command* with *changes* to the environment; keep what it prints to itself."""
    return subprocess.run(
        command,
        env=os.environ | changes,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def known_libraries() -> set[str] | None:
    """Return the shared libraries that the system can load, or None if it does not tell."""
    ldconfig = shutil.which("ldconfig") or shutil.which("ldconfig", path="/usr/sbin:/sbin")
    if sys.platform != "linux" or ldconfig is None:
        return None
    lines = run_quietly([ldconfig, "-p"]).stdout.splitlines()
    return {line.split()[0] for line in lines if "=>" in line}


def missing_libraries(known: set[str], environment: Mapping[str, str]) -> dict[str, str]:
    """Return what Qt needs on such a display and *known* lacks: Debian package by library."""
    wanted = dict(OFFSCREEN_LIBRARIES)
    for variable, libraries in DISPLAY_LIBRARIES.items():
        if environment.get(variable):
            wanted |= libraries
    return {library: wanted[library] for library in wanted if library not in known}


def ensure_system() -> None:
    """Install the system libraries that are missing, or say how.

    Raises:
        SetupError: Something is missing, and only the person can install it.
    """
    known = known_libraries()
    missing = missing_libraries(known, os.environ) if known is not None else {}
    if shutil.which("uv") is None and importlib.util.find_spec("pip") is None:
        missing["pip"] = "python3-pip"
    if not missing:
        return
    apt = shutil.which("apt-get")
    if apt is None:
        raise SetupError(f"Please install what provides these: {', '.join(missing)}")
    install = [apt, "install", "--yes", "--no-install-recommends", *missing.values()]
    if os.geteuid() != 0:
        line = f"sudo apt-get install {' '.join(missing.values())}"
        raise SetupError(f"Some system packages are missing. Install them once with\n\n    {line}")
    say(f"Installing system packages: {' '.join(missing.values())}")
    quiet = {"DEBIAN_FRONTEND": "noninteractive"}
    if run_quietly(install, **quiet).returncode == 0:
        return
    run_quietly([apt, "update"], **quiet)  # a fresh machine knows of no packages yet
    again = run_quietly(install, **quiet)
    if again.returncode != 0:
        raise SetupError(f"apt-get could not install them:\n{last_lines(again.stdout)}")


def last_lines(text: str) -> str:
    """Return the end of *text*, where a program says why it gave up."""
    return "\n".join(text.strip().splitlines()[-12:])


def digest(lock: Path) -> str:
    """Return the fingerprint by which a changed lock file is noticed."""
    return hashlib.sha256(lock.read_bytes()).hexdigest()


def is_ready(lock: Path) -> bool:
    """Return whether .venv was made to the end from *lock* and can still be used."""
    if not STAMP.is_file() or digest(lock).encode() not in STAMP.read_bytes().split():
        return False
    probe = "import importlib.util as u; raise SystemExit(u.find_spec('PySide6') is None)"
    try:
        return run_quietly([PYTHON, "-c", probe]).returncode == 0
    except OSError:  # the Python that it was made from is gone
        return False


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let a second terminal wait until the first has set up."""
    folder = os.open(ROOT, os.O_RDONLY)
    try:
        fcntl.flock(folder, fcntl.LOCK_EX)
        yield
    finally:
        os.close(folder)


def ensure_environment(lock: Path) -> None:
    """Make .venv hold what *lock* says, unless it does.

    The stamp goes first and comes last, so a .venv that was left half-made is made anew. The
    development lock contains the other one, so going from ``run`` to ``test`` only adds to it.

    Raises:
        SetupError: It could not be made.
    """
    with one_at_a_time():
        if is_ready(lock):
            return
        started = time.monotonic()
        say("Setting up .venv (once, and when the dependencies change) ...")
        if not is_ready(RUN_LOCK):
            make_empty_environment()
        STAMP.unlink(missing_ok=True)
        install(lock)
        STAMP.write_text("\n".join(sorted(map(digest, {RUN_LOCK, lock}))) + "\n", encoding="ascii")
        say(f"Set up in {time.monotonic() - started:.1f} s.")


def make_empty_environment() -> None:
    """Make .venv with nothing in it; pip stays outside, so python3-venv is not needed."""
    if Path(sys.prefix) == VENV:
        raise SetupError("Please start this with the system's python3: it makes .venv anew.")
    made = run_quietly([sys.executable, "-m", "venv", "--clear", "--without-pip", VENV])
    if made.returncode != 0:
        raise SetupError(f"Python could not make {VENV}:\n{last_lines(made.stdout)}")


def install(lock: Path) -> None:
    """Install what *lock* pins into .venv: with uv where there is one, which is quicker.

    The lock is whole, so nothing is left to resolve; and pip before 23.3 would look for the newest
    release of a package that another one wants with an extra, whatever the lock pins.
    """
    whole = ["--no-deps", "--require-hashes", "--only-binary", ":all:"]
    pinned = ["--quiet", *whole, "--requirement", str(lock)]
    uv = shutil.which("uv")
    by_uv = ["pip", "install", "--compile-bytecode", "--python", str(PYTHON), *pinned]
    if uv and run_quietly([uv, *by_uv]).returncode == 0:
        return  # else pip may still succeed: it has settings of its own for mirrors
    pip = [sys.executable, "-m", "pip", "--no-input", "--disable-pip-version-check"]
    installed = run_quietly([*pip, "--python", str(PYTHON), "install", *pinned])
    if installed.returncode != 0:
        raise SetupError(f"pip could not install:\n{last_lines(installed.stdout)}")


@dataclass(frozen=True, slots=True)
class Outcome:
    """How one check or benchmark ended."""

    name: str
    passed: bool
    note: str


def start(arguments: Sequence[str | Path], **changes: str) -> int:
    """Run .venv's Python in the caller's folder; return its exit code."""
    environment = os.environ | {"PYTHONPATH": str(ROOT)} | changes
    return subprocess.run([PYTHON, *arguments], env=environment, check=False).returncode


def run_check(name: str, arguments: Sequence[str | Path], **changes: str) -> Outcome:
    """Run one check and let it print what it has to say."""
    say(f"\n== {name}")
    started = time.monotonic()
    code = start(arguments, **changes)
    return Outcome(name, code == 0, f"{time.monotonic() - started:.1f} s")


def run_checks(pytest_arguments: Sequence[str], measured: Sequence[str]) -> list[Outcome]:
    """Run every check, the quick ones first; packages that are *measured* have to be covered."""
    BUILD.mkdir(exist_ok=True)
    figures = BUILD / "coverage.json"
    figures.unlink(missing_ok=True)
    quiet = {"QT_QPA_PLATFORM": "offscreen", "COVERAGE_FILE": str(BUILD / "coverage.data")}
    cover = [f"--cov={package}" for package in measured] + [f"--cov-report=json:{figures}"]
    parts = {"tests": [*(cover if measured else ()), *pytest_arguments]}
    if not pytest_arguments and "ui" not in measured:  # measuring makes them three times as slow
        parts = {"tests": [*parts["tests"], "--ignore=tests/ui"], "window tests": ["tests/ui"]}
    outcomes = [
        run_check("format", ["-m", "ruff", "format", "--check", "--quiet", "."]),
        run_check("lint", ["-m", "ruff", "check", "--quiet", "."]),
        run_check("types", ["-m", "mypy"]),
        run_check("imports", [VENV / "bin" / "lint-imports"]),
        *(run_check(name, [*TESTS, *part], **quiet) for name, part in parts.items()),
    ]
    found = judge_coverage(json.loads(figures.read_bytes()) if figures.exists() else {}, measured)
    if not all(outcome.passed for outcome in found):
        start(["-m", "coverage", "report"], **quiet)
    return outcomes + found


def judge_coverage(figures: Mapping[str, Any], measured: Sequence[str]) -> list[Outcome]:
    """Compare what ``coverage json`` says with what we ask; lines and branches apart."""
    files: Mapping[str, Any] = figures.get("files", {})
    found: list[Outcome] = []
    for name, package, kind, limit in (each for each in COVERED if each[1] in measured):
        sums = [file["summary"] for path, file in files.items() if path.startswith(f"{package}/")]
        covered = sum(each[f"covered_{kind}"] for each in sums)
        total = sum(each[f"num_{'statements' if kind == 'lines' else kind}"] for each in sums)
        share = covered / total if total else 0.0
        note = f"{covered} of {total} ({share:.2%}), at least {limit:.0%}"
        found.append(Outcome(name, share >= limit, note))
    return found


def report(outcomes: Sequence[Outcome]) -> int:
    """Print how everything went and return the exit code."""
    say("")
    for outcome in outcomes:
        say(f"{'ok    ' if outcome.passed else 'FAILED'}  {outcome.name:16} {outcome.note}")
    failed = [outcome.name for outcome in outcomes if not outcome.passed]
    if failed:
        say(f"\n{len(failed)} of {len(outcomes)} failed: {', '.join(failed)}")
        return EXIT_FAILED
    say(f"\nAll {len(outcomes)} passed.")
    return 0


def set_up(_: Sequence[str]) -> int:
    """Set up everything that running and testing need."""
    ensure_system()
    ensure_environment(DEV_LOCK)
    say(f"Ready: {PYTHON}")
    return 0


def run(arguments: Sequence[str]) -> int:
    """Open the window; without a display, do the main job on the sample off-screen."""
    ensure_system()
    ensure_environment(RUN_LOCK)
    shown = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    changes: dict[str, str] = {}
    if not arguments and sys.platform == "linux" and not any(map(os.environ.get, shown)):
        say("There is no display here, so the window does its job on the sample off-screen.")
        arguments = ["--tour", str(BUILD / "tour")]
        # that platform warns of each window that it cannot resize: noise here, judged in the tests
        changes = {"QT_QPA_PLATFORM": "offscreen", "QT_LOGGING_RULES": "default.warning=false"}
    return start(["-P", "-m", "ui", *arguments], **changes)


def test(arguments: Sequence[str]) -> int:
    """Run every check and say which failed."""
    split = arguments.index("--") if "--" in arguments else len(arguments)
    parser = argparse.ArgumentParser(prog="dev.py test", epilog="What follows -- goes to pytest.")
    about = "packages whose coverage counts; it takes time"
    parser.add_argument("--cover", nargs="*", default=["rebalancer"], help=about)
    parser.add_argument("--faults", action="store_true", help="only faults, but all of them")
    options = parser.parse_args(arguments[:split])
    set_up(())
    os.chdir(ROOT)
    if options.faults:
        return start([*THOROUGH, *arguments[split + 1 :]], QT_QPA_PLATFORM="offscreen")
    return report(run_checks(arguments[split + 1 :], options.cover))


def bench(arguments: Sequence[str]) -> int:
    """Run every benchmark; one that misses its limit fails."""
    set_up(())
    scripts = sorted((ROOT / "tests" / "benchmarks").glob("*.py"))
    return report([run_check(script.stem, [script, *arguments]) for script in scripts])


def build(_: Sequence[str]) -> int:
    """Make the wheel in dist/, and the template of the window's texts for translators."""
    set_up(())
    os.chdir(ROOT)
    wheel = start(["-m", "hatchling", "build", "-t", "wheel"])
    return wheel or start(["packaging/catalogue.py", "dist/rebalancer.pot"])


def lock(arguments: Sequence[str]) -> int:
    """Pin the dependencies of pyproject.toml for the oldest Python that we support; needs uv."""
    uv = shutil.which("uv")
    if uv is None:
        raise SetupError("Locking needs uv: https://docs.astral.sh/uv/")
    oldest = ".".join(map(str, OLDEST_PYTHON))
    newest_day = (datetime.now(tz=UTC) - COOL_DOWN).date().isoformat()
    compile_ = [uv, "pip", "compile", "pyproject.toml", "--quiet", "--universal"]
    compile_ += ["--python-version", oldest, "--generate-hashes", "--exclude-newer", newest_day]
    compile_ += ["--custom-compile-command", "python3 packaging/dev.py lock", *arguments]
    compile_ += ["--output-file"]
    with_tools = [str(DEV_LOCK), "--group", "dev", "--constraint", str(RUN_LOCK)]
    return subprocess.call([*compile_, RUN_LOCK], cwd=ROOT) or subprocess.call(
        [*compile_, *with_tools], cwd=ROOT
    )


COMMANDS: dict[str, Callable[[Sequence[str]], int]] = {
    "run": run,
    "test": test,
    "setup": set_up,
    "bench": bench,
    "build": build,
    "lock": lock,
}


def main(arguments: Sequence[str]) -> int:
    """Carry out one command; return the exit code of the process."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("command", choices=COMMANDS)
    command = parser.parse_args(arguments[:1]).command
    if sys.version_info < OLDEST_PYTHON:
        parser.error(f"Python {'.'.join(map(str, OLDEST_PYTHON))} or newer is needed.")
    try:
        return COMMANDS[command](arguments[1:])
    except SetupError as error:
        print(error, file=sys.stderr)
        return EXIT_NOT_SET_UP
    except KeyboardInterrupt:
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
