"""The whole job without a window, from reading files to simulating, planning and refreshing.

With ``--json`` every command prints one object on standard output, and messages on standard error.
It ends with 0 when done, 1 when it was refused with a sentence, 2 when the usage is wrong.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from rebalancer import as_json, as_text, path_as_json, path_as_text, pipeline, scenario_as_json
from rebalancer.arguments import is_told, parse
from rebalancer.classify.classes_file import check_classes, read_classes
from rebalancer.classify.universe import Universe
from rebalancer.document.plan_file import write_plan_file
from rebalancer.errors import RebalancerError
from rebalancer.export.orders.files import OrderRequest
from rebalancer.export.orders.order import OrderTerms
from rebalancer.export.path_table import Rows, frontier_rows, glide_rows, write_rows
from rebalancer.ingest.mapping.file import read_mappings
from rebalancer.ingest.result import ImportResult
from rebalancer.market.door import Asks, Door
from rebalancer.market.fund_holdings import FundHoldings, doubts_about
from rebalancer.market.last_good import load_refresh, save_refresh
from rebalancer.market.refresh import Refresh
from rebalancer.market.snapshot import load_snapshot
from rebalancer.measure.explanation import explanation_of
from rebalancer.progress import Progress, Share, silent
from rebalancer.rebalance.glide import GlideWish
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.file import read_policy
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY, Policy, Target
from rebalancer.rebalance.problem import find_account
from rebalancer.scenario_arguments import scenario_of, shelf_of, simulation_of
from rebalancer.simulate.scenario_files import shipped_scenarios

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
    options = parse(sys.argv[1:] if arguments is None else arguments)
    options.door = door
    try:
        return COMMANDS[options.command](options)
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
        lambda: as_json.imported_json(imported, findings),
        lambda: as_text.imported_text(imported, findings),
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
    _show(options, lambda: as_json.report_json(report), lambda: text)
    return DONE


def _classify(options: argparse.Namespace) -> int:
    described = pipeline.describe_symbols(options.symbols, _universe(options))
    _show(
        options,
        lambda: as_json.described_json(described),
        lambda: as_text.described_text(described),
    )
    return DONE


def _simulate(options: argparse.Namespace) -> int:
    scenario = scenario_of(options, _today(), _say)
    universe = _universe(options)
    policy = _policy(options, universe)
    imported = _imported(options, universe)
    exposures, _ = pipeline.measure_portfolio(imported.portfolio, universe)
    plan = pipeline.plan_trades(imported.portfolio, policy, universe, today=_today())
    result = pipeline.run_scenario(exposures, scenario, plan=plan, options=simulation_of(options))
    _show(
        options,
        lambda: scenario_as_json.scenario_json(result),
        lambda: as_text.scenario_text(result),
    )
    return DONE


def _scenarios(options: argparse.Namespace) -> int:
    scenarios = [*shelf_of(options, _say).scenarios, *shipped_scenarios().values()]
    _show(
        options,
        lambda: scenario_as_json.scenarios_json(scenarios),
        lambda: as_text.scenarios_text(scenarios),
    )
    return DONE


def _plan(options: argparse.Namespace) -> int:
    universe = _universe(options)
    policy = _policy(options, universe)
    imported = _imported(options, universe)
    scenario = scenario_of(options, _today(), _say) if is_told(options) else None
    day = options.as_of or policy.as_of or _today()
    planner = pipeline.open_planner(imported.portfolio, universe, day)
    first, second = (Share.of(_progress(), number, 2) for number in range(2))
    plan = planner.plan(policy, progress=first)
    plan = pipeline.explain_limits(planner, plan, progress=second)
    if options.output is not None:
        played = None
        if scenario is not None:
            exposures, _ = pipeline.measure_portfolio(imported.portfolio, universe)
            played = pipeline.run_scenario(exposures, scenario, plan=plan)
        terms = OrderTerms(limit_bp=options.limit_bp)
        pipeline.export_workbook(options.output, plan, imported, scenario=played, terms=terms)
        _say(f"The trade list is in {options.output}.")
    if options.save is not None:
        write_plan_file(options.save, plan, imported)
        _say(f"The plan is in {options.save}.")
    _hand_over(options, plan)
    _show(options, lambda: as_json.plan_json(plan), lambda: as_text.plan_text(plan))
    return DONE


def _frontier(options: argparse.Namespace) -> int:
    universe = _universe(options)
    policy = _policy(options, universe)
    portfolio = _imported(options, universe).portfolio
    planner = pipeline.open_planner(portfolio, universe, options.as_of or policy.as_of or _today())
    found = pipeline.trace_frontier(
        planner,
        policy,
        key=options.key,
        caps=options.caps,
        points=options.points,
        progress=_progress(),
    )
    points = sorted(found, key=lambda point: -point.cap)
    title = Target(key=options.key).titled(universe.classification.titles)
    _write_rows(options, frontier_rows(points))
    _show(
        options,
        lambda: path_as_json.frontier_json(points, options.key),
        lambda: path_as_text.frontier_text(points, title),
    )
    return DONE


def _glide(options: argparse.Namespace) -> int:
    universe = _universe(options)
    policy = _policy(options, universe)
    wish = GlideWish(
        years=options.years, key=options.key, growth=options.growth, later=options.later
    )
    path = pipeline.glide(
        _imported(options, universe).portfolio,
        policy,
        universe,
        today=_today(),
        as_of=options.as_of,
        wish=wish,
        progress=_progress(),
    )
    _write_rows(options, glide_rows(path))
    _show(options, lambda: path_as_json.glide_json(path), lambda: path_as_text.glide_text(path))
    return DONE


def _write_rows(options: argparse.Namespace, rows: Rows) -> None:
    if options.output is not None:
        write_rows(options.output, rows)
        _say(f"The table is in {options.output}.")


def _progress() -> Progress:
    """Return who tells a person at a terminal how far it is, on a line that is written over."""
    if not sys.stderr.isatty():
        return silent

    def tell(fraction: float, note: str = "") -> None:
        end = "\r" if fraction < 1 else "\n"
        sys.stderr.write(f"{f'{fraction:4.0%} {note}':<60}{end}")
        sys.stderr.flush()

    return tell


def _replay(options: argparse.Namespace) -> int:
    again = pipeline.replay_plan(options.saved, progress=_progress())
    _show(options, lambda: as_json.replayed_json(again), lambda: as_text.replayed_text(again))
    return DONE if again.is_identical else REFUSED


def _compare(options: argparse.Namespace) -> int:
    differences = pipeline.compare_plans(options.one, options.other)
    _show(
        options,
        lambda: {"differences": as_json.plain(differences)},
        lambda: "\n".join(differences) or "The two plans are the same.",
    )
    return DONE


def _hand_over(options: argparse.Namespace, plan: TradePlan) -> None:
    """Write the files for brokers and calendars that were asked for."""
    if options.orders is not None:
        accounts = plan.portfolio_after
        request = OrderRequest(
            formats=tuple(options.order_format or OrderRequest().formats),
            terms=OrderTerms(limit_bp=options.limit_bp),
            columns=options.columns,
            account_numbers={
                find_account(accounts, "--account-number", name).key: number
                for name, number in options.account_number
            },
        )
        for path in pipeline.write_orders(options.orders, plan, request):
            _say(f"Orders are in {path}.")
    if options.calendar is not None:
        pipeline.write_calendar(options.calendar, plan)
        _say(f"The days to keep in mind are in {options.calendar}.")


def _market(options: argparse.Namespace) -> int:
    report = pipeline.rotation(_refreshed(options))
    _show(options, lambda: as_json.rotation_json(report), lambda: as_text.rotation_text(report))
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
    _show(options, lambda: as_json.refresh_json(refreshed), lambda: as_text.refresh_text(refreshed))
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
    holdings = [_fund_holdings(*named) for named in options.fund_holdings]
    snapshot = _refreshed(options).apply(load_snapshot())
    if options.classes is None:
        return pipeline.open_universe(snapshot=snapshot, holdings=holdings)
    classification = read_classes(options.classes)
    universe = pipeline.open_universe(classification, snapshot, holdings=holdings)
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


def _show(
    options: argparse.Namespace, content: Callable[[], as_json.Json], text: Callable[[], str]
) -> None:
    """Print *content* or *text*; what the terminal cannot spell becomes a question mark."""
    shown = as_json.written(content()) if options.json else text()
    encoding = sys.stdout.encoding or "utf-8"
    sys.stdout.write(f"{shown}\n".encode(encoding, "replace").decode(encoding))
    sys.stdout.flush()


def _say(message: str) -> None:
    sys.stderr.write(f"{message}\n")


def _now() -> datetime:
    return datetime.now(tz=UTC).astimezone()


def _today() -> date:
    return _now().date()


COMMANDS: Mapping[str, Callable[[argparse.Namespace], int]] = {
    "import": _import,
    "measure": _measure,
    "classify": _classify,
    "simulate": _simulate,
    "scenarios": _scenarios,
    "plan": _plan,
    "frontier": _frontier,
    "glide": _glide,
    "replay": _replay,
    "compare": _compare,
    "market": _market,
    "refresh": _refresh,
    "gui": _gui,
}
