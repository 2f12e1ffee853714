"""The part of the command line that chooses a scenario, tunes it, and says how it is played."""

import argparse
import os
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

from rebalancer.place import SCENARIOS, own_folder
from rebalancer.simulate.options import (
    DEFAULT_OPTIONS,
    Rebalancing,
    Scatter,
    SimulationOptions,
)
from rebalancer.simulate.own_scenarios import Shelf, read_shelf
from rebalancer.simulate.scenario import Scenario
from rebalancer.simulate.scenario_files import SUFFIX, find_scenario, read_scenario
from rebalancer.simulate.tune import set_figures
from rebalancer.simulate.what_if import what_if

Say = Callable[[str], None]
"""Tells the person something beside the result."""


def add_simulation(parser: argparse.ArgumentParser) -> None:
    """Let *parser* understand which scenario is played, and how."""
    default = DEFAULT_OPTIONS
    add_story(parser)
    add_own_scenarios(parser)
    parser.add_argument("--paths", type=int, default=default.paths, metavar="N")
    parser.add_argument("--months", type=int, default=default.months, metavar="M")
    parser.add_argument("--seed", type=int, default=default.seed, metavar="S")
    parser.add_argument(
        "--scatter",
        choices=[each.value for each in Scatter],
        help="where the noise around the scenario comes from; the scenario decides unless you do",
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


def add_story(parser: argparse.ArgumentParser, *, is_needed: bool = True) -> None:
    """Let *parser* understand which scenario is meant; one has to be where it *is_needed*."""
    story = parser.add_mutually_exclusive_group(required=is_needed)
    story.add_argument(
        "--scenario",
        metavar="NAME",
        help="one of “rebalancer scenarios”, one of your own, or a FILE.toml",
    )
    story.add_argument(
        "--what-if",
        type=_move,
        action="append",
        default=[],
        metavar="SYMBOL=RETURN",
        help="such as IWM=-0.2, and everything else does what is likely; may be repeated",
    )
    parser.add_argument(
        "--set",
        type=_figure,
        action="append",
        default=[],
        metavar="DRIVER=VALUE",
        help="move a driver, a group's return or the months of the scenario; may be repeated",
    )


def add_own_scenarios(parser: argparse.ArgumentParser) -> None:
    """Let *parser* understand where a person's own scenarios are."""
    parser.add_argument(
        "--scenarios",
        type=Path,
        metavar="DIR",
        help="the folder of your own scenarios; the window's unless you name another",
    )


def _add_rates(parser: argparse.ArgumentParser, default: SimulationOptions) -> None:
    rates = (
        ("--band", default.band, "how far off a group's share may be, relative to it"),
        ("--yearly-fee", default.yearly_fee, "taken off the portfolio's growth"),
        ("--cost", default.cost, "of what rebalancing on the way trades"),
    )
    for name, usual, what in rates:
        parser.add_argument(name, type=float, default=usual, metavar="SHARE", help=what)


def _figure(text: str) -> tuple[str, float]:
    name, _, number = text.partition("=")
    try:
        return name.strip().lower().replace("-", "_"), float(number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not like closing=0.5") from error


def _move(text: str) -> tuple[str, float]:
    symbol, _, number = text.partition("=")
    try:
        return symbol.strip().upper(), float(number)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"“{text}” is not like IWM=-0.2") from error


def simulation_of(options: argparse.Namespace) -> SimulationOptions:
    """Return how the scenario is to be played."""
    return SimulationOptions(
        paths=options.paths,
        months=options.months,
        seed=options.seed,
        scatter=None if options.scatter is None else Scatter(options.scatter),
        block_months=options.block_months,
        monthly_flow=options.monthly_flow,
        rebalancing=Rebalancing(options.rebalancing),
        band=options.band,
        yearly_fee=options.yearly_fee,
        cost=options.cost,
    )


def scenario_of(options: argparse.Namespace, today: date, say: Say) -> Scenario:
    """Return the scenario that is asked for, with its figures as they are to be set.

    Raises:
        RebalancerError: There is none such, or it cannot be tuned so.
    """
    return set_figures(_chosen(options, today, say), dict(options.set))


def _chosen(options: argparse.Namespace, today: date, say: Say) -> Scenario:
    if options.what_if:
        return what_if(dict(options.what_if), today, options.months)
    if options.scenario.lower().endswith(SUFFIX):
        return read_scenario(Path(options.scenario))
    return find_scenario(options.scenario, shelf_of(options, say).scenarios)


def shelf_of(options: argparse.Namespace, say: Say) -> Shelf:
    """Return the user's own scenarios; what cannot be used is said, and in nobody's way."""
    folder = options.scenarios
    if folder is None:
        folder = own_folder(sys.platform, os.environ, Path.home()) / SCENARIOS
    shelf = read_shelf(folder)
    for trouble in shelf.troubles:
        say(trouble)
    return shelf
