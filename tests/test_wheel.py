"""The wheel carries everything and works away from the checkout."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "ingest", "prompts", "eval")


def run(*command: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("PYTHON", "TRIALOGUE"))}
    done = subprocess.run(command, cwd=cwd, env=kept | environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder)
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def elsewhere(wheel, tmp_path_factory):
    """A folder into which the wheel alone is installed; its dependencies come from the test's own environment."""
    folder = tmp_path_factory.mktemp("elsewhere")
    options = ("--quiet", "--no-deps", "--no-index", "--target", folder)
    run(sys.executable, "-m", "pip", "install", *options, wheel, cwd=folder)
    return folder


def test_every_file_of_the_packages_is_in_the_wheel(wheel):
    here = {
        path.relative_to(ROOT).as_posix()
        for package in PACKAGES
        for path in (ROOT / package).rglob("*")
        if path.is_file() and "__pycache__" not in path.parts and not path.name.startswith(".")
    }
    shipped = set(zipfile.ZipFile(wheel).namelist())
    assert sorted(here - shipped) == []
    kinds = {Path(one).suffix for one in shipped if one.startswith(PACKAGES)}
    assert {".py", ".txt", ".yaml", ".css"} <= kinds


def test_nothing_but_the_packages_is_in_the_wheel(wheel):
    tops = {one.split("/")[0] for one in zipfile.ZipFile(wheel).namelist()}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(PACKAGES)


@pytest.mark.parametrize("command", ["trialogue", "trialogue-eval"])
def test_the_installed_command_says_how_it_is_used(elsewhere, tmp_path, command):
    done = run(sys.executable, elsewhere / "bin" / command, "--help", cwd=tmp_path, PYTHONPATH=str(elsewhere))
    assert command in done.stdout


def test_the_installed_packages_are_not_those_of_the_checkout(elsewhere, tmp_path):
    script = "import assistant, ingest; print(assistant.__file__, ingest.__file__)"
    done = run(sys.executable, "-c", script, cwd=tmp_path, PYTHONPATH=str(elsewhere))
    assert all(Path(one).is_relative_to(elsewhere) for one in done.stdout.split())


def test_the_installed_wheel_reads_its_bundled_record(elsewhere, tmp_path):
    script = (
        "from importlib.resources import files\n"
        "from ingest.sources import parse\n"
        "from ingest.lint import lint\n"
        "record = parse((files('ingest') / 'samples' / 'NCT07095075.medpath.txt').read_text('utf-8'), 'bundled')\n"
        "print(record.id, len(lint(record)) > 5)"
    )
    done = run(sys.executable, "-c", script, cwd=tmp_path, PYTHONPATH=str(elsewhere))
    assert done.stdout.split() == ["NCT07095075", "True"]
