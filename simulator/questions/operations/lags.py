"""The lags found as an overlay for the monthly engine, explained in every language."""

from simulator.questions.names import title_of
from simulator.questions.operations.ask import Operations
from simulator.questions.operations.said import replications_of, unbounded_notes
from simulator.questions.operations.waiting import Lags
from simulator.saying.speaker import Speaker
from simulator.saying.words import LANGUAGES
from simulator.scenario.keys import parts_of_key
from simulator.scenario.writing import toml_text
from simulator.values import Number, Own, Phrase, phrase


def overlay(found: Operations) -> dict[str, bytes]:
    """Return the overlay by its path in the run folder; nothing where no loan defaulted."""
    return {} if found.lags is None else {"lags.toml": _text(found, found.lags).encode("utf-8")}


def _text(found: Operations, lags: Lags) -> str:
    speakers = {language: Speaker(language, found.scenario.currency) for language in LANGUAGES}
    source, head = _source(found, lags), _head(found, lags)
    lines = [line for speaker in speakers.values() for line in (*map(speaker.sentence, (*head, source)), "")]
    stated = {"source": speakers["en"].say(source), "source_zh": speakers["zh"].say(source), "confidence": "derived"}
    settings: dict[str, dict[str, object]] = {}
    for key, months in lags.settings().items():
        section, name = parts_of_key(key)
        settings.setdefault(section, {})[name] = months
    settings["sources"] = dict.fromkeys(lags.settings(), stated)
    return "".join(f"# {line}".rstrip() + "\n" for line in lines) + "\n" + toml_text(settings)


def _source(found: Operations, lags: Lags) -> Phrase:
    return phrase(
        "operations.lags.source",
        title=title_of(found.scenario),
        defaults=phrase("operations.count.defaults", n=Number(lags.cases, "count")),
        claims=phrase("operations.count.claims", n=Number(lags.paid, "count")),
        replications=replications_of(found.study),
        seed=Own(str(found.study.seed)),
    )


def _head(found: Operations, lags: Lags) -> tuple[Phrase, ...]:
    """Return how to use the file and how its lags were found."""
    start = "sale" if found.scenario.scheme.timing == "after_recovery" else "default"
    claim = "no_claim" if lags.claim is None else f"claim_from_{start}"
    growing = unbounded_notes(found.study) if found.study.unbounded else ()
    warning = (phrase("operations.lags.growing"), *growing) if growing else ()
    return (phrase("operations.lags.use"), phrase("operations.lags.sale"), phrase(f"operations.lags.{claim}"), *warning)
