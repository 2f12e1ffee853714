"""A policy that cannot be followed is refused with a sentence: the key, and what would be valid."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from rebalancer.cli import DONE, REFUSED, main

HOUSEHOLD = """account,tax_treatment,symbol,description,quantity,price,cost_basis,acquired
Joint ...1001,taxable,AAPL,Apple Inc.,50,255.00,3000.00,2019-03-04
Joint ...1001,taxable,CASH,,1250.25,1.00,,
Roth ...1002,tax_exempt,QQQ,Invesco QQQ,60,620.00,,
"""
Printed = pytest.CaptureFixture[str]

REFUSALS: Mapping[str, tuple[str, str]] = {
    # what is not TOML, or not a policy
    "[targets": ("“file” is not valid TOML", ""),
    f"as_of = {'9' * 5000}": ("“file” is not valid TOML", ""),
    f"as_of = {'[' * 5000}": ("“file” is not valid TOML", ""),
    "trading.mode = ['full']": ("“trading.mode” has no choice", "Did you mean “full”?"),
    "[tradin]": ("“tradin” is not a key here", "Did you mean “trading”?"),
    "as_of = 'soon'": ("“as_of” has to be a date like 2026-11-20", ""),
    "as_of = 1492-10-12": ("“as_of” is 1492-10-12", "nearest valid value is 1970-01-01"),
    "as_of = 9999-12-31": ("“as_of” is 9999-12-31", "nearest valid value is 2199-12-31"),
    # targets
    "targets = 5": ("“targets” has to be a table", ""),
    "targets.smal_cap.min = 0.1": ("“targets.smal_cap” is not something", "“small_cap”"),
    "targets.'class:bonds'.min = 0.1": ("“targets.class:bonds” is not", "“class:bond”"),
    "targets.'symbol: '.min = 0.1": ("“targets.symbol: ” is not something", "symbol:TICKER"),
    "targets.'symbol:cash'.min = 0.1": ("is no symbol that is traded", "“class:cash”"),
    "targets.small_cap.maxx = 0.1": ("“targets.small_cap.maxx” is not a key", "“max”"),
    "targets.small_cap.max = 1.2": ("“targets.small_cap.max” is 1.2", "valid value is 1."),
    "targets.small_cap.min = -0.1": ("“targets.small_cap.min” is -0.1", "valid value is 0."),
    "targets.small_cap.target = 15": ("“targets.small_cap.target” is 15", "valid value is 1."),
    "targets.small_cap.max = nan": ("“targets.small_cap.max” is nan, outside 0 to 1", ""),
    "targets.small_cap = {min = 0.5, max = 0.2}": ("is 0.5, above max 0.2", "valid value is 0.2"),
    "targets.small_cap = {target = 0.5, max = 0.2}": ("above max 0.2", "valid value is 0.2"),
    "targets.small_cap = {min = 0.5, target = 0.2}": ("above target 0.2", "valid value is 0.2"),
    "targets.small_cap = {}": ("“targets.small_cap.max” is missing", "Give min, max or target"),
    "targets.single_company = {min = 0.1}": ("only bound a single company", "Give max"),
    "targets.single_company = {max = 0.1, target = 0}": ("only bound a single", "Give max"),
    "targets = {'symbol:vti' = {max = 0.1}, 'symbol:VTI' = {max = 0.2}}": ("is there twice", ""),
    # bands
    "targets.small_cap = {max = 0.2, band = 0.1}": (
        "“targets.small_cap.band” has no meaning without target",
        "Give target as well.",
    ),
    "targets.small_cap = {max = 0.2, rule = '5/25'}": ("“targets.small_cap.rule” has no", "target"),
    "targets.small_cap = {target = 0.2, band = 1.5}": ("band” is 1.5", "valid value is 1."),
    "targets.small_cap = {target = 0.2, relative_band = -1}": ("is -1", "valid value is 0."),
    "targets.small_cap = {target = 0.2, rule = '5/52'}": ("no choice “5/52”", "“5/25”"),
    "targets.small_cap = {target = 0.2, to = 'egde'}": ("no choice “egde”", "“edge”"),
    "targets.small_cap = {target = 0.2, rule = '5/25', band = 0.1}": (
        "“targets.small_cap.band” is what the rule “5/25” says",
        "Leave out one of the two.",
    ),
    "targets.small_cap = {target = 0.2, rule = '20/half', to = 'edge'}": ("is what the rule", ""),
    "targets.small_cap = {target = 0.2, rule = '200/175', destination = 0}": ("what the rule", ""),
    "targets.small_cap = {target = 0.2, band = 0.1, to = 'half', destination = 0}": (
        "“targets.small_cap.to” has no meaning beside destination",
        "Leave out one of the two.",
    ),
    "targets.small_cap = {target = 0.2, band = 0.02, destination = 0.03}": (
        "“targets.small_cap.destination” is 0.03, outside the band of 0.02",
        "The nearest valid value is 0.02.",
    ),
    "targets.small_cap = {target = 0.2, destination = 0.01}": ("outside the band of 0", "is 0."),
    # what may be bought
    "buy.symbols = 'IWM'": ("“buy.symbols” has to be a list of symbols", ""),
    "buy.symbols = ['IWM', ' ']": ("“buy.symbols” has a symbol without letters", "Leave it out"),
    "buy.style = 'qualty'": ("no choice “qualty”", "“quality”"),
    "buy.style = 'own'": ("“buy.symbols” is missing", "needs a list of your own"),
    # trading
    "trading.mode = 'ful'": ("“trading.mode” has no choice “ful”", "“full”"),
    "trading.objective = 'closer'": ("no choice “closer”", "“closest”"),
    "trading.contribute = 100": ("“trading.contribute” has to be a table", ""),
    "trading.contribute = {'1001' = -5}": ("“trading.contribute.1001” is -5", "value is 0."),
    "trading.contribute = {'1001' = 1e12}": ("“trading.contribute.1001” is 1e+12", "is 1e+10."),
    "trading.contribute = {'1009' = 5}": ("“trading.contribute” names the account “1009”", "Roth"),
    "trading.withdraw = {'1009' = 5}": ("“trading.withdraw” names the account", "Joint ...1001"),
    "trading.withdraw = {'' = 5}": ("fits none of the accounts", "The accounts are: Joint"),
    "trading.withdraw = {'1001' = 1e6}": (
        "“trading.withdraw” takes out $1,000,000.00, which leaves nothing to plan",
        "Take out less than the $51,200.25 that the accounts are worth.",
    ),
    "trading.cash_buffer = 2": ("“trading.cash_buffer” is 2", "nearest valid value is 1."),
    "trading.min_trade = -1": ("“trading.min_trade” is -1", "nearest valid value is 0."),
    "trading.min_trade = '100'": ("“trading.min_trade” has to be a number", ""),
    "trading.min_position = -1": ("“trading.min_position” is -1", "nearest valid value is 0."),
    f"trading.min_position = 1{'0' * 400}": ("is a number without end", "value is 1e+15."),
    "trading.cost_bp = -1": ("“trading.cost_bp” is -1", "nearest valid value is 0."),
    "trading.spread_bp = 5000": ("“trading.spread_bp” is 5000", "valid value is 1000."),
    "trading.spread_bp = {default = 4, BND = -1}": ("“trading.spread_bp.BND” is -1", "is 0."),
    "trading.spread_bp = 'wide'": ("“trading.spread_bp” has to be a number", ""),
    "trading.ticket_fee = -4.95": ("“trading.ticket_fee” is -4.95", "valid value is 0."),
    "trading.ticket_fees = 4.95": ("“trading.ticket_fees” is not a key", "“ticket_fee”"),
    "trading.turnover_max = 1.5": ("“trading.turnover_max” is 1.5", "valid value is 1."),
    "trading.turnover = 0.1": ("“trading.turnover” is not a key", "“turnover_max”"),
    # taxes
    "tax.gain_budget = -500": ("“tax.gain_budget” is -500", "nearest valid value is 0."),
    "tax.gain_buget = 500": ("“tax.gain_buget” is not a key", "“gain_budget”"),
    "tax.short_term_gain_max = -1": ("“tax.short_term_gain_max” is -1", "value is 0."),
    "tax.short_term_rate = 40": ("“tax.short_term_rate” is 40", "nearest valid value is 1."),
    "tax.income = 5": ("“tax.income” has no meaning without filing_status", "Give filing_status"),
    "tax.filing_status = 'singel'": ("no choice “singel”", "“single”"),
    "tax.wait_for_long_term = -1": ("“tax.wait_for_long_term” is -1", "value is 0."),
    "tax.wait_for_long_term = 400": ("“tax.wait_for_long_term” is 400", "value is 367."),
    "tax.wait_for_long_term = 14.6": ("not a whole number of days", "value is 15."),
    "tax.wait_for_long_term = true": ("“tax.wait_for_long_term” has to be a number", ""),
    "tax.loss_carryforward.long_term = -1": ("“tax.loss_carryforward.long_term” is -1", "is 0."),
    # restrictions
    "restrictions.lok = []": ("“restrictions.lok” is not a key", "“lock”"),
    "restrictions = {lock = ['SPY'], exclude = ['SPY']}": ("names SPY, and so does lock", "Leave"),
    "restrictions.exclude = ['AAPL', 7]": ("“restrictions.exclude” has to be a list", ""),
    "recent_trades = [{account = '1001', symbol = 'SPY', action = 'buy', date = 2027-01-02, "
    "quantity = 3}]": (
        "“recent_trades[1].date” is 2027-01-02, after the day of the plan",
        "The nearest valid value is 2026-11-20.",
    ),
    "recent_trades = 5": ("“recent_trades” has to be a list of tables", ""),
}


@pytest.mark.parametrize(("policy", "said"), REFUSALS.items())
def test_a_policy_that_cannot_be_followed_is_refused_by_its_key(
    policy: str, said: tuple[str, str], tmp_path: Path, capsys: Printed
) -> None:
    assert planned(policy, tmp_path) == REFUSED

    printed = capsys.readouterr()
    assert printed.out == ""
    assert "Traceback" not in printed.err
    assert printed.err.startswith("The policy cannot be followed: policy")
    for words in said:
        assert words in printed.err


def planned(policy: str, folder: Path) -> int:
    """Return how ``rebalancer plan`` ends on a small household."""
    for name, text in (("household.csv", HOUSEHOLD), ("policy.toml", f"{policy}\n")):
        (folder / name).write_text(text, encoding="utf-8")
    files = [str(folder / "household.csv"), "--policy", str(folder / "policy.toml")]
    day = [] if "as_of" in policy else ["--as-of", "2026-11-20"]
    return main(["plan", *files, *day])


def test_there_are_many_ways_to_be_refused() -> None:
    assert len(REFUSALS) > 40


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        (
            """
            trading = { mode = "raise_cash", withdraw = { "1001" = 5000 } }
            restrictions.lock = ["AAPL"]
            """,
            "The most that “trading.withdraw” can take out of it is $1,250.25.",
        ),
        (
            "[trading]\nmode = 'buy_only'\ncash_buffer = 0.2",
            "“trading.cash_buffer” asks for at 0.2: 0.0893 is the most it can keep.",
        ),
        ("[targets]", "Plan: nothing to do"),
        (
            "targets = {'symbol:AAPL' = {min = 0.7}, 'symbol:QQQ' = {target = 0.6, band = 0.1}}",
            "ask for 120.0% together, more than there is: lower them by 20.0% in all.",
        ),
        (
            "targets.'symbol:VTI'.min = 0.3\nrestrictions.do_not_buy = ['VTI']",
            "“restrictions.do_not_buy” keeps it from being bought: take it out of one of the two",
        ),
    ],
)
def test_what_cannot_be_met_is_said_with_its_key_and_what_can(
    policy: str, said: str, tmp_path: Path, capsys: Printed
) -> None:
    assert planned(policy, tmp_path) == DONE

    printed = capsys.readouterr()
    assert said in printed.out
