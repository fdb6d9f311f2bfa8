"""The files that say the same thing in several places say the same thing."""

import ast
import json
import re
import tomllib
from importlib.metadata import requires, version
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
LESSONS = sorted((ROOT / "notebooks").glob("*.ipynb"))
CONDA_NAMES = {"pytorch": "torch", "playwright-python": "playwright"}


def read(name):
    return (ROOT / name).read_text(encoding="utf-8")


def declared():
    """Return the requirements in pyproject.toml, by name."""
    lines = PROJECT["dependencies"] + PROJECT["optional-dependencies"]["dev"]
    return {requirement.name: requirement for requirement in map(Requirement, lines)}


def locked():
    """Return the entries of the lock: (requirement, number of hashes)."""
    entries = re.split(r"\n(?=\S)", read("requirements.txt").strip())
    return [(Requirement(entry.split(" \\")[0]), entry.count("--hash=sha256:")) for entry in entries]


def pins(name):
    """Return the versions to which the lock holds a package: one, or one for each of several Pythons."""
    return [str(entry.specifier).removeprefix("==") for entry, _ in locked() if entry.name == name]


@pytest.mark.parametrize("name", declared())
def test_the_lock_satisfies_pyproject(name):
    assert pins(name)
    assert all(declared()[name].specifier.contains(pin) for pin in pins(name))


def test_the_lock_pins_everything_with_hashes_and_names_no_address():
    assert len(locked()) > 100
    for entry, hashes in locked():
        assert re.fullmatch(r"==[^=*,]+", str(entry.specifier)), entry
        assert hashes >= 1, entry
    assert not re.search(r"://|file:|^-|\s-[if] |--(extra-)?index|@", read("requirements.txt"), flags=re.MULTILINE)


def test_the_lock_pins_torchvision_with_its_torch():
    if version("torchvision") not in pins("torchvision"):
        pytest.skip("the torchvision that is installed is not the lock's")
    needed = next(Requirement(line) for line in requires("torchvision") if Requirement(line).name == "torch")
    assert all(needed.specifier.contains(pin) for pin in pins("torch"))


def test_conda_users_get_the_same():
    environment = yaml.safe_load(read("environment.yml"))
    *packages, with_pip = environment["dependencies"]
    conda = {requirement.name: requirement for requirement in map(Requirement, packages)}
    assert str(conda.pop("python").specifier) == str(Requirement(f"python{PROJECT['requires-python']}").specifier)
    conda.pop("pip")
    assert with_pip["pip"].pop(0) == "-e ."
    pip = {requirement.name: requirement for requirement in map(Requirement, with_pip["pip"])}
    found = {CONDA_NAMES.get(name, name): requirement.specifier for name, requirement in (conda | pip).items()}
    assert found == {name: requirement.specifier for name, requirement in declared().items()}
    assert environment["name"] == PROJECT["name"]


def test_the_version_is_the_same_everywhere():
    citation = yaml.safe_load(read("CITATION.cff"))
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"]
    assert f"## {PROJECT['version']}" in read("CHANGELOG.md")


@pytest.mark.parametrize("document", ["README.md", "CONTRIBUTING.md"])
def test_commands_that_documents_name_exist(document):
    targets = set(re.findall(r"^([a-z]+):", read("Makefile"), flags=re.MULTILINE))
    named = set(re.findall(r"`make ([a-z]+)|^\s*make ([a-z]+)", read(document), flags=re.MULTILINE))
    assert named
    assert {first or second for first, second in named} <= targets
    for path in re.findall(r"(?:python3?|py) (\S+\.py)", read(document)):
        assert (ROOT / path.replace("\\", "/")).exists(), path
    for module in re.findall(r"python3? -m ((?:helpers|tools)\.[\w.]+)", read(document)):
        path = ROOT / module.replace(".", "/")
        assert path.is_dir() or path.with_suffix(".py").exists(), module


def test_every_make_target_is_phony_and_explained():
    makefile = read("Makefile")
    targets = re.findall(r"^([a-z]+):(.*)$", makefile, flags=re.MULTILINE)
    assert all("## " in rest for _, rest in targets)
    phony = re.search(r"^\.PHONY: (.*)$", makefile, flags=re.MULTILINE).group(1).split()
    assert sorted(phony) == sorted(name for name, _ in targets)


def imports(source, package=""):
    """Yield the modules of helpers that some code imports."""
    for node in ast.walk(ast.parse(re.sub(r"^(\s*)[%!].*$", r"\1pass", source, flags=re.MULTILINE))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parts = package.split(".")
            base = ".".join(parts[: len(parts) - node.level + 1]) if node.level else ""
            module = ".".join(filter(None, [base, node.module or ""]))
            yield module
            yield from (f"{module}.{alias.name}" for alias in node.names)


@pytest.mark.skipif(not LESSONS, reason="there are no lessons yet")
def test_every_module_of_helpers_is_used():
    modules, used = set(), set()
    for path in sorted((ROOT / "helpers").rglob("*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        is_package = path.name == "__init__.py"
        name = module.removesuffix(".__init__")
        modules.add(name)
        used |= set(imports(read(path), name if is_package else name.rpartition(".")[0])) - {name}
    for path in LESSONS:
        notebook = json.loads(read(path))
        for cell in notebook["cells"]:
            if cell["cell_type"] == "code":
                used |= set(imports("".join(cell["source"])))
    assert modules - used == {"helpers"} - used
