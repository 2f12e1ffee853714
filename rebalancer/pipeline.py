"""Runs the steps in order; the only module that knows them all."""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Mapping as MappingABC
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION, Classification
from rebalancer.classify.described import Described, describe
from rebalancer.classify.exposure import Exposures, expose
from rebalancer.classify.universe import Universe
from rebalancer.document.plan_file import read_plan_file
from rebalancer.document.replay import Replayed, compare, replay
from rebalancer.domain.portfolio import Portfolio
from rebalancer.export import calendar_file, workbook
from rebalancer.export.annex import Annex
from rebalancer.export.orders.files import OrderRequest, order_files, write_order_files
from rebalancer.export.orders.order import MARKET_ORDERS, OrderTerms
from rebalancer.ingest import doctor
from rebalancer.ingest.files import read_files, read_mapped
from rebalancer.ingest.finding import Finding
from rebalancer.ingest.fix import CorrectSymbol, TreatAsCash
from rebalancer.ingest.fix import correct_symbol as corrected
from rebalancer.ingest.issuers.read import read_issuer_file
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.result import ImportResult
from rebalancer.ingest.revalue import revalue
from rebalancer.market.acceptance import accept
from rebalancer.market.door import Asks
from rebalancer.market.fund_holdings import FundHoldings, with_fund_holdings
from rebalancer.market.history import embedded_history, extend_daily
from rebalancer.market.refresh import OVERLAP, SOURCE, Refresh, RefreshRequest, request_refresh
from rebalancer.market.snapshot import Snapshot, load_snapshot
from rebalancer.measure.measurement import Measurement, measure
from rebalancer.measure.portrait import Portrait
from rebalancer.measure.portrait import portray as portrayed
from rebalancer.measure.report import Report, report
from rebalancer.measure.rotation import WATCHED, RotationReport, monitor_rotation
from rebalancer.measure.scope import HOUSEHOLD, Scope, day_of, exposures_of, is_there
from rebalancer.progress import Progress, silent
from rebalancer.rebalance import frontier, relax
from rebalancer.rebalance.approval import NOTHING_SAID, Approval
from rebalancer.rebalance.frontier import FrontierPoint
from rebalancer.rebalance.glide import DEFAULT_GLIDE, GlidePath, GlideWish
from rebalancer.rebalance.glide_path import glide_path
from rebalancer.rebalance.plan import TradePlan
from rebalancer.rebalance.policy.policy import Policy
from rebalancer.rebalance.remainder import plan_without
from rebalancer.rebalance.solve import Planner, make_plan
from rebalancer.rebalance.wash_matrix import WashMatrix, wash_matrix
from rebalancer.simulate.options import SimulationOptions
from rebalancer.simulate.result import ScenarioResult
from rebalancer.simulate.run import simulate
from rebalancer.simulate.scenario import Scenario


def open_universe(
    classification: Classification = DEFAULT_CLASSIFICATION,
    snapshot: Snapshot | None = None,
    *,
    holdings: Iterable[FundHoldings] = (),
) -> Universe:
    """Return what is known of the market, classed as a person decides.

    The *snapshot* is the embedded one if there is none; the user's *holdings* of funds go first.
    """
    market = with_fund_holdings(snapshot or load_snapshot(), holdings)
    return Universe(market, classification)


def read_fund_holdings(
    path: Path, symbol: str | None = None, *, progress: Progress = silent
) -> FundHoldings:
    """Read a fund company's holdings file; *symbol* names the fund where the file does not.

    Raises:
        UnknownFundError: Nothing tells which fund it is; it carries the candidates.
        RebalancerError: The file cannot be read or used.
    """
    return read_issuer_file(path, load_snapshot(), symbol, progress=progress)


def import_files(
    paths: Sequence[Path],
    universe: Universe,
    *,
    mappings: Sequence[Mapping] = (),
    progress: Progress = silent,
) -> ImportResult:
    """Read brokerage files into one household, those of unknown layouts as *mappings* say.

    Raises:
        RebalancerError: None of the files could be read.
    """
    return read_files(paths, universe.snapshot, mappings=mappings, progress=progress)


def try_mapping(
    content: bytes, file: str, mapping: Mapping, universe: Universe, *, progress: Progress = silent
) -> ImportResult:
    """Read the bytes of a file called *file* with *mapping*, to see what comes out.

    Raises:
        RebalancerError: Nothing does; the sentence says why.
    """
    return read_mapped(content, file, mapping, universe.snapshot, progress=progress)


def examine(imported: ImportResult, universe: Universe) -> tuple[Finding, ...]:
    """Return what is wrong with an import, and what would mend it; the worst first."""
    return doctor.examine(imported, universe.snapshot)


