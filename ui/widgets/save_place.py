"""Where something is saved: the name that a person has chosen, with the ending that it needs."""

from collections.abc import Callable
from pathlib import Path

from rebalancer.atomic import is_there
from rebalancer.document.store.errors import AlreadyThereError
from rebalancer.errors import RebalancerError


def save_to(
    name: str,
    ending: str,
    write: Callable[[Path], object],
    fail: Callable[[Exception], object],
    *,
    is_needed: bool = False,
) -> None:
    """Let *write* write to the place that *name* means, or *fail* say why it cannot be there.

    A file dialog returns "" where nothing was chosen; then nothing happens.
    """
    if not name:
        return
    try:
        path = place_to_save(name, ending, is_needed=is_needed)
    except RebalancerError as error:
        fail(error)
    else:
        write(path)


def place_to_save(name: str, ending: str, *, is_needed: bool = False) -> Path:
    """Return the file *name*; it has an ending or gets *ending*.

    Whether a file may be replaced was asked of the name as it was typed, so what stands under the
    name with its ending is left alone.

    Args:
        name: As a file dialog returns it.
        ending: With its dot.
        is_needed: Whether no other ending will do.

    Raises:
        AlreadyThereError: The ending was missing, and a file with it is there.
    """
    path = Path(name)
    if path.suffix == ending or (path.suffix and not is_needed):
        return path
    path = path.with_name(path.name + ending)
    if is_there(path):
        raise AlreadyThereError(path)
    return path
