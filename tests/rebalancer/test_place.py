"""What is kept is found in the same folder with and without the window."""

from pathlib import Path

import pytest

from rebalancer.place import own_folder

HOME = Path("/home/me")


@pytest.mark.parametrize(
    ("platform", "environment", "expected"),
    [
        ("linux", {}, "/home/me/.config/rebalancer"),
        ("linux", {"XDG_CONFIG_HOME": "/etc/mine"}, "/etc/mine/rebalancer"),
        ("linux", {"XDG_CONFIG_HOME": "not/absolute"}, "/home/me/.config/rebalancer"),
        ("darwin", {}, "/home/me/Library/Preferences/rebalancer"),
        ("win32", {}, "/home/me/AppData/Local/rebalancer"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/rebalancer"),
    ],
)
def test_the_folder_of_every_platform(
    platform: str, environment: dict[str, str], expected: str
) -> None:
    assert own_folder(platform, environment, HOME) == Path(expected)