def correct_symbol(
    symbol: str, typed: str, universe: Universe
) -> CorrectSymbol | TreatAsCash | None:
    """Return the fix that makes *symbol* what a person typed; None if that is not known."""
    return corrected(symbol, typed, universe.snapshot)


def measure_portfolio(portfolio: Portfolio, universe: Universe) -> tuple[Exposures, Measurement]:
    """Look through a household and measure it.

    Raises:
        NothingToMeasureError: It is worth nothing.
    """
    exposures = expose(portfolio.accounts, universe)
    return exposures, measure(exposures, portfolio.as_of)


def report_portfolio(
    portfolio: Portfolio,
    exposures: Exposures,
    *,
    today: date,
    target: MappingABC[str, float] | None = None,
    progress: Progress = silent,
) -> Report:
    """Return everything that is measured of a household, and what the figures depend on.

    Raises:
        NothingToMeasureError: It is worth nothing.
    """
    return report(portfolio, exposures, today, target=target, progress=progress)


def describe_symbols(symbols: Sequence[str], universe: Universe) -> tuple[Described, ...]:
    """Return what each of *symbols* is, and how the app came to think so."""
    return tuple(describe(symbol, universe) for symbol in symbols)


def portray(
    portfolio: Portfolio,
    exposures: Exposures,
    scope: Scope = HOUSEHOLD,
    *,
    plan: TradePlan | None = None,
    progress: Progress = silent,
) -> Portrait:
    """Return everything there is to show of one *scope* of a household, and of its *plan*.

    Raises:
        KeyError: The portfolio has no such account or symbol.
        NothingToMeasureError: It is worth nothing.
    """
    part = exposures_of(scope, portfolio, exposures)
    now = measure(part, day_of(scope, portfolio))
    if plan is None or scope.symbol or not is_there(scope, plan.portfolio_after):
        return portrayed(part, now, progress=progress)
    planned = exposures_of(scope, plan.portfolio_after, plan.exposures_after)
    return portrayed(part, now, planned, measure(planned, now.as_of), progress=progress)


def plan_trades(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    *,
    today: date,
    as_of: date | None = None,
    progress: Progress = silent,
) -> TradePlan:
    """Find the trades that *policy* asks for.

    The day of trading is *as_of*, else the policy's own, else *today*.

    Raises:
        RebalancerError: The policy contradicts itself, the portfolio, or the universe.
    """
    day = as_of or policy.as_of or today
    return make_plan(portfolio, policy, universe, as_of=day, progress=progress)


def open_planner(portfolio: Portfolio, universe: Universe, as_of: date) -> Planner:
    """Return who plans for a household on a day, quick where a policy moves a little."""
    return Planner(portfolio, universe, as_of=as_of)


def explain_limits(planner: Planner, plan: TradePlan, *, progress: Progress = silent) -> TradePlan:
    """Return *plan* with what its limits cost or, where it misses the policy, what would help.

    Each change that helps has been planned again, which may take long.
    """
    return relax.explain_limits(planner, plan, progress)


def trace_frontier(
    planner: Planner,
    policy: Policy,
    *,
    key: str = frontier.DEFAULT_KEY,
    caps: Iterable[float] | None = None,
    points: int = frontier.POINTS,
    progress: Progress = silent,
) -> Iterator[FrontierPoint]:
    """Yield what smaller shares of *key* cost, a full plan each, from the smallest share up.

    Args:
        planner: Of the household.
        policy: All of it holds but its own target for *key*, and its limits on gains.
        key: A group, ``single_company`` or ``symbol:TICKER``.
        caps: Shares, 0..1; without them they lie between today's and the least possible.
        points: How many, if none are named.
        progress: Told how far it is; may cancel it.

    Raises:
        PolicyError: The policy names an account that is not there.
        NothingToMeasureError: The portfolio is worth nothing.
    """
    return frontier.trace(planner, policy, key=key, caps=caps, points=points, progress=progress)


def find_wash_sales(portfolio: Portfolio, plan: TradePlan, universe: Universe) -> WashMatrix:
    """Return where losses and purchases of *plan*, and of the weeks before, meet."""
    return wash_matrix(portfolio, plan, universe)


def glide(
    portfolio: Portfolio,
    policy: Policy,
    universe: Universe,
    *,
    today: date,
    as_of: date | None = None,
    wish: GlideWish = DEFAULT_GLIDE,
    progress: Progress = silent,
) -> GlidePath:
    """Compare the ways to what *policy* asks for over several tax years.

    The first year trades on *as_of*, else on the policy's own day, else *today*.

    Raises:
        RebalancerError: The policy or the wish contradicts itself, the portfolio, or the universe.
    """
    day = as_of or policy.as_of or today
    return glide_path(portfolio, policy, universe, as_of=day, wish=wish, progress=progress)


