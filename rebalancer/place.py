"""Where what a person keeps is found: the same folder from the window and without it."""

from collections.abc import Mapping
from pathlib import Path

NAME = "rebalancer"
SCENARIOS = "scenarios"


def own_folder(platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """Return the folder of the user's settings.

    Args:
        platform: As ``sys.platform`` has it.
        environment: As ``os.environ`` has it.
        home: Of the user.
    """
    if platform == "win32":
        local = environment.get("LOCALAPPDATA")
        return (Path(local) if local else home / "AppData" / "Local") / NAME
    if platform == "darwin":
        return home / "Library" / "Preferences" / NAME
    config = environment.get("XDG_CONFIG_HOME", "")
    return (Path(config) if config.startswith("/") else home / ".config") / NAME
