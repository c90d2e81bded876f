"""Every figure of a scenario that has a source: value, unit, range, confidence, source."""

from simulator.reporting.deciding.settings import value_in
from simulator.reporting.deciding.speaker import Speaker
from simulator.scenario.fields import field_at
from simulator.scenario.keys import parts_of_key

CONFIDENCE = {
    "read": ("read", "已查阅"),
    "derived": ("derived", "推算"),
    "memory-unverified": ("from memory, not checked", "凭记忆，未核对"),
    "assumption": ("assumption", "假设"),
    "not-found": ("not found", "未查到"),
}


def assumption_rows(speaker: Speaker) -> list[tuple[str | float | None, ...]]:
    """Return one row per source: setting, value, unit, low, high, confidence, source; a list's value is left out."""
    rows: list[tuple[str | float | None, ...]] = []
    for key, found in speaker.scenario.sources.items():
        info = field_at(tuple(parts_of_key(key)))
        unit = "" if info is None else info.unit
        value = _cell(value_in(speaker.scenario, key))
        confidence = speaker.pick(CONFIDENCE[found.confidence])
        rows.append(
            (
                key,
                value,
                unit,
                found.low,
                found.high,
                confidence,
                speaker.pick((found.source, found.source_zh or found.source)),
            )
        )
    return rows


def _cell(value: object) -> str | float | None:
    if isinstance(value, bool):
        return str(value).lower()
    return value if isinstance(value, str | float | int) else None
