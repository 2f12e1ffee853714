"""Further problems with known answers."""

from tests.rebalancer.known_case import FILLER, Case, banded, raising

CASES: tuple[Case, ...] = (
    *(
        Case(
            name=f"9 {money} of new money goes where it brings 50/50 nearest, without a sale",
            holdings="""
                1001 taxable VTI 600@90 100 2019-01-02
                1001 taxable BND 400@90 100 2019-01-02
            """,
            policy=f"""
                targets = {{"symbol:VTI" = {{target = 0.5}}, "symbol:BND" = {{target = 0.5}}}}
                buy.symbols = ["VTI", "BND"]
                trading = {{mode = "buy_only", contribute = {{"1001" = {money}}}}}
            """,
            bought=expected,
        )
        for money, expected in ((10_000, {"BND": 100}), (30_000, {"VTI": 50, "BND": 250}))
    ),
    Case(
        # of 1,000 in all: 333 and 600 with 67 of cash are 334 away from 500 and 500; the greedy
        # answer of one share less is 374 away
        name="10 whole shares come as near to 50/50 as they can",
        holdings="""
            1001 tax_exempt XOM 1@300 333 2019-01-02
            1001 tax_exempt CVX 1@100 120 2019-01-02
            1001 tax_exempt CASH 547
        """,
        policy="""
            targets = {"symbol:XOM" = {target = 0.5}, "symbol:CVX" = {target = 0.5}}
            buy.symbols = ["XOM", "CVX"]
            trading.objective = "closest"
        """,
        bought={"CVX": 4},
    ),
    Case(
        # 50,000 x 4.5 % x 37 % = 832.50 of tax a year on the bonds, 50,000 x 1.3 % x 20 % = 130
        name="11 bonds belong where their income is not taxed",
        holdings="""
            1001 taxable BND 500@100 100 2019-01-02
            1002 tax_deferred VTI 500@100 100 2019-01-02
        """,
        policy="""
            targets = {"symbol:BND" = {target = 0.5}, "symbol:VTI" = {target = 0.5}}
            buy.symbols = ["BND", "VTI"]
            tax = { short_term_rate = 0.37, long_term_rate = 0.20 }
            location.weigh = true
            location.income.bond = { yield = 0.045 }
            location.income.stock = { yield = 0.013, qualified = 1.0 }
        """,
        sold={"BND": 500, "VTI": 500},
        bought={"BND": 500, "VTI": 500},
        values={"location.drag_before": 832.50, "location.drag_after": 130},
        says=("Moves BND to Account ...1002, where its income is not taxed.",),
    ),
    Case(
        # META costs 4 % and AAPL 8 % of what is sold; both go as a whole under the cap of 25 %
        name="12 the cheapest names go first and what may not be sold stays",
        holdings="""
            1001 taxable META  500@80  100 2019-01-02
            1001 taxable AAPL  500@60  100 2019-01-02
            1001 taxable NVDA  500@100 100 2019-01-02
            1001 taxable MSFT  500@50  100 2019-01-02
            1001 taxable GOOGL 500@50  100 2019-01-02
            1001 taxable AMZN  500@50  100 2019-01-02
            1001 taxable TSLA  500@50  100 2019-01-02
            1001 taxable BND  6500@100 100 2019-01-02
        """,
        policy="""
            targets.magnificent_seven = { max = 0.25 }
            buy.symbols = ["IWM"]
            restrictions.do_not_sell = ["NVDA"]
        """,
        sold={"META": 500, "AAPL": 500},
        bought=None,
        values={"tax.estimated_tax": 6000, "status": "optimal"},
    ),
    *(
        Case(
            name=f"13 of a share with {gain} % of gain and a fund, the cheaper way down is taken",
            holdings=f"""
                1001 taxable AAPL 1000@{100 - gain} 100 2019-01-02
                1001 taxable QQQ  5000@75 100 2019-01-02
                1001 taxable BND  4000@100 100 2019-01-02
            """,
            policy='targets.magnificent_seven = { max = 0.2 }\nbuy.symbols = ["IWM"]\n',
            sold=goes,
            bought=None,
        )
        # the fund costs 0.05 a dollar, 0.383 of which is in the seven: 0.131 a dollar removed
        for gain, goes in ((50, {"AAPL": 916}), (80, {"QQQ": 2390}))
    ),
    *(
        Case(
            # NDX is 40 % in the seven and sold at a gain of 30 %: 0.15 of tax a dollar removed,
            # against 0.10 and 0.16 for the share; 100,000 have to go
            name=f"13 a share with {gain} % of gain costs {tax} or a fund does",
            holdings=f"""
                1001 taxable AAPL 1000@{100 - gain} 100 2019-01-02
                1001 taxable NDX  5000@70 100 2019-01-02
                1001 taxable BND  4000@100 100 2019-01-02
            """,
            policy='targets.magnificent_seven = { max = 0.2 }\nbuy.symbols = ["IWM"]\n',
            classes="corrections.NDX.looked_through_as = { MSFT = 0.4, XOM = 0.6 }\n",
            sold=goes,
            bought=None,
            values={"tax.estimated_tax": tax},
        )
        for gain, goes, tax in ((50, {"AAPL": 1000}, 10_000), (80, {"NDX": 2500}, 15_000))
    ),
    Case(
        # the year has 10,000 of short-term gains: a long-term loss of 10,000 saves 4,000 of tax;
        # by the flat rate of its own term it would save 2,000, less than the other lot's 2,200
        name="14 a long-term loss is worth what it offsets, not its own term's rate",
        holdings=f"""
            1001 taxable XOM 100@200 100 2019-01-02
            1001 taxable XOM 100@155 100 2026-06-01
            {FILLER}
        """,
        policy=raising(10_000, "[tax]\nrealised = { short_term = 10000 }\n"),
        sold={"XOM": 100},
        values={"tax.estimated_tax": -4000, "tax.long_term_gain": -10_000},
    ),
    *(
        Case(
            # trading costs 2,270 in all, 10 % on either side: between 20 % and 40 % of 10,000
            name=f"14b a loss of 10,000 is harvested against {against}-term gains: {bool(shares)}",
            holdings="""
                1001 taxable SPY 125@180 100 2019-01-02
                1001 taxable VTI 1@100 100 2019-01-02
            """,
            policy=f"""
                trading = {{ mode = "tlh", cost_bp = 1000 }}
                tax.realised = {{ {against}_term = 10000 }}
            """,
            sold=shares,
            bought={"VTI": 102} if shares else {},
            values={"harvest.saved": 4000 if shares else 0},
        )
        for against, shares in (("short", {"SPY": 125}), ("long", {}))
    ),
    Case(
        name="15 a long-term loss of 10,000 deducts 3,000 and carries 7,000",
        holdings=f"1001 taxable XOM 100@200 100 2019-01-02\n{FILLER}",
        policy=raising(10_000, '[tax]\nfiling_status = "single"\nincome = 100000\n'),
        sold={"XOM": 100},
        values={"tax.estimated_tax": -660, "tax.carried_long_term": 7000},
    ),
    Case(
        name="16 long-term gains fill the zero bracket first",
        holdings=f"1001 taxable XOM 400@50 100 2019-01-02\n{FILLER}",
        policy=raising(40_000, '[tax]\nfiling_status = "single"\nincome = 60000\n'),
        sold={"XOM": 400},
        values={"tax.estimated_tax": 2167.50},
    ),
    Case(
        # 15 % of 30,000, and 3.8 % of the 20,000 above 250,000
        name="17 a couple above 250,000 owes the net investment income tax as well",
        holdings=f"1001 taxable XOM 400@25 100 2019-01-02\n{FILLER}",
        policy=raising(40_000, '[tax]\nfiling_status = "married_joint"\nincome = 240000\n'),
        sold={"XOM": 400},
        values={"tax.estimated_tax": 5260},
    ),
    Case(
        name="18 inside its band nothing is traded",
        holdings="""
            1001 taxable VTI 615@90 100 2019-01-02
            1001 taxable BND 385@90 100 2019-01-02
        """,
        policy='targets = {"symbol:VTI" = {target = 0.6, band = 0.02}}\n',
        values={"status": "nothing_to_do"},
    ),
    Case(
        name="19 73 % against 60 % with a band of a fifth goes half-way in: 70,000",
        holdings="""
            1001 tax_exempt VTI 7300@90 100 2019-01-02
            1001 tax_exempt BND 2700@90 100 2019-01-02
        """,
        policy="""
            targets = {"symbol:VTI" = {target = 0.6, band = 0.12, to = "half"}}
            buy.symbols = ["BND"]
        """,
        sold={"VTI": 700},
        bought={"BND": 700},
    ),
    banded("18", 6150, "band = 0.02", 0),
    banded("19", 6250, "rule = '200/175'", 75),
    banded("19", 7300, "rule = '20/half'", 700),
    banded("19", 6500, "rule = '5/25'", 0),
    banded("19", 6600, "rule = '5/25'", 600),
    Case(
        name="19 costs, fees and the turnover cap are counted to the cent",
        holdings="""
            1001 tax_exempt VTI 7300@90 100 2019-01-02
            1001 tax_exempt BND 2700@90 100 2019-01-02
        """,
        policy="""
            targets = {"symbol:VTI" = {target = 0.6}}
            buy.symbols = ["BND"]
            [trading]
            cost_bp = 3
            spread_bp = { default = 4, BND = 10 }
            ticket_fee = 4.95
            turnover_max = 0.05
            min_position = 1000
        """,
        sold={"VTI": 500},
        bought={"BND": 499},
        values={
            "trades.0.cost": 29.95,
            "trades.1.cost": 44.87,
        },
        says=("The turnover cap", '"Account ...1001": "25.18"'),
    ),
    *(
        Case(
            # 20 shares would leave 1,999.80 after half the spread of 2 basis points
            name=f"19b of two alike the one is sold that costs less to trade, not {dear}",
            holdings="""
                1001 tax_exempt XOM 50@50 100 2019-01-02
                1001 tax_exempt CVX 50@50 100 2019-01-02
            """,
            policy=raising(2000, f"spread_bp = {{ default = 2, {dear} = 200 }}\n"),
            sold={cheap: 21},
        )
        for dear, cheap in (("XOM", "CVX"), ("CVX", "XOM"))
    ),
    Case(
        name="20 an account's cash does not pay for what another one lacks",
        holdings="""
            1001 taxable VTI 900@90 100 2019-01-02
            1002 tax_deferred CASH 10000
        """,
        policy=raising(10_000, '[restrictions]\ndo_not_sell = ["VTI"]\n'),
        says=("lacks $10,000.00 of cash",),
    ),
    Case(
        name="21 a loss is not sold and bought back where the weight has to be kept",
        holdings="1001 taxable XOM 100@120 100 2019-01-02",
        policy='targets = {"symbol:XOM" = {min = 1.0}}\nbuy.symbols = ["XOM"]\n',
        values={"status": "nothing_to_do", "tax.estimated_tax": 0},
    ),
    Case(
        name="21b nor is it where losses are sought",
        holdings="1001 taxable XOM 100@120 100 2019-01-02",
        policy="""
            targets = {"symbol:XOM" = {min = 1.0}}
            buy.symbols = ["XOM"]
            trading.mode = "tlh_and_rebalance"
        """,
        values={"status": "nothing_to_do", "tax.estimated_tax": 0},
    ),
    Case(
        name="22 of 10.537 shares ten are sold",
        holdings="""
            1001 tax_exempt AAPL 10.537@50 100 2019-01-02
            1001 tax_exempt BND  9@50 50 2019-01-02
        """,
        policy='targets = {"symbol:AAPL" = {max = 0.0}}\nbuy.symbols = ["BND"]\n',
        sold={"AAPL": 10},
        bought={"BND": 20},
    ),
    Case(
        name="23 a need of 800 sells the smallest trade of 1,000",
        holdings="1001 taxable XOM 90@50 100 2019-01-02",
        policy=raising(800, "min_trade = 1000\n"),
        sold={"XOM": 10},
    ),
)
