"""Any question as a command: its options, reading, asking, the run folder, the answer, what may be done next."""

from typing import Any

import click

from simulator.cli.options import FILE, JSON, QUIET, RUN_OPTIONS, SHARDS, WORLD_OPTIONS, shards_asked
from simulator.cli.spoken import SpokenCommand
from simulator.questions.option import Option
from simulator.questions.question import Question

_TYPES: dict[str, Any] = {"whole": click.INT, "number": click.FLOAT, "file": FILE}


class QuestionCommand(SpokenCommand):
    """The command of a question, made from its declaration."""

    def __init__(self, question: Question) -> None:
        self.question = question
        # A study names its own overlays, outcomes their scheme's; files of data have no settings.
        world = {"study": WORLD_OPTIONS[:1], "outcomes": WORLD_OPTIONS[:1], "files": ()}.get(
            question.subject, WORLD_OPTIONS
        )
        shared = [*world, *_run_options(question), JSON]
        # The decorators of click leave what they declare on the function they decorate.
        holder: Any = lambda: None  # noqa: E731
        for option in reversed(shared):
            holder = option(holder)
        is_many = question.subject in ("files", "outcomes")
        is_required = question.subject != "outcomes"
        metavar = {
            "files": "FILE...",
            "outcomes": "[OUTCOME_FILE_OR_FOLDER...]",
            "policies": "SCENARIO_OR_RUN_FOLDER",
        }.get(question.subject, question.subject.upper())
        subject = click.Argument(
            ["subject"], type=FILE, metavar=metavar, nargs=-1 if is_many else 1, required=is_required
        )
        own = [_parameter(question, option) for option in question.options]
        super().__init__(
            question.name, params=[subject, *own, *reversed(holder.__click_params__)], callback=self._answer
        )

    def _answer(self, subject: Any, **given: Any) -> None:
        from simulator.cli import answering
        from simulator.cli.comparing import Options

        words = {option.name: _again(option, given[option.name]) for option in self.question.options}
        own = {option.name: _read(option, given.pop(option.name)) for option in self.question.options}
        own = {name: value for name, value in own.items() if value is not None}
        shards = shards_asked(given) if self.question.has_shards else None
        answering.answer(self.question, subject, Options(**given), own, words, shards)


def _run_options(question: Question) -> tuple[Any, ...]:
    if not question.is_simulated:
        # Without a folder it is done at once, so that it has nothing to say meanwhile.
        return (*RUN_OPTIONS[2:3], QUIET) if question.is_kept else ()
    seed, paths, out, threads = RUN_OPTIONS
    shards = SHARDS if question.has_shards else ()
    own = (*([paths] if question.has_paths else []), out, *([threads] if question.has_threads else []))
    return (seed, *own, *shards, QUIET)


def _parameter(question: Question, option: Option) -> click.Parameter:
    """Return an option as click knows it; ranges are told by the question itself, to whoever asks."""
    if option.is_argument:
        return click.Argument([option.name], type=_TYPES[option.kind], metavar=option.metavar)
    kind = click.Choice(option.choices) if option.choices else _TYPES.get(option.kind, click.STRING)
    # To click None is a value: given as default, what is required would not be missed.
    default: dict[str, Any] = {} if option.is_required else {"default": None}
    return click.Option(
        [option.flag, option.name],
        type=None if option.kind == "flag" else kind,
        is_flag=True if option.kind == "flag" else None,
        multiple=option.is_many or option.kind in ("settings", "overlays"),
        required=option.is_required,
        metavar=option.metavar,
        show_default=_default_text(option),
        **default,
    )


def _default_text(option: Option) -> str | bool:
    if option.default in (None, False, ()):
        return False
    if isinstance(option.default, tuple):
        return ",".join(f"{one:g}" if isinstance(one, float) else str(one) for one in option.default)
    return str(option.default)


def _read(option: Option, value: Any) -> Any:
    """Return what the function takes for what was given on the command line; None when nothing was."""
    if value is None or value == ():
        return None
    from simulator.cli import numbers, overlays

    match option.kind:
        case "settings":
            from simulator.scenario.study import settings_of_texts

            return settings_of_texts(option.flag, value)
        case "ratios":
            return numbers.ratios_of(option.flag, value)
        case "amount":
            return numbers.amount_of(option.flag, value)
        case "amounts":
            return numbers.amounts_of(option.flag, value)
        case "names":
            return numbers.names_of(value)
        case "overlays":
            return overlays.overlays_named(option.flag, option.folder, value)
        case _:
            return value


def _again(option: Option, value: Any) -> list[str]:
    """Return the words that give again what was given on the command line."""
    if value is None or value is False or value == ():
        return []
    if option.kind == "flag":
        return [option.flag]
    return [word for one in (value if isinstance(value, tuple) else [value]) for word in option.words(str(one))]
