"""Every question: its declaration agrees with its function, its command and its words."""

import inspect
from importlib import import_module

import click
import pytest

from simulator.cli import main
from simulator.questions.every import questions
from simulator.saying.words import LANGUAGES, words_of

SHARED = {"threads", "progress", "settings"}


@pytest.fixture(params=sorted(name for name, one in questions().items() if not one.has_own_command))
def question(request):
    """Return one question after the other whose command is made from its declaration."""
    return questions()[request.param]


def test_function_takes_what_is_declared(question):
    """The same keywords with the same defaults, besides those that questions share."""
    ask = import_module(f"simulator.questions.{question.name}.ask").ask
    first, *others = inspect.signature(ask).parameters.values()
    assert {other.name: other.default for other in others if other.name not in SHARED} == {
        option.name: inspect.Parameter.empty if option.is_required else option.default for option in question.options
    }
    assert first.kind is inspect.Parameter.POSITIONAL_OR_KEYWORD


def test_command_has_every_option(question):
    """Each under its name with dashes."""
    command = main.commands[question.name]
    given = {flag for option in command.params if isinstance(option, click.Option) for flag in option.opts}
    assert {option.flag for option in question.options if not option.is_argument} <= given


def test_help_is_said_in_both_languages(question):
    """A summary, more, and a line for each option; no line for what is no option."""
    wanted = {"summary", "more", *(f"option.{option.name}" for option in question.options)}
    for language in LANGUAGES:
        start = f"help.{question.name}."
        assert {key.removeprefix(start) for key in words_of(language) if key.startswith(start)} == wanted
