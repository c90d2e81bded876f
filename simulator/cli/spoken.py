"""Commands that speak: help and errors in the language in force, which `--lang` chooses for every command.

Help is data, by the name of the command: `help.NAME.summary` is its line in a list, `help.NAME.more` the rest,
`help.NAME.option.X` an option of its own, and `help.shared.X` one that many commands have.
"""

import contextlib
import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import click

from simulator.saying.words import LANGUAGES, language_in_force, speaking, template, words_of

# Chinese signs are two columns wide, which the formatter of help pages does not know.
CHINESE_WIDTH = 60

LANG = click.Option(["--lang"], type=click.Choice(LANGUAGES), expose_value=False)
"""It was read before all else, so that even a mistake in the words after it is told in its language."""


@contextlib.contextmanager
def in_language_of(words: Sequence[str]) -> Iterator[None]:
    """Speak the language that the words of a command line ask for."""
    asked = [word.removeprefix("--lang=") for word in _after("--lang", words)]
    chosen = next((language for language in LANGUAGES if asked and language == asked[-1]), None)
    with speaking(chosen) if chosen else contextlib.nullcontext():
        yield


def _after(option: str, words: Sequence[str]) -> list[str]:
    """Return what is given to an option, after it or in the same word."""
    values = [after for before, after in itertools.pairwise(words) if before == option]
    return values + [word for word in words if word.startswith(f"{option}=")]


class SpokenCommand(click.Command):
    """A command whose help is said when it is shown, in the language in force; it has `--lang`."""

    owner = ""
    """Name of the group that the command is in, where that is not the program itself."""

    def __init__(self, *given: Any, **options: Any) -> None:
        super().__init__(*given, **options)
        if not any("--lang" in option.opts for option in self.params):
            self.params.append(LANG)

    @property
    def key(self) -> str:
        """Key of the command's words below `help`."""
        return f"{self.owner}_{self.name}" if self.owner else str(self.name)

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line that stands for the command in a list; it wraps, whatever the limit."""
        return _said(f"{self.key}.summary", super().get_short_help_str(limit))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page."""
        _prepare(self, ctx, formatter)
        self.say_help()
        super().format_help(ctx, formatter)

    def say_help(self) -> None:
        """Put the help into the language in force."""
        say_help(self, self.key)


class SpokenGroup(click.Group):
    """A group of commands that speak."""

    command_class = SpokenCommand

    def get_short_help_str(self, limit: int = 45) -> str:
        """Return the line that stands for the group in a list."""
        return _said(f"{self.name}.summary", super().get_short_help_str(limit))

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the help page."""
        _prepare(self, ctx, formatter)
        say_help(self, str(self.name))
        super().format_help(ctx, formatter)


def say_help(command: click.Command, key: str) -> None:
    """Put the help of a command, and of each of its options, into the language in force."""
    command.help = "\n\n".join(filter(None, (_said(f"{key}.summary", command.help or ""), _said(f"{key}.more", ""))))
    for option in command.params:
        if isinstance(option, click.Option):
            shared = _said(f"shared.{option.name}", option.help or "")
            option.help = _said(f"{key}.option.{option.name}", shared)


def _said(key: str, otherwise: str) -> str:
    language = language_in_force()
    return template(f"help.{key}", language) if f"help.{key}" in words_of(language) else otherwise


def _prepare(command: click.Command, ctx: click.Context, formatter: click.HelpFormatter) -> None:
    """Say anew what click keeps of an earlier page, and make room for wide signs."""
    help_option = command.get_help_option(ctx)
    if help_option is not None:
        help_option.help = template("click.help", language_in_force())
    if language_in_force() == "zh":
        formatter.width = min(formatter.width, CHINESE_WIDTH)
