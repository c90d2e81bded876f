"""Any question from Python: asked with its options checked, and answered in the language of the environment."""

import functools
import inspect
from collections.abc import Callable
from typing import Any, ParamSpec

from simulator import answer as answers
from simulator.api.answer import Answer, Found
from simulator.questions.every import questions
from simulator.questions.question import Question
from simulator.saying.words import language_in_force

P = ParamSpec("P")


def ask(question: Question, *given: Any, **options: Any) -> Answer[Any]:
    """Ask a question with its options checked; see its `ask.ask` for what it takes and raises."""
    return answered(question, question.ask(*given, **options))


def answered(question: Question, found: Found) -> Answer[Found]:
    """Return what was found with its answer."""
    return told(found, question.answer(found))


def function_of(question: Question, ask_it: Callable[P, Found]) -> Callable[P, Answer[Found]]:
    """Return the function that asks a question, with the signature and the words of its `ask.ask`."""

    @functools.wraps(ask_it)
    def asked(*given: P.args, **options: P.kwargs) -> Answer[Found]:
        return ask(question, *given, **options)

    asked.__name__ = asked.__qualname__ = question.name
    signature = inspect.signature(ask_it)
    returned: Any = signature.return_annotation
    whole: Any = Answer
    asked.__signature__ = signature.replace(return_annotation=whole[returned])  # type: ignore[attr-defined]
    return asked


def function_named(name: str) -> Callable[..., Answer[Any]]:
    """Return the function of a question that nobody has named in `api.questions`, where type checkers find the others.

    Raises
    ------
    AttributeError
        When there is no question of this name.
    """
    if name not in questions():
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    return function_of(questions()[name], questions()[name].finds)


def told(found: Found, answer: answers.Answer) -> Answer[Found]:
    """Return what was found with its answer, in the language of the environment."""
    return Answer(found, answer, language_in_force())
