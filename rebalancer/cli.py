"""The whole job without a window: import, measure, simulate, plan, market.

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
from rebalancer.ingest.mapping.file import read_mappings
from rebalancer.ingest.result import ImportResult
from rebalancer.market.fund_holdings import FundHoldings, doubts_about
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.explanation import explanation_of
from rebalancer.rebalance.policy import DEFAULT_POLICY, Policy
from rebalancer.rebalance.policy_file import read_policy
from rebalancer.simulate.options import Rebalancing, Scatter, SimulationOptions
from rebalancer.simulate.scenario_files import find_scenario

DONE, REFUSED = 0, 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line and return its exit code."""
    options = _parser().parse_args(sys.argv[1:] if arguments is None else arguments)
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
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, universe)
    report = pipeline.report_portfolio(
        imported.portfolio, exposures, today=_today(), target=options.against
    )
    text = as_text.report_text(report)
    if options.explain is not None:
        text = as_text.explanation_text(explanation_of(report.explanations, options.explain))
    _show(options, as_json.report_json(report), text)
    return DONE


def _classify(options: argparse.Namespace) -> int:
    described = pipeline.describe_symbols(options.symbols, _universe(options))
    _show(options, as_json.described_json(described), as_text.described_text(described))
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
    report = pipeline.rotation()
    _show(options, as_json.rotation_json(report), as_text.rotation_text(report))
    return DONE


def _gui(options: argparse.Namespace) -> int:
    """Start the window as a process of its own: the engine never imports it."""
    command = [sys.executable, "-m", "ui", *map(str, options.files)]
    return subprocess.run(command, check=False).returncode  # noqa: S603 - our own program


def _universe(options: argparse.Namespace) -> Universe:
    holdings = [_fund_holdings(*named) for named in options.fund_holdings]
    if options.classes is None:
        return pipeline.open_universe(holdings=holdings)
    universe = pipeline.open_universe(read_classes(options.classes), holdings=holdings)
    check_classes(universe, options.classes.name)
    return universe


def _fund_holdings(symbol: str | None, path: Path) -> FundHoldings:
    holdings = pipeline.read_fund_holdings(path, symbol)
    _say(as_text.holdings_text(holdings, doubts_about(holdings, load_snapshot(), _today())))
    return holdings


def _imported(options: argparse.Namespace, universe: Universe) -> ImportResult:
    mappings = read_mappings(options.mapping) if options.mapping is not None else ()
    imported = pipeline.import_files(options.files, universe, mappings=mappings)
    for row in imported.skipped:
        _say(as_text.skipped_text(row))
    return imported


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


def _today() -> date:
    return datetime.now(tz=UTC).astimezone().date()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="rebalancer",
        description="From a brokerage file to a tax-aware trade list, on this machine.",
    )
    parser.add_argument("--version", action="version", version=f"rebalancer {__version__}")
    parser.set_defaults(command=_gui, files=[])
    commands = parser.add_subparsers(title="commands")
    _add(commands, "import", _import, "read brokerage files and say what arrived")
    _add_measure(commands)
    _add_classify(commands)
    _add_simulate(commands)
    _add_plan(commands)
    _add(commands, "market", _market, "show whether the rotation is happening", with_files=False)
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
        _add_market_files(parser)
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
    parser = _add(commands, "measure", _measure, what)
    parser.add_argument("--explain", metavar="FIGURE", help="how it was computed, such as hhi")
    parser.add_argument(
        "--against",
        type=_mix,
        metavar="SYMBOL=SHARE,...",
        help="a target to compare with, such as VTI=0.6,IJR=0.4",
    )


def _add_classify(commands: "Commands[argparse.ArgumentParser]") -> None:
    what = "say what a symbol is, how large, and why"
    parser = _add(commands, "classify", _classify, what, with_files=False)
    parser.add_argument("symbols", nargs="+", metavar="SYMBOL")
    _add_market_files(parser)


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


def _mix(text: str) -> dict[str, float]:
    pairs = [part.partition("=") for part in text.split(",")]
    try:
        mix = {symbol.strip().upper(): float(share) for symbol, _, share in pairs}
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not like VTI=0.6,IJR=0.4") from error
    if not all(0 < share <= 1 for share in mix.values()):
        raise argparse.ArgumentTypeError(f"a share in “{text}” is not above 0 and at most 1")
    return mix


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
