"""The whole job without a window: import, measure, simulate, plan, market, refresh.

With ``--json`` every command prints one object on standard output, and messages on standard error.
It ends with 0 when done, 1 when it was refused with a sentence, 2 when the usage is wrong.
"""

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rebalancer import __version__, as_json, as_text, pipeline
from rebalancer.classify.classes_file import check_classes, read_classes
from rebalancer.classify.universe import Universe
from rebalancer.errors import RebalancerError
from rebalancer.ingest.mapping_file import read_mappings
from rebalancer.ingest.result import ImportResult
from rebalancer.market.door import Asks, Door
from rebalancer.market.last_good import load_refresh, save_refresh
from rebalancer.market.refresh import Refresh
from rebalancer.market.snapshot import load_snapshot
from rebalancer.rebalance.policy import DEFAULT_POLICY, Policy
from rebalancer.rebalance.policy_file import read_policy
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.scenario_files import find_scenario

DONE, REFUSED = 0, 1


def _door(folder: Path) -> Asks:
    return Door(folder=folder)


class NotAgreedError(RebalancerError):
    """Nobody has agreed to what would be sent."""

    title = "Nothing was sent"

    def __init__(self) -> None:
        super().__init__("A refresh sends symbols to Yahoo.", remedy="Say --yes to agree to it.")


class NoQuotesError(RebalancerError):
    """Holdings are to be valued at prices that nobody names."""

    title = "No prices to value at"

    def __init__(self) -> None:
        super().__init__(
            "--revalue needs the prices of a refresh.", remedy="Name their folder with --quotes."
        )


def main(arguments: Sequence[str] | None = None, door: Callable[[Path], Asks] = _door) -> int:
    """Run the command line and return its exit code.

    Args:
        arguments: Without the name of the program; ``sys.argv`` unless told.
        door: Returns a way to ask Yahoo that keeps what it has to in a folder.
    """
    options = _parser().parse_args(sys.argv[1:] if arguments is None else arguments)
    options.door = door
    command: Callable[[argparse.Namespace], int] = options.command
    try:
        return command(options)
    except RebalancerError as error:
        _say(f"{error.title}: {error.sentence()}")
        return REFUSED
    except BrokenPipeError:  # whoever read the output has seen enough: "| head"
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return DONE
    except KeyboardInterrupt:
        _say("Stopped.")
        return REFUSED


def _import(options: argparse.Namespace) -> int:
    universe = _universe(options)
    imported = _imported(options, universe)
    findings = pipeline.examine(imported, universe)
    _show(
        options,
        as_json.imported_json(imported, findings),
        as_text.imported_text(imported, findings),
    )
    return DONE


def _measure(options: argparse.Namespace) -> int:
    universe = _universe(options)
    imported = _imported(options, universe)
    _, measurement = pipeline.measure_portfolio(imported.portfolio, universe)
    _show(options, as_json.measurement_json(measurement), as_text.measurement_text(measurement))
    return DONE


def _simulate(options: argparse.Namespace) -> int:
    scenario = find_scenario(options.scenario)
    simulation = SimulationOptions(
        paths=options.paths,
        months=options.months,
        seed=options.seed,
        scatter=Scatter(options.scatter),
        block_months=options.block_months,
        monthly_flow=options.monthly_flow,
        rebalancing=Rebalancing(options.rebalancing),
        band=options.band,
        yearly_fee=options.yearly_fee,
        cost=options.cost,
    )
    universe = _universe(options)
    policy = _policy(options, universe)
    imported = _imported(options, universe)
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, universe)
    plan = pipeline.plan_trades(imported.portfolio, policy, universe, today=_today())
    result = pipeline.run_scenario(exposures, scenario, plan=plan, options=simulation)
    _show(options, as_json.scenario_json(result), as_text.scenario_text(result))
    return DONE


def _plan(options: argparse.Namespace) -> int:
    universe = _universe(options)
    policy = _policy(options, universe)
    imported = _imported(options, universe)
    plan = pipeline.plan_trades(
        imported.portfolio, policy, universe, today=_today(), as_of=options.as_of
    )
    if options.output is not None:
        pipeline.export_workbook(options.output, plan, imported)
        _say(f"The trade list is in {options.output}.")
    _show(options, as_json.plan_json(plan), as_text.plan_text(plan))
    return DONE


def _market(options: argparse.Namespace) -> int:
    report = pipeline.rotation(_refreshed(options))
    _show(options, as_json.rotation_json(report), as_text.rotation_text(report))
    return DONE


def _refresh(options: argparse.Namespace) -> int:
    universe = _universe(options)
    policy = _policy(options, universe)
    last = _refreshed(options)
    now = _now()
    last.check_pause(now)
    portfolio = _imported(options, universe).portfolio
    request = pipeline.prepare_refresh(portfolio, universe, now.date(), policy=policy)
    _say(request.disclosure)
    if not (options.yes or _agrees()):
        raise NotAgreedError
    refreshed = pipeline.refresh(request, options.door(options.quotes), last, universe, now)
    save_refresh(options.quotes, refreshed)
    _show(options, as_json.refresh_json(refreshed), as_text.refresh_text(refreshed))
    is_outage = refreshed.attempt is not None and refreshed.attempt.outage is not None
    return REFUSED if is_outage else DONE


def _agrees() -> bool:
    """Ask whoever sits at the terminal; where nobody does, nobody agrees."""
    if not sys.stdin.isatty():
        return False
    _say("Send them? [y/N]")
    return sys.stdin.readline().strip().lower() in {"y", "yes"}


