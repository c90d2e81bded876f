"""Every figure of a scenario that has a source: value, unit, range, confidence, source."""

from simulator.reporting.deciding.speaker import Speaker
from simulator.scenario.fields import field_at
from simulator.scenario.model import Scenario

CONFIDENCE = {
    "read": ("read", "已查阅"),
    "derived": ("derived", "推算"),
    "memory-unverified": ("from memory, not checked", "凭记忆，未核对"),
    "assumption": ("assumption", "假设"),
    "not-found": ("not found", "未查到"),
}
_MISSING = object()


def assumption_rows(speaker: Speaker) -> list[tuple[str | float | None, ...]]:
    """Return one row per source: setting, value, unit, low, high, confidence, source; a list's value is left out."""
    rows: list[tuple[str | float | None, ...]] = []
    for key, found in speaker.scenario.sources.items():
        info = field_at(tuple(key.split(".")))
        unit = "" if info is None else info.unit
        value = _value_at(speaker.scenario, key)
        confidence = speaker.pick(CONFIDENCE[found.confidence])
        rows.append((key, value, unit, found.low, found.high, confidence, found.source))
    return rows


def _value_at(scenario: Scenario, key: str) -> str | float | None:
    found: object = scenario
    for part in key.split("."):
        if isinstance(found, tuple):
            found = next((item for item in found if getattr(item, "name", _MISSING) == part), None)
        else:
            found = getattr(found, part, None)
    if isinstance(found, bool):
        return str(found).lower()
    return found if isinstance(found, str | float | int) else None
