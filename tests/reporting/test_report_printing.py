"""Finding a browser that prints, and what is said where there is none or it fails."""

import sys

import pytest

from simulator.errors import NoAnswerError
from simulator.reporting.html import printing


def test_first_known_browser_on_the_path_is_taken():
    """Chromium, Chrome and Edge go by several names."""
    assert printing.find_browser({"msedge": "/x/msedge", "chrome": "/x/chrome"}.get) == "/x/chrome"


def test_without_a_browser_the_way_out_is_named():
    """The message names the browsers that will do, and printing by hand."""
    with pytest.raises(NoAnswerError, match=r"no Chromium, Chrome or Edge was found on PATH.*print it there"):
        printing.find_browser(lambda name: None)


def test_browser_that_prints_nothing_is_named():
    """Python is no browser: its last word is passed on."""
    with pytest.raises(NoAnswerError, match=r"did not print the page"):
        printing.pdf_of("<p>", sys.executable)


def test_browser_that_cannot_be_started_is_named():
    """A path that is no program."""
    with pytest.raises(NoAnswerError, match=r"/no/such/browser did not print the page"):
        printing.pdf_of("<p>", "/no/such/browser")
