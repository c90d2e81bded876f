"""The page on A4, printed by a browser that is already installed."""

import os
import shutil
import subprocess
from collections.abc import Callable

from simulator.errors import NoAnswerError, wrong
from simulator.own_folder import OwnFolder

BROWSERS = (
    "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge",
    "microsoft-edge-stable", "msedge",
)  # fmt: skip
_SECONDS = 120


def find_browser(which: Callable[[str], str | None] = shutil.which) -> str:
    """Return the path of an installed browser that can print.

    Raises
    ------
    NoAnswerError
        When there is none, naming those that will do.
    """
    for name in BROWSERS:
        found = which(name)
        if found is not None:
            return found
    raise NoAnswerError(
        wrong("faults.report.no_browser", command="apt-get install chromium", variable="PATH", page="report.html")
    )


def pdf_of(page: str, browser: str) -> bytes:
    """Return the page as PDF.

    Parameters
    ----------
    page
        HTML text of the page, which asks for nothing from outside.
    browser
        Path of the browser.

    Raises
    ------
    NoAnswerError
        When the browser does not print the page.
    """
    with OwnFolder() as folder:
        source, target = folder / "report.html", folder / "report.pdf"
        source.write_text(page, "utf-8")
        command = [
            browser, "--headless", "--disable-gpu", "--no-first-run", "--no-pdf-header-footer",
            f"--user-data-dir={folder / 'profile'}", f"--print-to-pdf={target}", *sandbox(), source.as_uri(),
        ]  # fmt: skip
        try:
            # What the browser itself leaves when it is killed goes with the folder.
            environment = {**os.environ, "TMPDIR": str(folder)}
            done = subprocess.run(command, env=environment, capture_output=True, timeout=_SECONDS, check=False)
        except (OSError, subprocess.TimeoutExpired) as error:
            raise NoAnswerError(wrong("faults.report.not_printed", browser=browser, reason=str(error))) from error
        if not target.is_file():
            words = done.stderr.decode("utf-8", "replace").strip().splitlines()
            reason = words[-1] if words else wrong("faults.report.silent_browser")
            raise NoAnswerError(wrong("faults.report.not_printed", browser=browser, reason=reason))
        return target.read_bytes()


def sandbox() -> list[str]:
    """Return the option without which Chromium does not start as the administrator, for whom it has no sandbox."""
    return ["--no-sandbox"] if getattr(os, "geteuid", lambda: 1)() == 0 else []
