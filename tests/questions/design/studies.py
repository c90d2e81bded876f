"""Small design studies, written to a folder and read."""

from pathlib import Path

from simulator.scenario.design_study import DesignStudy, read_design
from simulator.scenario.read import Reading
from tests.scenario.conftest import SMALL_SCENARIO

LEVERS = """
"scheme.compensation_ratio" = [0.0, 0.3, 0.6, 0.9]
"fund.fund_size" = ["2 million", "20 million"]
"""


def study_file(
    folder: Path, *, levers: str = LEVERS, limits: str = "", policies: int = 100, search_paths: int = 50
) -> Path:
    """Write the small scenario, lent for two years, and a study of it; return the study's path."""
    settings = "\n[clock]\nyears = 2\n[run]\npaths = 150\nseed = 5\n"
    (folder / "small.toml").write_text(SMALL_SCENARIO + settings, "utf-8")
    path = folder / "study.toml"
    path.write_text(
        f'title = "A small study"\nscenario = "small.toml"\n[levers]\n{levers}\n[limits]\n{limits}\n'
        f"[design]\npolicies = {policies}\nsearch_paths = {search_paths}\n",
        "utf-8",
    )
    return path


def small_study(folder: Path, **changes: object) -> tuple[Reading, DesignStudy]:
    """Return the reading and the study."""
    return read_design(study_file(folder, **changes))  # type: ignore[arg-type]
