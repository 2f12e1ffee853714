"""The command line in words: what can be asked for, and how it is spelled."""

import argparse
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from rebalancer import __version__
from rebalancer.export.orders.files import TITLES
from rebalancer.export.orders.generic import COLUMN_NAMES, USUAL_COLUMNS
from rebalancer.rebalance.frontier import DEFAULT_KEY, POINTS
from rebalancer.rebalance.glide import MOST_YEARS, GlideWish
from rebalancer.scenario_arguments import add_own_scenarios, add_simulation, add_story

MOST_BASIS_POINTS = 1000

_FEWEST, _MOST = 2, 100
"""How many points a frontier may have."""


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Return what the command line asks for; ``command`` is the name of what to do.

    Raises:
        SystemExit: It cannot be understood, or only help was asked for.
    """
    parser = argparse.ArgumentParser(
        prog="rebalancer",
        description="From a brokerage file to a tax-aware trade list, on this machine.",
    )
    parser.add_argument("--version", action="version", version=f"rebalancer {__version__}")
    parser.set_defaults(command="gui", files=[])
    commands = parser.add_subparsers(title="commands")
    _add(commands, "import", "read brokerage files and say what arrived")
    _add_measure(commands)
    _add_classify(commands)
    _add_simulate(commands)
    _add_scenarios(commands)
    _add_plan(commands)
    _add_frontier(commands)
    _add_glide(commands)
    _add_saved_plans(commands)
    _add(commands, "market", "show whether the rotation is happening", with_files=False)
    _add_refresh(commands)
    gui = commands.add_parser("gui", help="open the window")
    gui.add_argument("files", nargs="*", type=Path, metavar="FILE", help="opened at the start")
    gui.set_defaults(command="gui")
    options = parser.parse_args(arguments)
    if options.command == "plan" and options.output is None and is_told(options):
        parser.error("a scenario is told in the workbook: name one with --output")
    return options


def is_told(options: argparse.Namespace) -> bool:
    """Return whether *options* name a scenario."""
    return options.scenario is not None or bool(options.what_if)


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its type no public name


def _add(
    commands: "Commands[argparse.ArgumentParser]",
    name: str,
    what: str,
    *,
    with_files: bool = True,
    needs_quotes: bool = False,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
    parser.set_defaults(command=name)
    if with_files:
        parser.add_argument(
            "files", nargs="+", type=Path, metavar="FILE", help="a broker's positions file"
        )
        parser.add_argument(
            "--mapping",
            type=Path,
            metavar="MAPPING.json",
            help="what the columns of unknown layouts mean, as the window was told",
        )
        _add_market_files(parser)
        parser.add_argument(
            "--revalue",
            action="store_true",
            help="value holdings at the prices of a refresh that are newer than their file",
        )
    parser.add_argument(
        "--quotes",
        type=Path,
        metavar="DIR",
        required=needs_quotes,
        help="use what “rebalancer refresh” has kept in this folder",
    )
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser


def _add_market_files(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--classes",
        type=Path,
        metavar="CLASSES.toml",
        help="your own baskets, size breakpoints and corrections",
    )
    parser.add_argument(
        "--fund-holdings",
        type=_named_file,
        action="append",
        default=[],
        metavar="[SYMBOL=]FILE",
        help="a fund company's holdings file, to look through that fund by; may be repeated",
    )


def _add_measure(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "look through funds and measure concentration"
    parser = _add(commands, "measure", what)
    parser.add_argument("--explain", metavar="FIGURE", help="how it was computed, such as hhi")
    parser.add_argument(
        "--against",
        type=_mix,
        metavar="SYMBOL=SHARE,...",
        help="a target to compare with, such as VTI=0.6,IJR=0.4",
    )


def _add_classify(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "say what a symbol is, how large, and why"
    parser = _add(commands, "classify", what, with_files=False)
    parser.add_argument("symbols", nargs="+", metavar="SYMBOL")
    _add_market_files(parser)


def _add_simulate(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "show what a scenario does to the portfolio, and to the planned one"
    parser = _add(commands, "simulate", what)
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    add_simulation(parser)


def _add_scenarios(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "list the scenarios, and the drivers that can be set"
    parser = commands.add_parser("scenarios", help=what, description=f"{what.capitalize()}.")
    parser.set_defaults(command="scenarios")
    add_own_scenarios(parser)
    parser.add_argument("--json", action="store_true", help="print one JSON object")


def _add_plan(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "plan", "find the trades that a policy asks for")
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument("--output", type=Path, metavar="TRADES.xlsx")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="such as 2026-11-20")
    parser.add_argument(
        "--save", type=Path, metavar="PLAN.plan.json", help="keep the plan with all it rests on"
    )
    add_story(parser, is_needed=False)
    add_own_scenarios(parser)
    parser.set_defaults(months=None)
    _add_orders(parser)


def _add_saved_plans(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "make a saved plan again, and say whether the trades are the same"
    parser = _add(commands, "replay", what, with_files=False)
    parser.add_argument("saved", type=Path, metavar="PLAN.plan.json")
    what = "say where two saved plans differ"
    parser = _add(commands, "compare", what, with_files=False)
    parser.add_argument("one", type=Path, metavar="ONE.plan.json")
    parser.add_argument("other", type=Path, metavar="OTHER.plan.json")


def _add_orders(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("files for brokers")
    group.add_argument(
        "--orders", type=Path, metavar="FOLDER", help="write the trades as order files there"
    )
    group.add_argument(
        "--order-format",
        choices=tuple(TITLES),
        action="append",
        help="which files; may be given more than once (default: ibkr-basket, generic)",
    )
    group.add_argument(
        "--columns",
        type=lambda text: tuple(name.strip() for name in text.split(",")),
        default=USUAL_COLUMNS,
        metavar="NAME,...",
        help=f"of the generic list, from {', '.join(COLUMN_NAMES)}",
    )
    group.add_argument(
        "--limit-bp",
        type=_basis_points,
        metavar="BP",
        help="place limit orders, this many basis points worse than the plan's price",
    )
    group.add_argument(
        "--account-number",
        type=_pair,
        action="append",
        default=[],
        metavar="1001=Z12345678",
        help="the full number of an account, for brokers that ask for it",
    )
    group.add_argument(
        "--calendar", type=Path, metavar="DATES.ics", help="write the days to keep in mind"
    )


def _basis_points(text: str) -> float:
    try:
        value = float(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number of basis points") from error
    if not 0 <= value <= MOST_BASIS_POINTS:
        message = f"{text} is not from 0 to {MOST_BASIS_POINTS} basis points"
        raise argparse.ArgumentTypeError(message)
    return value


def _pair(text: str) -> tuple[str, str]:
    name, equals, number = text.partition("=")
    if not (name and equals and number):
        raise argparse.ArgumentTypeError(f"“{text}” is not like 1001=Z12345678")
    return name, number


def _add_frontier(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "show what every smaller share of something would cost, a full plan for each"
    parser = _add(commands, "frontier", what)
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument(
        "--key", default=DEFAULT_KEY, help="a group, single_company or symbol:TICKER"
    )
    wanted = parser.add_mutually_exclusive_group()
    wanted.add_argument(
        "--points",
        type=_several,
        default=POINTS,
        metavar="N",
        help="how many caps, from today's share to the least that can be reached",
    )
    wanted.add_argument("--caps", type=_shares, metavar="SHARE,...", help="such as 0.40,0.35,0.30")
    parser.add_argument("--output", type=Path, metavar="FRONTIER.csv", help="the table as a file")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="such as 2026-11-20")


def _add_glide(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "reach the same goal over several tax years, and compare the ways by their tax"
    parser = _add(commands, "glide", what)
    default = GlideWish()
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument(
        "--years",
        type=int,
        choices=range(1, MOST_YEARS + 1),
        default=default.years,
        help="tax years, this one included",
    )
    parser.add_argument(
        "--key", default=default.key, help="the exposure to follow, as for frontier"
    )
    parser.add_argument(
        "--growth",
        type=_rates,
        default=default.growth,
        metavar="GROUP=RATE,...",
        help="what grows by how much a year, such as magnificent_seven=0.08,small_cap=0.1",
    )
    parser.add_argument(
        "--later",
        type=_month_day,
        metavar="MM-DD",
        help="when the later years trade, such as 01-15; by default a year apart",
    )
    parser.add_argument("--output", type=Path, metavar="GLIDE.csv", help="the table as a file")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="such as 2026-11-20")


def _several(text: str) -> int:
    if not text.isdecimal() or not _FEWEST <= int(text) <= _MOST:
        raise argparse.ArgumentTypeError(f"“{text}” is not a number from {_FEWEST} to {_MOST}")
    return int(text)


def _shares(text: str) -> tuple[float, ...]:
    try:
        shares = tuple(float(part) for part in text.split(","))
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not like 0.40,0.35,0.30") from error
    if not all(0 <= share <= 1 for share in shares):
        raise argparse.ArgumentTypeError(f"a share in “{text}” is not between 0 and 1")
    return shares


def _rates(text: str) -> dict[str, float]:
    pairs = [part.partition("=") for part in text.split(",")]
    try:
        rates = {key.strip(): float(rate) for key, _, rate in pairs}
    except ValueError as error:
        problem = f"“{text}” is not like magnificent_seven=0.08,small_cap=0.1"
        raise argparse.ArgumentTypeError(problem) from error
    if not all(-1 < rate <= 1 for rate in rates.values()):
        raise argparse.ArgumentTypeError(f"a rate in “{text}” is not above -1 and at most 1")
    return rates


def _month_day(text: str) -> tuple[int, int]:
    try:
        day = date.fromisoformat(f"2024-{text}")
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a day like 01-15") from error
    return day.month, day.day


def _mix(text: str) -> dict[str, float]:
    pairs = [part.partition("=") for part in text.split(",")]
    try:
        mix = {symbol.strip().upper(): float(share) for symbol, _, share in pairs}
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not like VTI=0.6,IJR=0.4") from error
    if not all(0 < share <= 1 for share in mix.values()):
        raise argparse.ArgumentTypeError(f"a share in “{text}” is not above 0 and at most 1")
    return mix


def _add_refresh(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "ask Yahoo for newer prices, the only command that uses the network"
    parser = _add(commands, "refresh", what, needs_quotes=True)
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument("--yes", action="store_true", help="agree to the symbols being sent")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date like 2026-11-20") from error


def _named_file(text: str) -> tuple[str | None, Path]:
    """Return the symbol before an equals sign, if there is one, and the file."""
    symbol, equals, file = text.partition("=")
    is_named = equals and file and symbol.isalnum() and not Path(text).exists()
    return (symbol, Path(file)) if is_named else (None, Path(text))
