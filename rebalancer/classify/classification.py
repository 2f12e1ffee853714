"""What a person says of baskets, sizes and securities: one frozen value."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rebalancer.classify.basket import MAGNIFICENT_SEVEN, MEGA_CAP_TECH, NamedBasket
from rebalancer.classify.correction import Correction
from rebalancer.classify.flaw import ClassificationError
from rebalancer.classify.group import FIXED_GROUPS
from rebalancer.classify.size import DEFAULT_BREAKPOINTS, Breakpoints

STANDARD_BASKETS = (MAGNIFICENT_SEVEN, MEGA_CAP_TECH)
RESERVED = frozenset({*FIXED_GROUPS, "single_company"})
"""Names that mean something else in a policy."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Classification:
    """How securities are classed where a person decides, not the market snapshot.

    Attributes:
        baskets: The Magnificent Seven first, which are fixed; then mega-cap tech, which can be
            edited; then whatever a person adds.
        corrections: At most one a symbol.

    Raises:
        ClassificationError: Names are taken, missing or given twice.
    """

    breakpoints: Breakpoints = DEFAULT_BREAKPOINTS
    baskets: tuple[NamedBasket, ...] = STANDARD_BASKETS
    corrections: tuple[Correction, ...] = ()

    def __post_init__(self) -> None:
        if self.baskets[:1] != (MAGNIFICENT_SEVEN,):
            raise ClassificationError(
                f"baskets.{MAGNIFICENT_SEVEN.key}",
                "is fixed",
                "Edit mega_cap_tech, or add a basket of your own.",
            )
        keys = [basket.key for basket in self.baskets]
        if keys[1:2] != [MEGA_CAP_TECH.key]:
            raise ClassificationError(f"baskets.{MEGA_CAP_TECH.key}", "is missing")
        for key in keys:
            if key in RESERVED:
                raise ClassificationError(f"baskets.{key}", "is taken", "Give it another name.")
            if keys.count(key) > 1:
                raise ClassificationError(f"baskets.{key}", "is there twice", "Rename one.")
        symbols = [correction.symbol for correction in self.corrections]
        for symbol in symbols:
            if symbols.count(symbol) > 1:
                raise ClassificationError(f"corrections.{symbol}", "is there twice", "Keep one.")

    @property
    def titles(self) -> Mapping[str, str]:
        """What a person calls every basket, size and asset class, by its key."""
        own = {basket.key: basket.title for basket in self.baskets}
        return own | {group.key: group.title for group in FIXED_GROUPS.values()}

    def basket(self, key: str) -> NamedBasket | None:
        """Return the basket called *key*, or None."""
        return next((basket for basket in self.baskets if basket.key == key), None)

    def with_basket(self, basket: NamedBasket) -> "Classification":
        """Return the same with *basket* in the place of the one of that name, or added.

        Raises:
            ClassificationError: It is the Magnificent Seven's name, or one that is reserved.
        """
        if self.basket(basket.key) is None:
            return replace(self, baskets=(*self.baskets, basket))
        baskets = tuple(basket if old.key == basket.key else old for old in self.baskets)
        return replace(self, baskets=baskets)

    def without_basket(self, key: str) -> "Classification":
        """Return the same without the basket *key*; a standard one becomes what it was."""
        standard = {basket.key: basket for basket in STANDARD_BASKETS}
        kept = (standard.get(old.key) if old.key == key else old for old in self.baskets)
        return replace(self, baskets=tuple(basket for basket in kept if basket is not None))

    def correction(self, symbol: str) -> Correction | None:
        """Return what is said of *symbol*, or None."""
        return next((item for item in self.corrections if item.symbol == symbol), None)

    def with_correction(self, correction: Correction) -> "Classification":
        """Return the same with *correction* instead of whatever was said of that symbol."""
        others = self.without_correction(correction.symbol).corrections
        return replace(self, corrections=(*others, correction))

    def without_correction(self, symbol: str) -> "Classification":
        """Return the same with *symbol* as the market snapshot has it."""
        kept = tuple(item for item in self.corrections if item.symbol != symbol)
        return replace(self, corrections=kept)


DEFAULT_CLASSIFICATION = Classification()
"""What holds while nobody says anything."""
