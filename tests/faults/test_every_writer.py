"""Whatever the engine writes is whole or not at all, and a refusal says where and what to do."""

import subprocess
import sys
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from functools import partial
from itertools import cycle, product
from pathlib import Path

import pytest

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.document.plan_file import write_plan_file
from rebalancer.errors import RebalancerError
from rebalancer.export.calendar_file import write_calendar
from rebalancer.export.orders.files import OrderRequest, order_files, write_order_files
from rebalancer.export.path_table import write_rows
from rebalancer.export.workbook import write_workbook
from rebalancer.ingest.mapping.file import save_mappings
from rebalancer.ingest.number_style import NumberStyle
from rebalancer.market.fund_holdings import FundHoldings
from rebalancer.market.holdings_store import HoldingsStore
from rebalancer.market.last_good import save_refresh
from rebalancer.market.refresh import Refresh
from rebalancer.rebalance.policy.file import write_policy
from rebalancer.rebalance.policy.policy import DEFAULT_POLICY
from rebalancer.simulate.own_scenarios import keep_scenario
from rebalancer.simulate.scenario_files import shipped_scenarios
from tests.faults.every_call import goes_past_the_door, goes_through_the_door
from tests.faults.refusing_disk import (
    OLD,
    REASONS,
    STEPS,
    Write,
    break_at,
    contents,
    old_files,
)
from tests.rebalancer.export.household import household, imported_from, plan_for