def run_scenario(
    exposures: Exposures,
    scenario: Scenario,
    *,
    plan: TradePlan | None = None,
    options: SimulationOptions | None = None,
    progress: Progress = silent,
) -> ScenarioResult:
    """Apply *scenario* to the portfolio as it is and, where there is a plan, as it would be."""
    return simulate(
        exposures,
        scenario,
        planned=None if plan is None else plan.exposures_after,
        plan_tax=Decimal(0) if plan is None else plan.tax.estimated_tax,
        options=options or SimulationOptions(),
        progress=progress,
    )


def rotation(refreshed: Refresh | None = None) -> RotationReport:
    """Return the rotation monitor: from the embedded history, and from what a refresh adds."""
    history = embedded_history()
    if refreshed is None or not refreshed.sessions:
        return monitor_rotation(history)
    longer = extend_daily(history.daily, refreshed.sessions, SOURCE)
    report = monitor_rotation(history.with_daily(longer.daily))
    return replace(report, doubts=(longer.doubt,) if longer.doubt else ())


def prepare_refresh(
    portfolio: Portfolio, universe: Universe, today: date, *, policy: Policy | None = None
) -> RefreshRequest:
    """Return what a refresh would ask about; nothing is sent.

    It is what is held and tradable, what *policy* may buy, and what the rotation monitor watches.
    """
    since = embedded_history().daily.days[-1] - OVERLAP
    return request_refresh(
        portfolio,
        universe.snapshot,
        today,
        also=() if policy is None else policy.buy,
        watched=dict.fromkeys(WATCHED, since),
    )


def refresh(
    request: RefreshRequest,
    yahoo: Asks,
    last: Refresh,
    universe: Universe,
    now: datetime,
    *,
    progress: Progress = silent,
) -> Refresh:
    """Ask *yahoo*, the only step that uses the network, and return the last good figures.

    Args:
        request: What a person has agreed to.
        yahoo: Whoever is asked.
        last: The last good figures so far; none of them is lost.
        universe: What the answers are held against.
        now: With a time zone.
        progress: Told how far it is; stops it.

    Raises:
        RefreshPausedError: Yahoo has asked to be left alone.
        NotWrittenError: There is no place for what has to be kept meanwhile.
    """
    last.check_pause(now)
    answers = yahoo.ask(request.questions, now.date(), progress)
    return accept(request, answers, last, universe.snapshot, now)


def revalue_holdings(imported: ImportResult, refreshed: Refresh) -> ImportResult:
    """Return *imported* at the prices of a refresh that are newer than its files."""
    return revalue(imported, refreshed.quotes, refreshed.splits)


def export_workbook(
    path: Path,
    plan: TradePlan,
    imported: ImportResult,
    *,
    approval: Approval = NOTHING_SAID,
    scenario: ScenarioResult | None = None,
    terms: OrderTerms = MARKET_ORDERS,
    progress: Progress = silent,
) -> None:
    """Write the trade list to *path*; what *approval* holds is listed as not traded.

    Orders are on *terms*; *scenario* is told in full, played anew where something is held.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    rest = plan_without(plan, imported.portfolio, approval.held(plan.trades))
    if scenario is not None and rest is not plan:
        played, options = scenario.scenario, scenario.options
        scenario = run_scenario(rest.exposures_before, played, plan=rest, options=options)
    annex = Annex(scenario=scenario, terms=terms, approval=approval)
    workbook.write_workbook(path, rest, imported, annex, progress=progress)


def write_orders(folder: Path, plan: TradePlan, request: OrderRequest) -> tuple[Path, ...]:
    """Write the trades of *plan* into *folder* as files that brokers read; return where they are.

    Raises:
        RebalancerError: A trade does not fit a format, or a file cannot be written.
    """
    return write_order_files(folder, order_files(plan, request))


def write_calendar(path: Path, plan: TradePlan) -> None:
    """Write the days to keep in mind after *plan* to the iCalendar file *path*.

    Raises:
        RebalancerError: The file cannot be written; an older one stays as it was.
    """
    calendar_file.write_calendar(path, plan)


def replay_plan(path: Path, *, progress: Progress = silent) -> Replayed:
    """Make the plan of the plan file *path* again.

    Raises:
        RebalancerError: The file cannot be read, or what it holds cannot be planned here.
    """
    return replay(read_plan_file(path), progress)


def compare_plans(one: Path, other: Path) -> tuple[str, ...]:
    """Return where the plan file *other* differs from *one*, in sentences.

    Raises:
        RebalancerError: One of them cannot be read.
    """
    return compare(read_plan_file(one), read_plan_file(other))
