"""The lock names every package that is installed, at the version it was tested with."""

import re
import tomllib
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]


def locked() -> dict[str, str]:
    pins: dict[str, str] = {}
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines():
        if line and not line.startswith("#"):
            package, _, pinned = line.partition("==")
            pins[canonicalize_name(package)] = pinned
    return pins


def declared() -> list[Requirement]:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in (*project["dependencies"], *(line for lines in extras for line in lines))]


def needed() -> dict[str, set[str]]:
    """Every package that the project needs here, directly or not, with the extras asked of it."""
    wanted: dict[str, set[str]] = {}
    queue = declared()
    while queue:
        requirement = queue.pop()
        package, extras = canonicalize_name(requirement.name), requirement.extras | {""}
        if package in wanted and extras <= wanted[package]:
            continue
        wanted[package] = wanted.get(package, set()) | extras
        try:
            below = [Requirement(line) for line in requires(package) or ()]
        except PackageNotFoundError:
            pytest.fail(f"{package} is needed and not installed: run `make setup`.")
        queue += [r for r in below if not r.marker or any(r.marker.evaluate({"extra": extra}) for extra in extras)]
    return wanted


def test_every_line_of_the_lock_is_one_exact_version():
    lines = (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    assert all(re.fullmatch(r"#.*|[A-Za-z0-9._-]+==[A-Za-z0-9.!]+", line) for line in lines)


def test_the_lock_pins_every_package_the_project_needs():
    assert sorted(set(needed()) - set(locked())) == []


def test_every_pin_lies_in_the_range_that_the_project_declares():
    pins = locked()
    outside = [str(r) for r in declared() if not r.specifier.contains(pins[canonicalize_name(r.name)])]
    assert outside == []


def test_what_is_installed_is_what_the_lock_says():
    pins = locked()
    # A build for one kind of processor carries a local label: 2.13.0+cpu is 2.13.0.
    installed = {package: version(package).partition("+")[0] for package in needed()}
    assert {p: v for p, v in installed.items() if v != pins.get(p)} == {}
