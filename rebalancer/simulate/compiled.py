"""Machine code for the few functions that run once for every path, month and group."""

from collections.abc import Callable
from typing import ParamSpec, Protocol, TypeVar, cast

from numba import njit

_Given = ParamSpec("_Given")
_Out = TypeVar("_Out")


class Compiled(Protocol[_Given, _Out]):
    """A function in machine code; it lets other threads run meanwhile.

    Attributes:
        py_func: The same function as Python runs it, slowly.
    """

    py_func: Callable[_Given, _Out]

    def __call__(self, *args: _Given.args, **kwargs: _Given.kwargs) -> _Out:
        """Run it; the first call with new types compiles it."""


def is_compiled(function: Compiled[_Given, _Out]) -> bool:
    """Return whether *function* is in machine code already, so that a call answers at once."""
    return bool(getattr(function, "signatures", True))


def compiled(function: Callable[_Given, _Out]) -> Compiled[_Given, _Out]:
    """Compile *function* when it is first called, and keep the result for the next start.

    Division by zero gives infinity, as NumPy has it: checks would keep the loops from being
    vectorised. Sums are not reordered, so that every machine computes the same.
    """
    return cast(
        "Compiled[_Given, _Out]", njit(cache=True, nogil=True, error_model="numpy")(function)
    )
