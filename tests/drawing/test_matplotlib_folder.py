"""matplotlib draws for a user without a home as for others: no complaint, nothing left behind."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
DRAW = (
    "from simulator.drawing import style\n"
    "with style.styled():\n"
    "    figure = style.new_figure(1, 1)\n"
    "import os; print(os.environ.get('MPLCONFIGDIR'))\n"
)


def drawn(**environment):
    """Return what a program that draws says on standard output and standard error."""
    kept = {"PATH": os.environ["PATH"]} | {key: str(value) for key, value in environment.items()}
    done = subprocess.run([sys.executable, "-c", DRAW], cwd=ROOT, env=kept, capture_output=True, text=True, check=True)
    return done.stdout.strip(), done.stderr


@pytest.mark.slow
def test_a_home_that_cannot_be_written_is_not_complained_of(tmp_path):
    """A folder of this program's alone stands in, and ends with it."""
    (tmp_path / "home").touch()
    (tmp_path / "temporary").mkdir()
    places = {"HOME": tmp_path / "home", "XDG_CACHE_HOME": tmp_path / "home", "TMPDIR": tmp_path / "temporary"}
    folder, said = drawn(**places)
    assert said == ""
    assert Path(folder).parent == tmp_path / "temporary"
    assert list((tmp_path / "temporary").iterdir()) == []


@pytest.mark.slow
def test_a_safe_cache_elsewhere_keeps_the_list_of_fonts(tmp_path):
    """So that it is made once."""
    (tmp_path / "home").touch()
    folder, said = drawn(HOME=tmp_path / "home", XDG_CACHE_HOME=tmp_path)
    assert (folder, said) == (str(tmp_path / "patent-pledge-simulator" / "matplotlib"), "")


@pytest.mark.slow
def test_whoever_has_a_home_or_has_named_a_folder_keeps_it(tmp_path):
    """Settings of matplotlib are the user's own."""
    assert drawn(HOME=tmp_path) == ("None", "")
    assert drawn(HOME=tmp_path, MPLCONFIGDIR=tmp_path / "own") == (str(tmp_path / "own"), "")
