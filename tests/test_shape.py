"""The project keeps the shape it promises."""

import ast
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGES = ("assistant", "ingest", "prompts", "eval")
MODULES = sorted(path for package in PACKAGES for path in (ROOT / package).rglob("*.py"))
HEAVY = {
    "torch",
    "transformers",
    "sentence_transformers",
    "chromadb",
    "gradio",
    "scipy",
    "statsmodels",
    "matplotlib",
    "fhir",
    "presidio_analyzer",
    "openai",
    "anthropic",
    "ollama",
    "langchain_openai",
    "spacy",
}
TEXT = {".py", ".md", ".toml", ".txt", ".yaml", ".yml", ".json", ".css", ".js", ".html", ""}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def imported(nodes: list[ast.stmt]) -> Iterator[str]:
    """The top-level packages that these statements import when the module is loaded."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name.split(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.split(".")[0]
        elif isinstance(node, ast.Try):
            yield from imported([*node.body, *node.orelse, *node.finalbody])
        elif isinstance(node, ast.If) and "TYPE_CHECKING" not in ast.unparse(node.test):
            yield from imported([*node.body, *node.orelse])


def calls(path: Path, *names: str) -> Iterator[ast.Call]:
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[-1] in names:
            yield node


def published() -> list[Path]:
    """The files that are, or would be, in the repository."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True
    )
    if listing.returncode:
        pytest.skip("not a git checkout, so the published files cannot be listed")
    paths = (ROOT / line for line in listing.stdout.splitlines())
    return [path for path in paths if path.suffix in TEXT and path.is_file()]


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_every_module_says_first_what_it_is(path):
    said = ast.get_docstring(tree(path))
    assert said
    first = said.splitlines()[0]
    assert first[0].isupper()
    assert first[-1] in ".:?"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_module_is_a_drawer_for_odds_and_ends(path):
    assert path.stem not in {"utils", "util", "types", "models", "helpers", "common", "misc"}


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_no_error_is_swallowed(path):
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.ExceptHandler):
            caught = ast.unparse(node.type) if node.type else "everything"
            hides = all(isinstance(statement, ast.Pass) for statement in node.body)
            assert node.type is not None, f"line {node.lineno} catches everything"
            assert not (hides and caught in {"Exception", "BaseException"}), f"line {node.lineno} hides every error"


@pytest.mark.parametrize("path", MODULES, ids=name)
def test_heavy_libraries_are_imported_late(path):
    if path.is_relative_to(ROOT / "assistant" / "ui"):
        pytest.skip("the page's own modules are themselves imported late")
    assert not HEAVY & set(imported(tree(path).body))


def test_the_commands_start_without_a_heavy_library():
    script = f"import assistant.cli, eval.cli, sys; print(sorted({HEAVY!r} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "[]"


def test_telemetry_is_off_in_the_library_and_in_the_page():
    clients = [call for path in MODULES for call in calls(path, "PersistentClient", "HttpClient", "EphemeralClient")]
    pages = [call for path in MODULES for call in calls(path, "Blocks", "ChatInterface", "Interface")]
    assert clients
    assert pages
    assert all("anonymized_telemetry=False" in ast.unparse(call) for call in clients)
    assert all("analytics_enabled=False" in ast.unparse(call) for call in pages)


def test_no_published_file_names_a_folder_of_one_machine():
    own = re.compile(r"(?<![\w.~/-])/(?:home|root|Users|work|mnt|opt)/[\w.]")
    found = [name(path) for path in published() if path != Path(__file__) and own.search(path.read_text("utf-8"))]
    assert found == []


def test_the_import_contracts_hold_every_package():
    listed = (ROOT / "pyproject.toml").read_text("utf-8")
    assert f"root_packages = {list(reversed(['prompts', 'ingest', 'assistant', 'eval']))}".replace("'", '"') in listed


def test_the_readme_has_two_commands_and_the_second_is_what_is_run_for_every_change():
    readme, makefile, run = ((ROOT / file).read_text("utf-8") for file in ("README.md", "Makefile", ".ci/run"))
    start = readme.split("## Start", 1)[1].split("\n## ", 1)[0]
    commands = re.findall(r"(?m)^make (\w+)", start)
    assert commands == ["chat", "test"]
    assert all(re.search(rf"(?m)^{command}:", makefile) for command in commands)
    assert re.search(r"(?m)^make test\b", run)
    assert os.access(ROOT / ".ci" / "run", os.X_OK)


def test_the_check_runs_format_lint_types_contracts_and_tests_in_one_line():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    (line,) = re.findall(r"(?m)^check:.*\n\t(.+)$", makefile)
    steps = ["ruff format --check", "ruff check", "mypy", "lint-imports", "pytest"]
    assert [step for step in steps if step in line] == steps
    assert line.count("&&") >= len(steps) - 1
