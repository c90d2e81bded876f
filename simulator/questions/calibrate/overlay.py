"""What was learnt as an overlay, each value with its source, confidence and range."""

from collections.abc import Sequence

from simulator.questions.calibrate.cells import estimate_of, method_name
from simulator.questions.calibrate.learnt import Learnt, Lesson
from simulator.saying.speaker import Speaker
from simulator.scenario.writing import toml_text

_DIGITS = 6
_SPEAKER = Speaker("en", "CNY")
"""Sources are written as in every scenario file; no amount is among them."""
ASSUMED_RANGE = {"economy.persistence": (0.0, 0.9)}
"""Range to sweep of settings that the data do not tell."""


def overlay_toml(lessons: Sequence[Lesson]) -> str:
    """Return an overlay with every setting that was learnt; lay it over a scenario with --overlay."""
    settings: dict[str, object] = {}
    sources: dict[str, object] = {}
    head = ["Parameters learnt from data: lay this file over a scenario with --overlay."]
    for lesson in lessons:
        title = _SPEAKER.sentence(lesson.title)
        head += ["", f"{title}. Source: {lesson.source.text}.", *map(_SPEAKER.sentence, lesson.notes)]
        for key, value in lesson.settings.items():
            _put(settings, key, value)
            sources[key] = _source_of_setting(key, lesson)
        for row in lesson.learnt:
            if row.key:
                _put(settings, row.key, _rounded(row.value))
                sources[row.key] = {
                    "source": f"{_found(row)} at 95 %, from {lesson.source.text}",
                    "confidence": "derived", "low": _rounded(row.low), "high": _rounded(row.high),
                }  # fmt: skip
    text = "".join(f"# {line}".rstrip() + "\n" for line in head)
    return text + "\n" + toml_text({**settings, "sources": sources})


def _found(row: Learnt) -> str:
    return f"{_SPEAKER.say(method_name(row))}, {_SPEAKER.say(estimate_of(row))}"


def _source_of_setting(key: str, lesson: Lesson) -> dict[str, object]:
    if key not in ASSUMED_RANGE:
        return {"source": f"goes with what was learnt from {lesson.source.text}", "confidence": "derived"}
    low, high = ASSUMED_RANGE[key]
    return {
        "source": f"not identified by {_SPEAKER.say(lesson.title)}",
        "confidence": "assumption",
        "low": low,
        "high": high,
    }


def _put(settings: dict[str, object], key: str, value: object) -> None:
    *sections, name = _parts(key)
    for section in sections:
        settings = settings.setdefault(section, {})  # type: ignore[assignment]
    settings[name] = value


def _parts(key: str) -> list[str]:
    """Return section, name of the entry if there is one (it may hold dots), and setting."""
    section, _, rest = key.partition(".")
    entry, dot, name = rest.rpartition(".")
    return [section, entry, name] if dot else [section, rest]


def _rounded(value: float) -> float:
    return float(f"{value:.{_DIGITS}g}")
