"""What other commands found on the same scenario: the band over its assumptions, and the rules that decide."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from simulator.analysis.measures import MeasureDefinition
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import names
from simulator.questions.sensitivity.answers import LENDING, answers_of
from simulator.reporting import stored
from simulator.reporting.deciding.evidence_form import AttributionForm, SensitivityForm
from simulator.scenario.model import Scenario
from simulator.scenario.read import read_scenario

SENSITIVITY, ATTRIBUTION = "sensitivity.json", "attribute.json"
_FORMS: Mapping[str, type[BaseModel]] = {SENSITIVITY: SensitivityForm, ATTRIBUTION: AttributionForm}
BAND_PART = 0.9
"""Part of the joint draws that lies between the ends of a band."""


@dataclass(frozen=True)
class Band:
    """An answer as the scenario stands, with its simulation interval, and its band over the joint draws, if drawn."""

    measure: MeasureDefinition
    value: float
    low: float
    high: float
    band: tuple[float, float] | None


@dataclass(frozen=True)
class Driver:
    """An assumption that moves additional lending: its range, and the change of the answer at either end."""

    key: str
    low: float
    high: float
    at_low: float | None
    at_high: float | None


@dataclass(frozen=True)
class Sensitivity:
    """Bands by answer, draws made, paths of each, and the facts that move additional lending, the strongest first."""

    bands: Mapping[str, Band]
    draws: int
    paths: int
    drivers: tuple[Driver, ...]


@dataclass(frozen=True)
class Verdict:
    """Which rule decides on the best ratio, as `attribute` found it.

    Attributes
    ----------
    kind
        Kind of the verdict: no_optimum, one_rule, each_needed, moved, together, other or untold.
    rules
        Keys of the deciding rules.
    best, best_without
        Best ratio as it stands, and without each of the deciding rules.
    targets
        Additional shares tried with the best ratio at each, where a world could be calibrated.
    paths
        Number of paths of each world.
    """

    kind: str
    rules: tuple[str, ...]
    best: float
    best_without: tuple[float, ...]
    targets: tuple[tuple[float, float], ...]
    paths: int


@dataclass(frozen=True)
class Evidence:
    """What is known beside the comparison; None where no folder was given."""

    sensitivity: Sensitivity | None = None
    verdict: Verdict | None = None

    @property
    def has_band(self) -> bool:
        """Whether any answer's band over the assumptions is known."""
        return self.sensitivity is not None and any(found.band for found in self.sensitivity.bands.values())


def read_evidence(folders: Sequence[Path], scenario: Scenario) -> Evidence:
    """Return what the folders of `sensitivity` and `attribute` say of this scenario.

    Raises
    ------
    ScenarioError
        When a folder is of another command or another scenario, or two are of the same command.
    """
    found: dict[str, Any] = {}
    for folder in folders:
        manifest = stored.read_manifest(folder)
        name = _file_of(folder, manifest)
        if name in found:
            raise ScenarioError("--with", [Fault(wrong("faults.report.second_folder"), f"--with {folder}")])
        _refuse_other_scenario(folder, scenario)
        found[name] = stored.json_of(folder, manifest, name, _FORMS[name])
    try:
        return Evidence(
            sensitivity=_sensitivity(found[SENSITIVITY], scenario) if SENSITIVITY in found else None,
            verdict=_verdict(found[ATTRIBUTION]) if ATTRIBUTION in found else None,
        )
    except KeyError as error:
        what = wrong("faults.report.other_version", key=str(error))
        raise ScenarioError("--with", [Fault(what, "--with")]) from error


def _file_of(folder: Path, manifest: Mapping[str, Any]) -> str:
    """Return the name of the answer that a folder keeps."""
    for name in _FORMS:
        if name in manifest["sha256"]:
            return name
    what = wrong("faults.report.no_evidence", command=str(manifest.get("command", "?")))
    raise ScenarioError("--with", [Fault(what, f"--with {folder}")])


def _refuse_other_scenario(folder: Path, scenario: Scenario) -> None:
    """Raise when the folder's scenario differs in more than its texts, seed and number of paths."""
    stored.unchanged(folder, stored.read_manifest(folder), stored.SCENARIO)
    other = read_scenario(folder / stored.SCENARIO).scenario
    told = [name for name in Scenario.model_fields if name not in ("run", "about")]
    differing = [name for name in told if getattr(other, name) != getattr(scenario, name)]
    if differing:
        what = wrong("faults.report.other_scenario", sections=names(differing))
        raise ScenarioError("--with", [Fault(what, f"--with {folder}")])


def _sensitivity(content: Mapping[str, Any], scenario: Scenario) -> Sensitivity:
    known = {measure.key: measure for measure in answers_of(scenario)}
    tables = content["tables"]
    return Sensitivity(
        bands={row["row"]: _band(row, known[row["row"]]) for row in tables["answers"]},
        draws=int(content["joint_draws"]),
        paths=int(content["paths"]),
        drivers=tuple(_driver(row) for row in tables["tornado"] if _is_driver(row)),
    )


def _band(row: Mapping[str, Any], measure: MeasureDefinition) -> Band:
    low, high = row["band_low"], row["band_high"]
    ends = None if low is None or high is None else (low, high)
    value, least, most = (_number(row[f"as_it_stands{end}"]) for end in ("", "_low", "_high"))
    return Band(measure, value, least, most, ends)


def _is_driver(row: Mapping[str, Any]) -> bool:
    """Return whether a row is of a fact that moves additional lending beyond the simulation error."""
    is_shown = row["width_low"] is not None and row["width_low"] > 0
    return bool(row["answer"] == LENDING and row["kind"] == "fact" and is_shown)


def _driver(row: Mapping[str, Any]) -> Driver:
    return Driver(row["row"], row["low"], row["high"], row["at_low"], row["at_high"])


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def _verdict(content: Mapping[str, Any]) -> Verdict:
    deciding = tuple(content["deciding_rules"])
    best = {row["row"]: row["best_ratio"] for row in content["tables"]["rules"]}
    targets = [(row["additional_share"], row["best_ratio"]) for row in content["tables"].get("targets", ())]
    return Verdict(
        kind=content["verdict"],
        rules=deciding,
        best=best["as_it_stands"],
        best_without=tuple(best[f"without_{rule}"] for rule in deciding),
        targets=tuple((share, ratio) for share, ratio in targets if ratio is not None),
        paths=int(content["paths"]),
    )
