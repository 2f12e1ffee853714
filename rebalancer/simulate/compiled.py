"""Machine code for the few functions that run once for every path, month and group.

Numba, which makes it, takes a quarter of a second to import, and most households are looked at
before anything is simulated: it is loaded when the first of these functions is called.
"""

from collections.abc import Callable
from functools import cached_property
from typing import Any, Generic, ParamSpec, TypeVar

_Given = ParamSpec("_Given")
_Out = TypeVar("_Out")


class Compiled(Generic[_Given, _Out]):
    """A function in machine code; it lets other threads run meanwhile.

    Attributes:
        py_func: The same function as Python runs it, slowly.
    """

    def __init__(self, function: Callable[_Given, _Out]) -> None:
        self.py_func = function

    def __call__(self, *args: _Given.args, **kwargs: _Given.kwargs) -> _Out:
        """Run it; the first call with new types compiles it."""
        result: _Out = self.machine(*args, **kwargs)
        return result

    @cached_property
    def machine(self) -> Any:  # noqa: ANN401 - numba ships no types
        """What numba makes of the function, and of those that it calls."""
        known = self.py_func.__globals__
        for name in self.py_func.__code__.co_names:
            called = known.get(name)
            if isinstance(called, Compiled):
                known[name] = called.machine  # numba takes only what it has compiled itself
        from numba import njit  # noqa: PLC0415 - it takes a quarter of a second

        return njit(cache=True, nogil=True, error_model="numpy")(self.py_func)


def is_compiled(function: Callable[_Given, _Out]) -> bool:
    """Return whether *function* is in machine code already, so that a call answers at once."""
    return not isinstance(function, Compiled) or bool(getattr(function.machine, "signatures", True))


def compiled(function: Callable[_Given, _Out]) -> Compiled[_Given, _Out]:
    """Compile *function* when it is first called, and keep the result for the next start.

    Division by zero gives infinity, as NumPy has it: checks would keep the loops from being
    vectorised. Sums are not reordered, so that every machine computes the same.
    """
    return Compiled(function)
