"""A policy file is read as it is meant, and every mistake is named."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from rebalancer.classify.classification import DEFAULT_CLASSIFICATION
from rebalancer.rebalance.policy.error import PolicyError
from rebalancer.rebalance.policy.file import parse_policy, read_policy
from rebalancer.rebalance.policy.orders import Deal, FixedOrder
from rebalancer.rebalance.policy.policy import (
    BUY_STYLES,
    DEFAULT_POLICY,
    BuyStyle,
    Mode,
    Objective,
    Policy,
    RebalanceTo,
    RecentTrade,
    Restrictions,
    Target,
    Trading,
)
from rebalancer.rebalance.policy.relief import LotRelief, SpecificLot
from rebalancer.rebalance.tax.netting import Gains
from rebalancer.rebalance.tax.rules import TaxRules, WashSales
from rebalancer.toml_text import MOST_BYTES

TITLES = DEFAULT_CLASSIFICATION.titles

EVERYTHING = """
as_of = 2026-11-20
[targets]
magnificent_seven = { max = 0.25 }
small_cap = { min = 0.15 }
single_company = { max = 0.08 }
"symbol:vti" = { target = 0.60, band = 0.02, to = "half" }
"class:bond" = { min = 0.20 }
[buy]
symbols = ["IJR", "vti", "IJR"]
[trading]
mode = "buy_only"
objective = "closest"
contribute = { "1001" = 10000 }
withdraw = { "1001" = 8000.50 }
cash_buffer = 0.01
whole_shares = { default = false, etf = true, "1002" = false }
sell_fractions = true
min_trade = 100
cost_bp = 2
spread_bp = { default = 4, bnd = 10 }
ticket_fee = 4.95
min_position = 250
turnover_max = 0.2
lot_relief = { default = "hifo", "1002" = "specific" }
[[trading.specific_lots]]
account = "1002"
symbol = "spy"
acquired = 2024-05-06
quantity = 10.5
[tax]
short_term_rate = 0.35
long_term_rate = 0.15
gain_budget = 1500
short_term_gain_max = 0
wash_sales = "warn"
wait_for_long_term = 30
realised = { short_term = -200 }
loss_carryforward = { short_term = 5, long_term = 10 }
[restrictions]
do_not_sell = ["NVDA"]
do_not_buy = ["TSLA"]
lock = ["AAPL"]
exclude = ["GLD"]
equivalents = [["spy", "IVV"]]
[[orders]]
account = "1001"
symbol = "aapl"
action = "sell"
quantity = 0
[[recent_trades]]
account = "1002"
symbol = "spy"
action = "sell"
date = 2026-11-02
quantity = 30.5
price = 690.00
gain = -120
"""


READ = Policy(
    as_of=date(2026, 11, 20),
    targets=(
        Target(key="magnificent_seven", maximum=0.25),
        Target(key="small_cap", minimum=0.15),
        Target(key="single_company", maximum=0.08),
        Target(key="symbol:VTI", target=0.6, band=0.02, to=RebalanceTo.HALF),
        Target(key="class:bond", minimum=0.2),
    ),
    buy=("IJR", "VTI"),
    trading=Trading(
        mode=Mode.BUY_ONLY,
        objective=Objective.CLOSEST,
        contribute={"1001": Decimal(10000)},
        withdraw={"1001": Decimal("8000.5")},
        cash_buffer=0.01,
        whole_shares=False,
        whole_shares_by={"etf": True, "1002": False},
        sell_fractions=True,
        lot_relief=LotRelief.HIFO,
        lot_relief_by={"1002": LotRelief.SPECIFIC},
        specific_lots=(
            SpecificLot(
                account="1002",
                symbol="SPY",
                acquired=date(2024, 5, 6),
                quantity=Decimal("10.5"),
            ),
        ),
        min_trade=Decimal(100),
        cost_bp=2.0,
        spread_bp={"default": 4.0, "BND": 10.0},
        ticket_fee=Decimal("4.95"),
        min_position=Decimal(250),
        turnover_max=0.2,
    ),
    tax=TaxRules(
        short_term_rate=0.35,
        long_term_rate=0.15,
        gain_budget=Decimal(1500),
        short_term_gain_max=Decimal(0),
        realised=Gains(short=Decimal(-200)),
        loss_carryforward=Gains(short=Decimal(5), long=Decimal(10)),
        wash_sales=WashSales.WARN,
        wait_for_long_term=30,
    ),
    restrictions=Restrictions(
        do_not_sell=frozenset({"NVDA"}),
        do_not_buy=frozenset({"TSLA"}),
        lock=frozenset({"AAPL"}),
        exclude=frozenset({"GLD"}),
        equivalents=(("SPY", "IVV"),),
    ),
    orders=(FixedOrder(account="1001", symbol="AAPL", action=Deal.SELL, quantity=Decimal(0)),),
    recent_trades=(
        RecentTrade(
            account="1002",
            symbol="SPY",
            action=Deal.SELL,
            day=date(2026, 11, 2),
            quantity=Decimal("30.5"),
            price=Decimal(690),
            gain=Decimal(-120),
        ),
    ),
)


def test_every_key_of_a_policy_is_read() -> None:
    assert parse_policy(EVERYTHING) == READ


def test_an_empty_file_is_the_stated_default() -> None:
    assert parse_policy("") == DEFAULT_POLICY


def test_a_style_stands_for_its_symbols() -> None:
    assert parse_policy('[buy]\nstyle = "quality"\n').buy == BUY_STYLES[BuyStyle.QUALITY]
    assert parse_policy('[buy]\nstyle = "own"\nsymbols = ["LAZ"]\n').buy == ("LAZ",)


def test_targets_have_titles_a_person_knows() -> None:
    titles = [target.titled(TITLES) for target in parse_policy(EVERYTHING).targets]

    assert titles == ["Magnificent Seven", "Small caps", "Any single company", "VTI", "Bonds"]


NAMED = "[[trading.specific_lots]]\naccount = '1'\nsymbol = 'spy'\nquantity = 3\n"
ORDER = "account = '1'\nsymbol = 'spy'\naction = 'sell'\nquantity = 4\n"
MISTAKES = {
    "tragets = 1": ("“tragets” is not a key here", "Did you mean “targets”?"),
    "[targets]\nmagnificent_sven = {max = 0.2}": ("cannot|can have", "“magnificent_seven”"),
    "[targets]\nwidgets = {max = 0.2}": ("can have a target", "Known: magnificent_seven"),
    "[targets]\nsmall_cap = {maxx = 0.2}": ("“targets.small_cap.maxx”", "Did you mean “max”?"),
    "[targets]\nsmall_cap = {max = 1.2}": ("is 1.2, outside 0 to 1", "nearest valid value is 1."),
    "[targets]\nsmall_cap = {min = -0.1}": ("is -0.1, outside 0 to 1", "valid value is 0."),
    "[targets]\nsmall_cap = {}": ("“targets.small_cap.max” is missing", "Give min, max or target"),
    "[targets]\nsmall_cap = 0.2": ("has to be a table", ""),
    "[targets]\nsmall_cap = {max = true}": ("has to be a number", ""),
    "[targets]\nsmall_cap = {min = 0.5, max = 0.2}": ("above max 0.2", "nearest valid value is"),
    "[targets]\nsmall_cap = {target = 0.5, max = 0.2}": ("above max 0.2", ""),
    "[targets]\nsmall_cap = {target = 0.1, min = 0.2}": ("above target 0.1", ""),
    "[targets]\nsingle_company = {min = 0.2}": ("only bound a single company can have", ""),
    "[targets]\nsmall_cap = {target = 0.2, to = 'egde'}": ("“egde”", "Did you mean “edge”?"),
    "[buy]\nsymbols = 'IWM'": ("has to be a list of symbols", ""),
    "[buy]\nstyle = 'zzz'": ("has no choice “zzz”", "Choose one of broad, quality"),
    "[buy]\nstyle = 'own'": ("“buy.symbols” is missing", "needs a list of your own"),
    "[buy]\nbudget = 1": ("“buy.budget” is not a key", "Known here: style, symbols"),
    "[trading]\nmode = 'tih'": ("has no choice “tih”", "tlh"),
    "[harvest]\nmin_overlap = 2": ("harvest.min_overlap", "The nearest valid value is 1."),
    "[harvest]\nmin_los = 2": ("is not a key here", "min_loss"),
    "[trading]\nwhole_shares = 1": ("has to be true or false", ""),
    "[trading]\ncost_bp = -1": ("outside 0 to 1000", ""),
    "[trading]\ncontribute = 5": ("has to be a table", ""),
    "[trading]\nwhole_shares = {etf = 1}": ("“trading.whole_shares.etf” has to be true or", ""),
    "[trading]\nlot_relief = {default = 'fiffo'}": ("has no choice “fiffo”", "mean “fifo”?"),
    "[trading]\nlot_relief = 5": ("“trading.lot_relief” has no choice “5”", "Choose one of"),
    f"[trading]\n{NAMED}": (
        "no account sells by them",
        'lot_relief of their account to "specific"',
    ),
    f"[trading]\n{NAMED.replace('quantity = 3', 'quantity = 0')}": ("is 0", "Leave the lot out"),
    f"[trading]\n{NAMED.replace('quantity = 3', '')}": ("quantity” is missing", "how many shares"),
    f"[trading]\n{NAMED}price = 5": ("“trading.specific_lots[1].price”", ""),
    f"[[orders]]\n{ORDER.replace('sell', 'hold')}": ("has no choice “hold”", "Choose one of buy"),
    f"[[orders]]\n{ORDER.replace('action', 'actoin')}": ("“orders[1].action” is missing", "buy"),
    f"[[orders]]\n{ORDER}reason = 'x'": ("“orders[1].reason” is not a key", ""),
    f"[[orders]]\n{ORDER.replace('4', '-4')}": ("“orders[1].quantity” is -4", "value is 0."),
    "[tax]\ngain_budget = -5": ("outside 0", ""),
    "[tax]\nniit = true": ("“tax.niit” has no meaning without filing_status", "Give filing_status"),
    "[tax]\nfiling_status = 'singel'": ("no choice “singel”", "Did you mean “single”?"),
    "[tax]\nfiling_status = 'single'\nlong_term_rate = 0.2": ("no meaning beside", "Leave it out"),
    "[tax]\nloss_carryforward = {short_term = -5}": ("is -5, outside 0", "valid value is 0"),
    "[tax]\nrealised = {shortterm = 5}": ("“tax.realised.shortterm”", "“short_term”"),
    "[tax]\nwash_sales = 'never'": ("has no choice “never”", "Choose one of avoid, warn"),
    "[[recent_trades]]\nsymbol = 'SPY'": ("“recent_trades[1].action” is missing", "a quantity"),
    "[[recent_trades]]\nsymbol = 'SPY'\naction = 'buy'\ndate = 2026-01-02\nquantity = 1": (
        "“recent_trades[1].account” is missing",
        "",
    ),
    "recent_trades = 5": ("has to be a list of tables", ""),
    "[restrictions]\nequivalents = 'SPY'": ("has to be a list of groups", ""),
    "[restrictions]\nequivalents = ['SPY']": ("“restrictions.equivalents.1” has to be", ""),
    "[restrictions]\nequivalents = [['SPY', 'VOO'], ['SPY']]": ("SPY in 2 groups", "Join"),
    "[restrictions]\nlock = ['SPY']\nexclude = ['SPY']": ("names SPY, and so does lock", "Leave"),
    "[restrictions]\nlok = []": ("“restrictions.lok”", "Did you mean “lock”?"),
    "as_of = 'soon'": ("has to be a date", ""),
    "as_of = 2026-11-20T10:00:00": ("has to be a date", ""),
    "[targets": ("is not valid TOML", ""),
}


@pytest.mark.parametrize(("text", "said"), MISTAKES.items())
def test_a_mistake_is_named_with_its_key_and_the_nearest_choice(
    text: str, said: tuple[str, str]
) -> None:
    with pytest.raises(PolicyError) as caught:
        parse_policy(text, "mine.toml")

    assert str(caught.value).startswith("mine.toml: ")
    assert any(words in str(caught.value) for words in said[0].split("|"))
    assert said[1] in caught.value.remedy


def test_a_file_that_cannot_be_read_is_a_sentence(tmp_path: Path) -> None:
    binary = tmp_path / "policy.toml"
    binary.write_bytes(b"\xff\xfe\x00")

    large = tmp_path / "large.toml"
    large.write_bytes(b"#" * (MOST_BYTES + 1))
    missing = tmp_path / "no.toml"

    for path, words in (
        (binary, "it is not UTF-8 text"),
        (missing, "No such file"),
        (large, "File too large"),
    ):
        with pytest.raises(PolicyError, match=words):
            read_policy(path)


def test_a_file_is_read_from_disk(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text("[targets]\nsmall_cap = { min = 0.2 }\n", encoding="utf-8")

    assert read_policy(path).targets == (Target(key="small_cap", minimum=0.2),)
