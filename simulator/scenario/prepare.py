"""From TOML values to what the strict record accepts: lists become tuples, amounts in words become numbers."""

from typing import Any

from simulator.errors import UnfitError, wrong
from simulator.faults import got
from simulator.scenario.fields import FieldInfo, field_at, scenario_fields
from simulator.scenario.keys import Path
from simulator.scenario.types import amount_and_currency
from simulator.values import Value

_CURRENCIES = ("CNY", "KRW", "USD", "EUR")
PathFault = tuple[Path, Value]


def prepared(values: dict[str, Any], currency: object) -> tuple[dict[str, Any], list[PathFault]]:
    """Return values for the strict record, and the faults of amounts written in words.

    Text never becomes a number except where an amount of money is expected; "none" becomes None only where a value
    may be left out.

    Parameters
    ----------
    values
        Tables as read; they are not changed.
    currency
        Currency of the scenario; an amount that names another one is a fault.

    Returns
    -------
    tuple
        The prepared values, and (path, fault) pairs.
    """
    faults: list[PathFault] = []
    fields = scenario_fields().fields
    result = {key: _prepared(value, fields.get(key), (key,), (currency, faults)) for key, value in values.items()}
    return result, faults


def _prepared(value: Any, info: FieldInfo | None, path: Path, context: tuple[object, list[PathFault]]) -> Any:
    if isinstance(value, dict):
        return {key: _prepared(item, _below(info, path, key), (*path, key), context) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return tuple(_prepared(item, _below(info, path, i), (*path, i), context) for i, item in enumerate(value))
    if not isinstance(value, str) or info is None:
        return value
    if info.can_be_none and value.strip().lower() == "none":
        return None
    if info.unit == "currency" and info.kind == "number":
        return _amount(value, path, context)
    return value


def _below(info: FieldInfo | None, path: Path, part: str | int) -> FieldInfo | None:
    return field_at((*path, part)) if info is not None else None


def _amount(text: str, path: Path, context: tuple[object, list[PathFault]]) -> float | str:
    currency, faults = context
    try:
        amount, named = amount_and_currency(text)
    except UnfitError as error:
        faults.append((path, got(error.what, text)))
        return text
    if named is not None and isinstance(currency, str) and currency in _CURRENCIES and named != currency:
        what = wrong("faults.scenario.other_currency", named=named, currency=currency)
        faults.append((path, got(what, text)))
        return text
    return amount