def _gui(options: argparse.Namespace) -> int:
    """Start the window as a process of its own: the engine never imports it."""
    command = [sys.executable, "-m", "ui", *map(str, options.files)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


def _refreshed(options: argparse.Namespace) -> Refresh:
    return Refresh() if options.quotes is None else load_refresh(options.quotes)


def _universe(options: argparse.Namespace) -> Universe:
    snapshot = _refreshed(options).apply(load_snapshot())
    if options.classes is None:
        return pipeline.open_universe(snapshot=snapshot)
    universe = pipeline.open_universe(read_classes(options.classes), snapshot)
    check_classes(universe, options.classes.name)
    return universe


def _imported(options: argparse.Namespace, universe: Universe) -> ImportResult:
    mappings = read_mappings(options.mapping) if options.mapping is not None else ()
    imported = pipeline.import_files(options.files, universe, mappings=mappings)
    for row in imported.skipped:
        _say(as_text.skipped_text(row))
    if not options.revalue:
        return imported
    if options.quotes is None:
        raise NoQuotesError
    return pipeline.revalue_holdings(imported, _refreshed(options))


def _policy(options: argparse.Namespace, universe: Universe) -> Policy:
    classification = universe.classification
    if options.policy is not None:
        return read_policy(options.policy, classification)
    _say(f"No policy is given: {as_text.policy_text(DEFAULT_POLICY, classification)}")
    return DEFAULT_POLICY


def _show(options: argparse.Namespace, content: as_json.Json, text: str) -> None:
    """Print *content* or *text*; what the terminal cannot spell becomes a question mark."""
    shown = json.dumps(content, indent=2) if options.json else text
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(f"{shown}\n".encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _now() -> datetime:
    return datetime.now(tz=UTC).astimezone()


def _today() -> date:
    return _now().date()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rebalancer",
        description="From a brokerage file to a tax-aware trade list, on this machine.",
    )
    parser.add_argument("--version", action="version", version=f"rebalancer {__version__}")
    parser.set_defaults(command=_gui, files=[])
    commands = parser.add_subparsers(title="commands")
    _add(commands, "import", _import, "read brokerage files and say what arrived")
    _add(commands, "measure", _measure, "look through funds and measure concentration")
    _add_simulate(commands)
    _add_plan(commands)
    _add(commands, "market", _market, "show whether the rotation is happening", with_files=False)
    _add_refresh(commands)
    gui = commands.add_parser("gui", help="open the window")
    gui.add_argument("files", nargs="*", type=Path, metavar="FILE", help="opened at the start")
    gui.set_defaults(command=_gui)
    return parser


Commands = argparse._SubParsersAction  # noqa: SLF001 - argparse gives its type no public name


def _add(
    commands: "Commands[argparse.ArgumentParser]",
    name: str,
    command: Callable[[argparse.Namespace], int],
    what: str,
    *,
    with_files: bool = True,
    needs_quotes: bool = False,
) -> argparse.ArgumentParser:
    parser = commands.add_parser(name, help=what, description=f"{what.capitalize()}.")
    parser.set_defaults(command=command)
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
        parser.add_argument(
            "--classes",
            type=Path,
            metavar="CLASSES.toml",
            help="your own baskets, size breakpoints and corrections",
        )
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


def _add_simulate(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "show what a scenario does to the portfolio, and to the planned one"
    parser = _add(commands, "simulate", _simulate, what)
    default = SimulationOptions()
    parser.add_argument("--scenario", required=True, metavar="NAME")
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument("--paths", type=int, default=default.paths, metavar="N")
    parser.add_argument("--months", type=int, default=default.months, metavar="M")
    parser.add_argument("--seed", type=int, default=default.seed, metavar="S")
    parser.add_argument(
        "--scatter",
        choices=[each.value for each in Scatter],
        default=default.scatter.value,
        help="where the noise around the scenario comes from",
    )
    parser.add_argument(
        "--block-months",
        type=float,
        metavar="M",
        help="mean length of the blocks of past months; history decides unless you do",
    )
    parser.add_argument(
        "--monthly-flow",
        type=float,
        default=default.monthly_flow,
        metavar="USD",
        help="paid in every month, or taken out if negative",
    )
    parser.add_argument(
        "--rebalancing",
        choices=[each.value for each in Rebalancing],
        default=default.rebalancing.value,
        help="when the mix of the start is restored",
    )
    _add_rates(parser, default)


def _add_rates(parser: argparse.ArgumentParser, default: SimulationOptions) -> None:
    rates = (
        ("--band", default.band, "how far off a group's share may be, relative to it"),
        ("--yearly-fee", default.yearly_fee, "taken off the portfolio's growth"),
        ("--cost", default.cost, "of what rebalancing on the way trades"),
    )
    for name, usual, what in rates:
        parser.add_argument(name, type=float, default=usual, metavar="SHARE", help=what)


def _add_plan(commands: "Commands[argparse.ArgumentParser]") -> None:
    parser = _add(commands, "plan", _plan, "find the trades that a policy asks for")
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument("--output", type=Path, metavar="TRADES.xlsx")
    parser.add_argument("--as-of", type=_day, metavar="DATE", help="such as 2026-11-20")


def _add_refresh(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "ask Yahoo for newer prices, the only command that uses the network"
    parser = _add(commands, "refresh", _refresh, what, needs_quotes=True)
    parser.add_argument("--policy", type=Path, metavar="POLICY.toml")
    parser.add_argument("--yes", action="store_true", help="agree to the symbols being sent")


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not a date like 2026-11-20") from error
