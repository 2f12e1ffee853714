"""``override`` for what is loaded before the first paint.

Until Python 3.12 it is in ``typing_extensions``, whose import takes a tenth of the time that the
window has. Type checkers read ``overriding.pyi``, to which it is the real one.
"""

from collections.abc import Callable
from typing import TypeVar

_Method = TypeVar("_Method", bound=Callable[..., object])


def override(method: _Method, /) -> _Method:
    """Return *method*, which takes the place of one of the same name in a base class."""
    return method
