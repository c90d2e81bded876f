"""Any question from Python: asked with its options checked, and answered in the language of the environment."""

import functools
import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, ParamSpec

import numpy as np

from simulator import answer as answers
from simulator.api.answer import Answer, Column, Found
from simulator.places import plain
from simulator.questions.every import questions
from simulator.questions.question import Question
from simulator.reporting.tables import text_table
from simulator.saying.speaker import Speaker
from simulator.saying.words import language_in_force

P = ParamSpec("P")


@dataclass(frozen=True, repr=False, eq=False)
class Told(Answer[Found]):
    """An answer whose tables are of typed cells.

    Attributes
    ----------
    answer
        Sentences by key, tables of typed cells, specs of charts; the same in every language.
    """

    answer: answers.Answer

    @property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(table.key for table in self.answer.tables)

    def _columns(self, name: str) -> dict[str, Column]:
        return {key: _array(values) for key, values in plain.plain_columns(self.answer.table(name)).items()}


def ask(question: Question, *given: Any, **options: Any) -> Told[Any]:
    """Ask a question with its options checked; see its `ask.ask` for what it takes and raises."""
    return answered(question, question.ask(*given, **options))


def answered(question: Question, found: Found) -> Told[Found]:
    """Return what was found with its answer."""
    return told(found, question.answer(found))


def function_of(question: Question, ask_it: Callable[P, Found]) -> Callable[P, Told[Found]]:
    """Return the function that asks a question, with the signature and the words of its `ask.ask`."""

    @functools.wraps(ask_it)
    def asked(*given: P.args, **options: P.kwargs) -> Told[Found]:
        return ask(question, *given, **options)

    asked.__name__ = asked.__qualname__ = question.name
    signature = inspect.signature(ask_it)
    returned: Any = signature.return_annotation
    whole: Any = Told
    asked.__signature__ = signature.replace(return_annotation=whole[returned])  # type: ignore[attr-defined]
    return asked


def function_named(name: str) -> Callable[..., Told[Any]]:
    """Return the function of a question that nobody has named in `api.questions`, where type checkers find the others.

    Raises
    ------
    AttributeError
        When there is no question of this name.
    """
    if name not in questions():
        raise AttributeError(f"module 'simulator' has no attribute {name!r}")
    return function_of(questions()[name], questions()[name].finds)


def told(found: Found, answer: answers.Answer) -> Told[Found]:
    """Return what was found with its answer, in the language of the environment."""
    speaker = Speaker(language_in_force(), answer.basis.currency)
    return Told(
        found,
        speaker.say(answer.heading),
        [speaker.sentence(sentence) for sentence in answer.said],
        text_table(answer.tables[0], answer.basis, speaker),
        dict,
        answer,
    )


def _array(values: Sequence[plain.Plain]) -> Column:
    if any(isinstance(value, str) for value in values):
        return np.array(["" if value is None else value for value in values], dtype=np.str_)
    return np.array([np.nan if value is None else value for value in values])
