"""The engine is complete without the window: nothing of Qt is needed to import all of it."""

from tests.architecture.tree import printed_by

WINDOW = ("PySide6", "shiboken6", "pyqtgraph", "ui")

IMPORT_THE_ENGINE = """
import importlib, pkgutil, sys
import rebalancer
for found in pkgutil.walk_packages(rebalancer.__path__, "rebalancer."):
    if not found.name.endswith("__main__"):
        importlib.import_module(found.name)
print(*sys.modules)
"""
BLOCK_THE_WINDOW = f"""
import sys
class Blocker:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {WINDOW}:
            raise ImportError(name + " is not installed here")
sys.meta_path.insert(0, Blocker())
"""


def test_importing_every_engine_module_loads_nothing_of_the_window() -> None:
    loaded = printed_by(IMPORT_THE_ENGINE)

    assert "rebalancer.pipeline" in loaded
    assert [name for name in loaded if name.partition(".")[0] in WINDOW] == []


def test_the_engine_can_be_imported_where_qt_is_not_installed() -> None:
    assert "rebalancer.pipeline" in printed_by(BLOCK_THE_WINDOW + IMPORT_THE_ENGINE)


def test_the_blocker_does_block() -> None:
    program = "try:\n    import PySide6\nexcept ImportError:\n    print('blocked')"

    assert printed_by(BLOCK_THE_WINDOW + program) == ["blocked"]
