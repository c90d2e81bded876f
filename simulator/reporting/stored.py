"""A comparison as it is kept in its run folder: read back, it is the same to the last digit, but for the seconds."""

import dataclasses
import hashlib
import json
import math
import os
import stat
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import BaseModel

from simulator.analysis.compare import Comparison, PolicyPoint
from simulator.analysis.extreme_paths import ExtremePath
from simulator.analysis.measures import definitions_of
from simulator.errors import Fault, ScenarioError, reason_of, wrong
from simulator.estimate import Estimate
from simulator.faults import names
from simulator.reporting import run_folder
from simulator.reporting.stored_form import ComparisonForm, checked_form
from simulator.rules.calibration import Fitted
from simulator.running.sealed import BrokenSealError, unsealed
from simulator.scenario.read import Reading, read_scenario, vary
from simulator.values import Phrase

COMPARISON = "comparison.json"
SCENARIO = "scenario.toml"
_MOST_BYTES = 200_000_000
_TEXTS = ("command", "repeat_from_this_folder", "scenario_sha256", "title")


def comparison_text(comparison: Comparison) -> str:
    """Return the comparison without its scenario as JSON text; numbers beyond all bounds as "inf" and "-inf"."""
    found = {
        "title": comparison.title,
        "question": comparison.question,
        "baseline": comparison.baseline,
        "paths": comparison.paths,
        "seed": comparison.seed,
        "measures": [measure.key for measure in comparison.measures],
        "policies": [_policy(comparison, point) for point in comparison.points],
        "balance_fan": {name: levels.tolist() for name, levels in comparison.balance_fan.items()},
        "extremes": {
            name: [[path.measure, path.percent, int(path.value), int(path.path)] for path in paths]
            for name, paths in comparison.extremes.items()
        },
        "loss_split": {name: dict(parties) for name, parties in comparison.loss_split.items()},
        "near_ties": {line: list(ends) for line, ends in comparison.near_ties.items()},
        "fitted": list(dataclasses.astuple(comparison.fitted)),
        "yearly": {
            name: {row: [_estimate(estimate) for estimate in years] for row, years in rows.items()}
            for name, rows in comparison.yearly.items()
        },
    }
    return json.dumps(_bounded(found), ensure_ascii=False, allow_nan=False, separators=(",", ":")) + "\n"


def _policy(comparison: Comparison, point: PolicyPoint) -> dict[str, object]:
    def numbers(found: Mapping[tuple[str, str], Estimate]) -> dict[str, list[object]]:
        known = ((measure.key, found.get((point.name, measure.key))) for measure in comparison.measures)
        return {key: _estimate(estimate) for key, estimate in known if estimate is not None}

    return {
        "name": point.name,
        "settings": dict(point.settings),
        "ratio": point.ratio,
        "fund_size": point.fund_size,
        "breaker": point.is_breaker_on,
        "estimates": numbers(comparison.estimates),
        "differences": numbers(comparison.differences),
    }


def _estimate(estimate: Estimate) -> list[object]:
    found: list[object] = [estimate.value, estimate.low, estimate.high, estimate.kind, estimate.note]
    return [*found, estimate.among] if estimate.among else found


def _bounded(value: object) -> object:
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    if isinstance(value, dict):
        return {key: _bounded(item) for key, item in value.items()}
    return [_bounded(item) for item in value] if isinstance(value, list | tuple) else value


def _settings(policy: Mapping[str, Any]) -> dict[str, Any]:
    return {key: "none" if value is None else value for key, value in policy["settings"].items()}


def read_comparison(folder: Path) -> Comparison:
    """Return the comparison kept in a run folder of `compare` or `run`.

    Raises
    ------
    ScenarioError
        When the folder is none of these, lacks a file, or a file is not as it was written.
    """
    manifest = read_manifest(folder)
    content = json_of(folder, manifest, COMPARISON, ComparisonForm)
    reading = unchanged_scenario(folder, manifest)
    baseline = next(policy for policy in content["policies"] if policy["name"] == content["baseline"])
    scenario = vary(reading, _settings(baseline))
    definitions = {measure.key: measure for measure in definitions_of(scenario)}
    unknown = [key for key in content["measures"] if key not in definitions]
    if unknown:
        raise _refused(folder, wrong("faults.run_folder.unknown_measures", names=names(unknown)))
    policies = content["policies"]
    return Comparison(
        scenario=scenario,
        title=content["title"],
        question=content["question"],
        points=tuple(
            PolicyPoint(
                policy["name"],
                policy["settings"],
                float(policy["ratio"]),
                float(policy["fund_size"]),
                policy["breaker"],
                vary(reading, _settings(policy)),
            )
            for policy in policies
        ),
        baseline=content["baseline"],
        paths=content["paths"],
        seed=content["seed"],
        seconds=0.0,
        fitted=Fitted(*map(float, content["fitted"])),
        measures=tuple(definitions[key] for key in content["measures"]),
        estimates=_estimates(policies, "estimates"),
        differences=_estimates(policies, "differences"),
        balance_fan={name: np.array(levels, dtype=np.float64) for name, levels in content["balance_fan"].items()},
        extremes={name: tuple(ExtremePath(*path) for path in paths) for name, paths in content["extremes"].items()},
        loss_split=content["loss_split"],
        near_ties={line: (low, high) for line, (low, high) in content["near_ties"].items()},
        yearly={
            name: {row: tuple(_read_estimate(found) for found in years) for row, years in rows.items()}
            for name, rows in content["yearly"].items()
        },
    )


