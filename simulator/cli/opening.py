"""The policies of what is opened: the folder of a run, a study or a scenario."""

from collections.abc import Sequence
from pathlib import Path

from simulator.cli import finding
from simulator.errors import Fault, ScenarioError, wrong
from simulator.reporting import stored
from simulator.running import store
from simulator.scenario import kinds
from simulator.scenario.read import Reading
from simulator.scenario.study import Study, read_study

STUDY = "study.toml"


def policies_at(source: Path, overlays: Sequence[Path], settings: Sequence[str]) -> Reading | Study:
    """Return the policies of a run folder or of a study file, or the scenario of its file.

    Raises
    ------
    ScenarioError
        When the folder holds no run, or its study and scenario are not those with which the run was made.
    """
    if source.is_dir():
        _refuse_changed(source)
    file = source / STUDY if source.is_dir() else source
    if not kinds.is_study(file):
        return finding.scenario_at(file, overlays, settings)
    if overlays:
        raise ScenarioError(str(source), [Fault(wrong("events.fault.overlays"), "--overlay")])
    return read_study(file, settings)[1]


def _refuse_changed(folder: Path) -> None:
    if not (folder / STUDY).is_file():
        raise ScenarioError(str(folder), [Fault(wrong("events.fault.no_run", file=STUDY), str(folder))])
    if (folder / store.PLAN).exists():
        store.Store(folder).plan()
        return
    manifest = stored.read_manifest(folder)
    stored.unchanged(folder, manifest, STUDY)
    stored.unchanged_scenario(folder, manifest)
