"""The option `--lang`, which every command has, and commands that have it."""

from collections.abc import Sequence
from typing import Any

import click

from simulator.cli.click_words import translated
from simulator.saying.words import LANGUAGES, Language, language_in_force, template

FLAG = "--lang"


class LanguageOption(click.Option):
    """In which language everything is said; it is looked for before anything else is read (see `language_asked`)."""

    def __init__(self) -> None:
        super().__init__([FLAG], type=click.Choice(LANGUAGES), expose_value=False)

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Return the option and its meaning."""
        self.help = template("click.lang", language_in_force())
        return super().get_help_record(ctx)


class LanguageCommand(click.Command):
    """A command that has `--lang`, unless it declares one of its own."""

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """Return what the command takes."""
        params = super().get_params(ctx)
        if any(FLAG in param.opts for param in params):
            return params
        *own, help_option = params
        return [*own, _OPTION, help_option]

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """Return the option for help, its meaning in the language in force."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.help = translated("Show this message and exit.")
        return option


class LanguageGroup(LanguageCommand, click.Group):
    """A group of such commands."""

    command_class = LanguageCommand


_OPTION = LanguageOption()


def language_asked(words: Sequence[str]) -> Language | None:
    """Return the language that is asked for anywhere among the words of a command line, None when none is.

    Help and mistakes are said while the words are read, and before those that follow are.
    """
    pairs: list[tuple[str, Any]] = list(zip(words, [*words[1:], ""], strict=True))
    for word, following in pairs:
        if word == "--":
            break
        given = following if word == FLAG else word.removeprefix(f"{FLAG}=")
        if word == FLAG or word.startswith(f"{FLAG}="):
            return next((language for language in LANGUAGES if language == given), None)
    return None
