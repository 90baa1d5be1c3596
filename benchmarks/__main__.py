"""Print all tables: `python -m benchmarks`, or one of them: `python -m benchmarks explore`."""

import argparse
import importlib

TABLES = (
    "training", "studies", "health", "families", "jobs", "train", "film", "explore", "encode", "drawing", "paths",
    "blends", "atlas", "load", "damage", "line", "wall", "learn", "access", "network", "kinds",
    "gpu",
)  # fmt: skip


def main() -> None:
    """Run the benchmarks named on the command line, one after the other."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument(
        "tables", nargs="*", metavar="table", help=f"which to print: {', '.join(TABLES)} (default: all)"
    )
    names = parser.parse_args().tables or TABLES
    unknown = sorted(set(names) - set(TABLES))
    if unknown:
        parser.error(f"table must be one of {', '.join(TABLES)}, got {unknown[0]!r}")
    for name in names:
        importlib.import_module(f"benchmarks.{name}").main()


if __name__ == "__main__":
    main()
