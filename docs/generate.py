"""Write the pages of docs/reference/ from the program itself: `make reference`. A test keeps them up to date."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

import simulator
from simulator.analysis.measures import definitions_of
from simulator.cli import main
from simulator.cli.spoken import SpokenCommand
from simulator.scenario import shipped
from simulator.scenario.dictionary import reference_page
from simulator.scenario.read import read_scenario

FOLDER = Path(__file__).parent / "reference"
UNITS = {
    "currency": "currency", "share": "share of 1", "count": "number", "months": "months",
    "per currency": "currency per currency", "probability": "probability",
}  # fmt: skip


def commands() -> str:
    """Return every command with its arguments and options."""
    parts = ["# Commands\n\nGenerated from the command line; `--help` after a command prints the same.\n"]
    for name, command in sorted(_commands(main, ()), key=lambda named: named[0]):
        if isinstance(command, SpokenCommand):
            command.say_help()
        parts.append(f"## `{name}`\n\n{_plain(command.help)}\n")
        rows = [_option(parameter) for parameter in command.params if not getattr(parameter, "hidden", False)]
        parts.append("\n".join(["| option | default | meaning |", "|---|---|---|", *rows]) + "\n")
    return "\n".join(parts)


def _commands(group: click.Group, words: tuple[str, ...]) -> list[tuple[str, click.Command]]:
    found: list[tuple[str, click.Command]] = []
    for name, command in group.commands.items():
        inner = (*words, name)
        found += _commands(command, inner) if isinstance(command, click.Group) else [(" ".join(inner), command)]
    return found


def _plain(text: str | None) -> str:
    return inspect.cleandoc(text or "").replace("\b\n", "").replace("|", r"\|")


def _option(parameter: click.Parameter) -> str:
    if isinstance(parameter, click.Argument):
        return f"| `{parameter.human_readable_name}` | {'required' if parameter.required else ''} | |"
    assert isinstance(parameter, click.Option)
    record = parameter.to_info_dict()
    kind = "" if parameter.is_flag else f" {parameter.make_metavar(click.Context(main))}"
    default = record["default"]
    known = default not in (None, False, (), []) and isinstance(default, str | int | float | bool)
    name = "/".join(parameter.opts).replace("|", r"\|")
    kind = kind.replace("|", r"\|")
    return f"| `{name}{kind}` | {f'`{default}`' if known else ''} | {_plain(parameter.help)} |"


def measures() -> str:
    """Return every measure of a comparison with its unit and meaning."""
    scenario = read_scenario(shipped.hefei()).scenario
    head = (
        "# Measures\n\nGenerated from the program, for the Hefei scheme; a scheme with further parties has further "
        "measures.\nA *ratio* is a ratio of means over the paths, never a mean of ratios.\n"
    )
    rows = [
        f"| `{measure.key}` | {measure.label} | {UNITS[measure.unit]} | {measure.kind.replace('_', ' ')} | "
        f"{measure.meaning} |"
        for measure in definitions_of(scenario)
    ]
    return "\n".join([head, "| key | name | unit | kind | meaning |", "|---|---|---|---|---|", *rows]) + "\n"


def python() -> str:
    """Return what `import simulator` offers, with signatures and docstrings."""
    parts = ["# Python\n\nGenerated from the docstrings of `simulator`.\n"]
    for name in simulator.__all__:
        thing: Any = getattr(simulator, name)
        signature = str(inspect.signature(thing)) if inspect.isfunction(thing) else ""
        parts.append(f"## `{name}`\n")
        if signature:
            parts.append(f"```python\n{name}{_wrapped(signature)}\n```\n")
        parts.append(f"```text\n{inspect.getdoc(thing)}\n```\n")
    return "\n".join(parts)


def _wrapped(signature: str) -> str:
    """Return a signature with one parameter a line, where it is long."""
    return signature if len(signature) < 80 else signature.replace("(", "(\n    ", 1).replace(", ", ",\n    ")


PAGES: dict[str, Callable[[], str]] = {
    "scenario-keys.md": reference_page,
    "commands.md": commands,
    "measures.md": measures,
    "python.md": python,
}

if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for file, page in PAGES.items():
        (FOLDER / file).write_text(page(), "utf-8")
