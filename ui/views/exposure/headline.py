"""The figures a person remembers, before and after, each with how it was computed."""

from PySide6.QtWidgets import QWidget

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, MEGA_CAP_TECH
from rebalancer.measure.measurement import BasketShare, Concentration, Measurement
from rebalancer.measure.portrait import Portrait
from ui.format import UNKNOWN, dollars, number, percent
from ui.language import sentences, tr
from ui.views.exposure.words import basis, between
from ui.widgets.side_by_side import SideBySide
from ui.widgets.text import AFTER_THE_ARROW
from ui.widgets.tile import Tile

TOP = 10
TILE_WIDTH = 224
SEEN_ENOUGH = 0.5
"""Looked through to less of it, a household is too dark to count its companies."""
_LARGEST_LATER = tr(
    "After the arrow: the company that is the largest once the plan's trades are made."
)


class Headline(SideBySide):
    """Eight tiles."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(TILE_WIDTH, 4, parent, spacing=12)
        self.seven = Tile(MAGNIFICENT_SEVEN.title)
        self.tech = Tile(MEGA_CAP_TECH.title)
        self.ten = Tile(tr("Ten largest companies"))
        self.small = Tile(tr("Small caps"))
        self.names = Tile(tr("Effective companies"))
        self.hhi = Tile(tr("Concentration (HHI)"))
        self.largest = Tile(tr("Largest company"))
        self.coverage = Tile(tr("Coverage"))
        tiles = (self.seven, self.tech, self.ten, self.small)
        more = (self.names, self.hhi, self.largest, self.coverage)
        self.add(*tiles, *more)

    def show_portrait(self, portrait: Portrait) -> None:
        """Show what is, and what becomes of it beside it where there is a plan."""
        now, later = portrait.now, portrait.after
        _show_basket(self.seven, MAGNIFICENT_SEVEN.key, portrait)
        _show_basket(self.tech, MEGA_CAP_TECH.key, portrait)
        self._show_ten(portrait)
        self._show_small(portrait)
        self._show_names(portrait)
        self._show_hhi(portrait)
        self._show_largest(portrait)
        self.coverage.set_value(
            percent(now.coverage),
            percent(later.coverage) if later else "",
            tr(
                "of {value} looked through to companies, bonds or cash",
                value=dollars(now.total_value),
            ),
        )
        self.coverage.set_explanation(
            tr(
                "The share of the value whose inside is known to its end. The rest lies in funds "
                "that nothing tells the holdings of: it is counted, and widens the bounds. The "
                "list “Not looked through” names it. {basis}",
                basis=_basis(portrait),
            )
        )

    def _show_ten(self, portrait: Portrait) -> None:
        now, later, at_most = portrait.now, portrait.after, portrait.curves.at_most[:TOP]
        led = tr("led by {company}", company=now.top[0].company) if now.top else ""
        if led and at_most:
            led = tr("{led}; at most {at_most}", led=led, at_most=percent(at_most[-1]))
        self.ten.set_value(
            percent(_top(now)),
            percent(_top(later)) if later else "",
            led,
        )
        self.ten.set_explanation(
            tr(
                "The ten largest companies together, as a share of everything, after looking "
                "through the funds. Share classes count as one company. They would be most if "
                "everything that is not looked through were one of them. {basis}",
                basis=_basis(portrait),
            )
        )

    def _show_small(self, portrait: Portrait) -> None:
        now, later = portrait.now, portrait.after
        limit = portrait.exposures.universe.companies.breakpoints.mid
        self.small.set_value(
            percent(now.small_cap.share),
            percent(later.small_cap.share) if later else "",
            between(now.small_cap),
        )
        self.small.set_explanation(
            tr(
                "Small and micro companies, held directly or through funds: members of the "
                "Russell 2000 and the S&P SmallCap 600, and of the others those that are worth "
                "less than ${limit} billion. The upper bound adds every part of a fund that may be "
                "small for all that is known. {basis}",
                limit=f"{limit:g}",
                basis=_basis(portrait),
            )
        )

    def _show_names(self, portrait: Portrait) -> None:
        now, later = portrait.now, portrait.after
        self.names.set_value(
            _names(now),
            _names(later) if later else "",
            _as_held(number(now.effective_names.nominal, 1), _between(now.effective_names, 0)),
        )
        self.names.set_explanation(
            tr(
                "So many companies of equal size would be as concentrated: 1 / HHI, of the equity "
                "part. As held counts the lines of the statement, looked through the companies in "
                "them. {basis}",
                basis=_basis(portrait),
            )
        )

    def _show_hhi(self, portrait: Portrait) -> None:
        now, later = portrait.now, portrait.after
        self.hhi.set_value(
            number(now.hhi.look_through, 3),
            number(later.hhi.look_through, 3) if later else "",
            _as_held(number(now.hhi.nominal, 3), _between(now.hhi, 3)),
        )
        self.hhi.set_explanation(
            tr(
                "Herfindahl index: the squared shares of the companies, added up. 1 is a single "
                "company; what funds hold uncovered counts as spread thin. It is of the equity "
                "part. {basis}",
                basis=_basis(portrait),
            )
        )

    def _show_largest(self, portrait: Portrait) -> None:
        later = portrait.after
        if not portrait.companies:
            self.largest.set_value(percent(None))
            self.largest.set_explanation(tr("No company is known in what is looked at."))
            return
        first = portrait.companies[0]
        bounds = between(first.bounds)
        self.largest.set_value(
            percent(first.company.share),
            percent(later.top[0].share) if later and later.top else "",
            f"{first.company.company}; {bounds}" if bounds else first.company.company,
        )
        self.largest.set_explanation(
            tr(
                "Held directly {direct}, through funds {through_funds} of everything; its share "
                "classes count together. At most it is what it would be if everything that is not "
                "looked through, and may hold the company, were that company. {basis}",
                direct=percent(first.company.direct),
                through_funds=percent(first.company.through_funds),
                basis=sentences(basis(portrait.now), _LARGEST_LATER if later else ""),
            )
        )


def _basis(portrait: Portrait) -> str:
    """Return what the tiles rest on, and what stands behind their arrows."""
    return sentences(basis(portrait.now), AFTER_THE_ARROW if portrait.after else "")


def _show_basket(tile: Tile, key: str, portrait: Portrait) -> None:
    now, later = portrait.now, portrait.after
    share = now.baskets[key]
    tile.set_value(
        percent(share.share),
        percent(later.baskets[key].share) if later else "",
        _split(share),
    )
    basket = portrait.exposures.universe.classification.basket(key)
    said = [f"{', '.join(sorted(basket.companies))}: {basket.source}."] if basket else []
    bounds = between(share)
    held = tr(
        "Held directly {direct}, through funds {through_funds} of everything, cash and bonds "
        "included",
        direct=percent(share.direct),
        through_funds=percent(share.through_funds),
    )
    tile.set_explanation(
        " ".join([*said, f"{held}; {bounds}." if bounds else f"{held}.", _basis(portrait)])
    )


def _split(share: BasketShare) -> str:
    text = tr(
        "{direct} direct + {through_funds} through funds",
        direct=percent(share.direct),
        through_funds=percent(share.through_funds),
    )
    bounds = between(share)
    return f"{text}; {bounds}" if bounds else text


def _top(measurement: Measurement) -> float:
    return sum(company.share for company in measurement.top[:TOP])


def _names(measurement: Measurement) -> str:
    """Return the effective number of companies, unless what is not seen decides about it."""
    figure = measurement.effective_names.look_through
    return UNKNOWN if measurement.coverage < SEEN_ENOUGH else number(figure, 0)


def _as_held(figure: str, bounds: str) -> str:
    said = tr("looked through; {figure} as held", figure=figure)
    return f"{said}; {bounds}" if bounds else said


def _between(figure: Concentration, digits: int) -> str:
    """Return the bounds of a figure that is no share, where they tell anything."""
    low, high = number(figure.lower, digits), number(figure.upper, digits)
    if figure.lower is None or figure.upper is None or low == high:
        return ""
    return tr("at least {low}, at most {high}", low=low, high=high)
