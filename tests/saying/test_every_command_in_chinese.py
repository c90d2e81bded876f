"""Every command, called with `--lang zh`: no Latin word on the screen or in a figure but those that may stand there."""

from pathlib import Path

import click
import pytest
from click.testing import CliRunner

import simulator.drawing.style
import simulator.explorer.serving
import simulator.reporting.terminal
from simulator.cli import main
from tests.saying import calls
from tests.saying.latin import latin_in


def every_command(group, before=()):
    """Yield the words that call each command, groups too."""
    for name, command in group.commands.items():
        yield " ".join((*before, name))
        if isinstance(command, click.Group):
            yield from every_command(command, (*before, name))


def marked(name):
    """Return the name of a command as a parameter, marked when it is dear."""
    return pytest.param(name, marks=[pytest.mark.slow] if name in calls.DEAR else [])


def call(words, folders):
    """Return what a call in Chinese shows; only our own defects fail."""
    result = CliRunner().invoke(main, [*(str(word).format(**folders) for word in words), "--lang", "zh"])
    assert result.exception is None or isinstance(result.exception, SystemExit), (words, result.exception)
    return result.stdout + result.stderr


@pytest.fixture(scope="module")
def patched(tmp_path_factory):
    """Go to a folder of its own; figures are laid out but not saved, and pages are not served but stopped at once."""

    def serve(shelf, port, *, threads, ready):
        ready("http://127.0.0.1:8765")
        raise KeyboardInterrupt

    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp("chinese"))
        # A wrapped line would part words that stay whole for a reader.
        patch.setenv("COLUMNS", "1000")
        patch.setattr(simulator.reporting.terminal, "PIPED_WIDTH", 1000)
        patch.setattr(simulator.explorer.serving, "serve", serve)
        calls.write_files()
        yield patch


@pytest.fixture(scope="module")
def drawn(patched):
    """Return the texts of the figures that are drawn."""
    from matplotlib.text import Text

    texts = []

    def files_of(figure, name):
        figure.draw_without_rendering()
        texts.extend(text.get_text() for text in figure.findobj(Text))
        return {f"figures/{name}.png": b"png"}

    patched.setattr(simulator.drawing.style, "files_of", files_of)
    return texts


@pytest.fixture(scope="module")
def folders(drawn):
    """Return the folders that some commands read, by name."""
    call(calls.BEFORE["compared"], {})
    (compared,) = Path("outputs").iterdir()
    call(calls.BEFORE["kept"], {})
    return {"compared": compared}


@pytest.mark.parametrize("name", [marked(name) for name in every_command(main)])
def test_no_latin_word_is_said_in_chinese(name, folders, drawn):
    """Answers, notes, progress and mistakes, and what stands in figures."""
    for words in calls.CALLS[name]:
        drawn.clear()
        assert latin_in(call(words, folders), words) == {}
        assert latin_in("\n".join(drawn)) == {}
