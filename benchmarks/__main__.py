"""`python -m benchmarks`: measure, and print one table of figures beside the aims."""

import argparse
import json

from rich.console import Console

from benchmarks.run import MILLION, Size, agreement_table, figure_table, measure


def main() -> None:
    """Read the options, measure, print."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--full", action="store_true", help="measure memory at a million paths instead of drawing on")
    parser.add_argument("--json", action="store_true", help="print everything as JSON")
    parser.add_argument("--repetitions", type=int, default=Size.repetitions, help="of each timed piece")
    options = parser.parse_args()
    paths_memory = MILLION if options.full else Size.paths_memory
    console = Console(stderr=True)
    console.print("Measuring; the first run after a change of the engine compiles it first (a minute or two).")
    report = measure(Size(paths_memory=paths_memory, repetitions=max(1, options.repetitions)))
    if options.json:
        print(json.dumps(report.as_dict(), indent=2))
        return
    output = Console() if Console().is_terminal else Console(width=150)
    output.print(figure_table(report))
    output.print(agreement_table(report))
    for note in report.notes:
        output.print(f"- {note}", highlight=False)


if __name__ == "__main__":
    main()
