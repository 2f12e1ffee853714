"""Whatever the engine writes is whole or not at all, and a refusal says where and what to do."""

import os
import subprocess
import sys
from itertools import cycle, product
from pathlib import Path

import pytest

from rebalancer.document.plan_file import write_plan_file
from rebalancer.errors import RebalancerError
from rebalancer.export.calendar_file import write_calendar
from rebalancer.export.orders.files import OrderRequest, order_files, write_order_files
from rebalancer.export.path_table import write_rows
from rebalancer.export.workbook import write_workbook
from rebalancer.ingest.mapping.file import save_mappings
from rebalancer.ingest.mapping.mapping import Mapping
from rebalancer.ingest.sheet import Column
from rebalancer.market.last_good import save_refresh
from rebalancer.market.refresh import Refresh
from rebalancer.rebalance.policy.file import write_policy
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.simulate.own_scenarios import keep_scenario
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.faults.every_call import ROOT, goes_past_the_door, goes_through_the_door
from tests.faults.refusing_disk import (
    OLD,
    REASONS,
    STEPS,
    Write,
    broken_at,
    contents,
    old_files,
)
from tests.rebalancer.export.household import household, imported_from, plan_for

PLAN = plan_for(household())
IMPORTED = imported_from(household())
ORDERS = order_files(PLAN, OrderRequest(formats=("generic",)))
LAYOUT = Mapping(
    name="My bank", fingerprint=("a", "b"), roles=(Column.SYMBOL, Column.VALUE), dates=None
)
SCENARIO = shipped_scenarios()["reversal"]
WRITERS: dict[str, Write] = {
    "rebalancer/export/workbook.py": lambda at: write_workbook(at / "a.xlsx", PLAN, IMPORTED),
    "rebalancer/export/orders/files.py": lambda at: write_order_files(at, ORDERS),
    "rebalancer/export/calendar_file.py": lambda at: write_calendar(at / "a.ics", PLAN),
    "rebalancer/export/path_table.py": lambda at: write_rows(at / "a.csv", [["cap"], [0.3]]),
    "rebalancer/document/plan_file.py": lambda at: write_plan_file(at / "a", PLAN, IMPORTED),
    "rebalancer/ingest/mapping/file.py": lambda at: save_mappings(at / "a.json", [LAYOUT]),
    "rebalancer/market/last_good.py": lambda at: save_refresh(at, Refresh()),
    "rebalancer/rebalance/policy/file.py": lambda at: write_policy(at / "a.toml", DEFAULT_POLICY),
    "rebalancer/simulate/own_scenarios.py": lambda at: keep_scenario(at, SCENARIO),
}
"""What writes a file for a person to keep, by its module."""
DOCUMENTS = "rebalancer/document/store/"
"""Has faults of its own, in ``tests/rebalancer/document/store``."""
OTHERWISE = {
    "rebalancer/atomic.py": "the door itself",
    "rebalancer/export/book.py": "opens parts of an archive in memory",
    "rebalancer/market/door.py": "tells its own process what to ask, in a folder that goes with it",
}


def test_every_module_that_writes_is_here_and_writes_through_one_door() -> None:
    atomic = {path for path in goes_through_the_door("rebalancer") if DOCUMENTS not in path}
    assert atomic == set(WRITERS)
    assert goes_past_the_door("rebalancer") == set(OTHERWISE)


@pytest.mark.parametrize("module", WRITERS)
def test_a_refusal_leaves_what_was_there_and_says_what_to_do(
    module: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = WRITERS[module]
    before = old_files(write, tmp_path)
    is_slow = module.endswith("workbook.py")
    for step, number in zip(cycle(STEPS), REASONS) if is_slow else product(STEPS, REASONS):
        with broken_at(step, number, monkeypatch), pytest.raises(RebalancerError) as caught:
            write(tmp_path)
        assert contents(tmp_path) == before, (step, number)
        assert str(tmp_path / next(iter(before))) in str(caught.value)
        assert caught.value.remedy
    write(tmp_path)
    assert OLD not in contents(tmp_path).values()


ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from rebalancer.errors import RebalancerError
from tests.faults import test_every_writer as those
from tests.faults.refusing_disk import contents, old_files

for number, (module, write) in enumerate(those.WRITERS.items()):
    folder = Path(sys.argv[1]) / str(number)
    folder.mkdir()
    before = old_files(write, folder)
    resource.setrlimit(resource.RLIMIT_FSIZE, (8, resource.RLIM_INFINITY))
    try:
        write(folder)
    except RebalancerError as error:
        assert "not enough room" in str(error), error
    else:
        raise AssertionError(f"{module} noticed nothing")
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)
    assert contents(folder) == before, module
print("whole")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on the size of a file")
def test_a_full_disk_leaves_what_was_there(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ON_A_FULL_DISK, str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )
    assert done.stdout == "whole\n", done.stderr