def _estimates(policies: list[dict[str, Any]], kind: str) -> dict[tuple[str, str], Estimate]:
    return {(policy["name"], key): _read_estimate(found) for policy in policies for key, found in policy[kind].items()}


def _read_estimate(found: list[Any]) -> Estimate:
    value, low, high, kind, note, *among = found
    return Estimate(float(value), float(low), float(high), kind, note, *among)


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return what the manifest of a run folder says.

    Raises
    ------
    ScenarioError
        When there is no such folder, or it is no run folder.
    """
    try:
        found = unsealed(_bytes_of(folder, run_folder.MANIFEST))
    except BrokenSealError as error:
        raise _refused(folder, wrong("faults.run_folder.file", file=run_folder.MANIFEST, what=error.what)) from error
    sums, named = found.get("sha256"), found.get("versions", {})
    if not isinstance(sums, dict) or not all(isinstance(digest, str) for digest in sums.values()):
        raise _refused(folder, wrong("faults.run_folder.no_files", file=run_folder.MANIFEST))
    foreign = [name for name in _TEXTS if not isinstance(found.get(name, ""), str)]
    foreign += [] if isinstance(named, dict) else ["versions"]
    if foreign:
        raise _refused(folder, _foreign(run_folder.MANIFEST, ", ".join(foreign)))
    return found


def json_of(folder: Path, manifest: Mapping[str, Any], name: str, form: type[BaseModel]) -> dict[str, Any]:
    """Return what a JSON file of a run folder holds, which must be as it was written, and have a form.

    Raises
    ------
    ScenarioError
        When it is not, or has another form.
    """
    try:
        return checked_form(form, unchanged(folder, manifest, name))
    except ValueError as error:
        raise _refused(folder, _foreign(name, str(error))) from None


def unchanged_scenario(folder: Path, manifest: Mapping[str, Any]) -> Reading:
    """Return the scenario of a run folder, which must be as it was written and mean what it meant then.

    Raises
    ------
    ScenarioError
        When it is not.
    """
    unchanged(folder, manifest, SCENARIO)
    reading = read_scenario(folder / SCENARIO)
    if run_folder.scenario_hash(reading.scenario) != manifest.get("scenario_sha256"):
        raise _refused(folder, wrong("faults.run_folder.other_meaning", file=SCENARIO))
    return reading


def strangers(folder: Path, own: Collection[str]) -> list[str]:
    """Return the files below a folder that are none of its own, by their paths inside it."""
    found = []
    for place, _, files in os.walk(folder):
        inside = Path(place).relative_to(folder)
        found += [(inside / name).as_posix() for name in files]
    return sorted(set(found) - set(own))


def changed_files(folder: Path) -> tuple[int, list[str]]:
    """Return how many files the manifest of a run folder names, and those that are missing or changed.

    Raises
    ------
    ScenarioError
        When there is no such folder, it is no run folder, or its manifest was changed.
    """
    wanted: dict[str, str] = read_manifest(folder)["sha256"]
    return len(wanted), [name for name, digest in wanted.items() if not _is_as_written(folder, name, digest)]


def _is_as_written(folder: Path, name: str, digest: str) -> bool:
    path = folder / name
    try:
        is_inside = path.resolve().is_relative_to(folder.resolve())
        return is_inside and path.is_file() and run_folder.hash_of_file(path) == digest
    except (OSError, ValueError):
        # A name that no file can have.
        return False


def unchanged(folder: Path, manifest: Mapping[str, Any], name: str) -> bytes:
    """Return the bytes of a file of a run folder, which must be those that the manifest names."""
    wanted = manifest["sha256"].get(name)
    if wanted is None:
        command = str(manifest.get("command", "?"))
        raise _refused(folder, wrong("faults.run_folder.other_command", file=name, command=command))
    content = _bytes_of(folder, name)
    if hashlib.sha256(content).hexdigest() != wanted:
        raise _refused(folder, wrong("faults.run_folder.changed", file=name))
    return content


def _bytes_of(folder: Path, name: str) -> bytes:
    try:
        about = (folder / name).stat()
        if not stat.S_ISREG(about.st_mode):
            raise _refused(folder, wrong("faults.run_folder.file", file=name, what=wrong("faults.file.not_regular")))
        if about.st_size > _MOST_BYTES:
            raise _refused(folder, wrong("faults.run_folder.too_large", file=name, most=f"{_MOST_BYTES / 1e6:.0f}"))
        return (folder / name).read_bytes()
    except OSError as error:
        what = wrong("faults.run_folder.unreadable", file=name, reason=reason_of(error))
        raise _refused(folder, what) from error


def _foreign(name: str, entry: str) -> Phrase:
    return wrong("faults.run_folder.foreign", file=name, entry=entry)


def _refused(folder: Path, what: Phrase) -> ScenarioError:
    return ScenarioError(str(folder), [Fault(what, str(folder))])
