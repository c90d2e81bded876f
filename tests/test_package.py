"""What `import simulator` gives: a light import, and every public name."""

import subprocess
import sys

import pytest

import simulator


def test_import_loads_nothing_heavy():
    """A notebook's first line does not wait for the compiler, the arrays or the scenario's checks."""
    code = "import simulator, sys; print(*{'numba', 'numpy', 'pydantic', 'matplotlib'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""


@pytest.mark.parametrize("name", simulator.__all__)
def test_every_public_name_is_there_and_documented(name):
    """Each is an object with a docstring, under its own name."""
    found = getattr(simulator, name)
    assert found.__doc__
    assert found.__name__ == name


def test_names_shown_are_those_that_exist():
    """`dir` lists them; another name is refused as by any module."""
    assert dir(simulator) == sorted(simulator.__all__)
    with pytest.raises(AttributeError, match="no attribute 'sise'"):
        simulator.sise  # noqa: B018
