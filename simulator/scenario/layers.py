"""Layers of settings: a file, its base, overlays and single settings, laid over each other with the origin of each."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as FilePath
from typing import Any

from simulator.errors import Fault, ScenarioError, UnfitError, wrong
from simulator.faults import MOST_FAULTS, did_you_mean, got, names, shown, shown_name
from simulator.scenario.keys import Path, item_names, item_places, key_of_path, parts_of_key, value_at
from simulator.scenario.positions import lines_of_keys
from simulator.toml_text import DEEPEST, depth_of, read_toml
from simulator.values import NOTHING

_LONGEST_SETTING = 10_000
_LARGEST_INTEGER = 2**63
_UNSAID = Fault(NOTHING)
_ADDED_LISTS: tuple[Path, ...] = (("stress",), ("tools",))


@dataclass(frozen=True)
class Origin:
    """Where a value was set: a file and line, or a `--set` option (line 0)."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        """Return "file:line"."""
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass
class Layer:
    """Nested tables as read, and where each key of them was set."""

    values: dict[str, Any] = field(default_factory=dict)
    origins: dict[Path, Origin] = field(default_factory=dict)


def read_layer(path: FilePath) -> Layer:
    """Return the tables of one TOML file with the line of each key.

    Raises
    ------
    ScenarioError
        When the file cannot be read, is too large or is not valid TOML; the fault names the line where there is one.
    """
    name = shown_name(path)
    text, values = read_toml(path)
    origins = {key: Origin(name, line) for key, line in lines_of_keys(text).items()}
    _refuse_absurd(values, origins, name)
    return Layer(values, origins)


def _refuse_absurd(values: dict[str, Any], origins: dict[Path, Origin], name: str) -> None:
    faults = []
    for path, value in _walk(values):
        if isinstance(value, int) and not isinstance(value, bool) and abs(value) >= _LARGEST_INTEGER:
            place = origins.get(path, Origin(name))
            what = got(wrong("faults.scenario.too_large_number"), value)
            faults.append(Fault(what, f"{place}: {key_of_path(path, values)}"))
    if faults:
        raise ScenarioError(name, faults)


def _walk(value: Any, path: Path = ()) -> Iterator[tuple[Path, Any]]:
    """Yield every path below a value, tables and lists included, with what stands there."""
    inner: Any = ()
    if isinstance(value, dict):
        inner = value.items()
    elif isinstance(value, list):
        inner = enumerate(value)
    for part, item in inner:
        yield (*path, part), item
        yield from _walk(item, (*path, part))


def setting_layer(key: str, value: Any, origin: Origin) -> Layer:
    """Return a layer that sets one dotted key.

    Raises
    ------
    UnfitError
        When the text is not a dotted key.
    """
    parts = parts_of_key(key)
    if len(parts) > DEEPEST or depth_of(value) > DEEPEST:
        raise UnfitError(wrong("faults.scenario.setting_deep", key=shown(key), n=DEEPEST))
    nested = value
    for part in reversed(parts):
        nested = {part: nested}
    return Layer(nested, {path: origin for path, _ in _walk(nested)})


def setting_from_text(text: str) -> Layer:
    """Return the layer of one `--set key=value`; the value is read as TOML, else taken as plain text.

    Raises
    ------
    UnfitError
        When there is no `=` or no dotted key before it, or the text is too long for a setting.
    """
    if len(text) > _LONGEST_SETTING:
        limits = {"count": len(text), "most": _LONGEST_SETTING}
        raise UnfitError(wrong("faults.scenario.setting_long", text=shown(text), **limits))
    key, equals, value = text.partition("=")
    if not equals:
        raise UnfitError(wrong("faults.scenario.setting_form", text=shown(text)))
    return setting_layer(key, _value_from_text(value.strip()), Origin(f"--set {key.strip()[:80]}"))


def _value_from_text(text: str) -> Any:
    try:
        values = tomllib.loads(f"value = {text}")
    except (ValueError, RecursionError):
        return text
    value = values["value"]
    is_huge = any(isinstance(item, int) and abs(item) >= _LARGEST_INTEGER for _, item in _walk({"value": value}))
    return text if len(values) > 1 or is_huge else value


def lay_over(base: Layer, top: Layer) -> list[Fault]:
    """Lay `top` over `base` in place and return the faults.

    Tables merge key by key. A list is replaced as a whole, with two exceptions. Where `top` has a table in place of
    the list, its keys name single items (by `name`, else by index from 0), and each item merges key by key. Stress
    episodes and tools are added to those already there, so that overlays add up; one with the same name takes its
    place, and an empty list removes all.
    """
    faults: list[Fault] = []
    _merge(base, (), top, (), faults)
    return faults


def _merge(base: Layer, path: Path, top: Layer, top_path: Path, faults: list[Fault]) -> None:
    under, over = value_at(base.values, path), value_at(top.values, top_path)
    # Looked up once for all keys: a list may have thousands of items, and a table over it as many keys.
    places = None if isinstance(under, dict) else item_places(under)
    for key, value in over.items():
        source = (*top_path, key)
        target: str | int | None = key if places is None else places.get(key)
        if target is None:
            is_said = len(faults) >= MOST_FAULTS
            faults.append(_UNSAID if is_said else _unknown_item(base, path, key, under, top.origins.get(source)))
            continue
        here = (*path, target)
        old = value_at(base.values, here)
        if isinstance(value, dict) and isinstance(old, dict | list):
            _merge(base, here, top, source, faults)
        elif here in _ADDED_LISTS and value and _has_only_tables(value) and _has_only_tables(old):
            _add_items(base, here, top, source)
        else:
            _put(base, here, top, source)


def _has_only_tables(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _add_items(base: Layer, path: Path, top: Layer, top_path: Path) -> None:
    items = value_at(base.values, path)
    for number, name in enumerate(item_names(value_at(top.values, top_path))):
        names = item_names(items)
        index = names.index(name) if name is not None and name in names else len(items)
        if index == len(items):
            items.append(None)
        _put(base, (*path, index), top, (*top_path, number))


def _put(base: Layer, path: Path, top: Layer, top_path: Path) -> None:
    """Set one value of `base` to that of `top`, with the origins of all its parts."""
    value = value_at(top.values, top_path)
    for gone, _ in _walk(value_at(base.values, path), path):
        base.origins.pop(gone, None)
    value_at(base.values, path[:-1])[path[-1]] = value
    for part, _ in [((), value), *_walk(value)]:
        if (*top_path, *part) in top.origins:
            base.origins[(*path, *part)] = top.origins[(*top_path, *part)]


def _unknown_item(base: Layer, path: Path, key: str, items: list[Any], origin: Origin | None) -> Fault:
    known = [name for name in item_names(items) if name is not None]
    some = names(map(shown, known[:20]))
    way_out = wrong("faults.scenario.item_names", names=some) if known else wrong("faults.scenario.item_index")
    what = wrong("faults.scenario.no_item", item=shown(key), way_out=way_out, hint=did_you_mean(key, known))
    return Fault(what, f"{origin}: {key_of_path(path, base.values)}")


def drop_stale_sources(base: Layer, top: Layer) -> None:
    """Remove from `base` the sources of values that `top` sets anew, in place: they describe the old value."""
    sources = base.values.get("sources")
    if not isinstance(sources, dict):
        return
    anew = set(_set_points(top.values, ()))
    dropped = set()
    for key in list(sources):
        try:
            parts = tuple(parts_of_key(key))
        except UnfitError:
            continue
        if any(parts[: length + 1] in anew for length in range(len(parts))):
            del sources[key]
            dropped.add(("sources", key))
    for gone in [path for path in base.origins if path[:2] in dropped]:
        del base.origins[gone]


def drop_stale_chinese(base: Layer, top: Layer) -> None:
    """Remove from `base` the Chinese of texts that `top` sets anew, in place: it says what the old text said."""
    for key, source in _tables(top.values.get("sources")):
        old = base.values.get("sources", {}).get(key) if isinstance(base.values.get("sources"), dict) else None
        if "source" in source and isinstance(old, dict) and old.pop("source_zh", None) is not None:
            base.origins.pop(("sources", key, "source_zh"), None)
    old, new = base.values.get("about"), top.values.get("about")
    if not isinstance(old, dict) or not isinstance(new, dict):
        return
    for key in new:
        if old.pop(f"{key}_zh", None) is not None:
            base.origins.pop(("about", f"{key}_zh"), None)


def _tables(values: Any) -> list[tuple[str, dict[str, Any]]]:
    """Return the tables of a table; none where it is no table."""
    found = values.items() if isinstance(values, dict) else ()
    return [(key, value) for key, value in found if isinstance(value, dict)]


def _set_points(table: dict[str, Any], path: Path) -> Iterator[Path]:
    for key, value in table.items():
        if isinstance(value, dict):
            yield from _set_points(value, (*path, key))
        elif (*path, key) not in _ADDED_LISTS or not value:
            yield (*path, key)
