"""Headings, labels and standing sentences of a report."""

from simulator.reporting.language import Language
from simulator.saying.words import template

_LIMITS = 6


def label(key: str, language: Language, **values: str) -> str:
    """Return a label in a language, with its values."""
    return template(f"report.page.{key}", language).format(**values)


def limits(language: Language, *, has_band: bool) -> tuple[str, ...]:
    """Return the sentences on the limits of the model; with a band over the assumptions, what it shows."""
    first, *others = (template(f"report.limit.limit_{number}", language) for number in range(1, _LIMITS + 1))
    blank = "" if language == "zh" else " "
    return (f"{first}{blank}{label('limit_of_band', language)}" if has_band else first, *others)
