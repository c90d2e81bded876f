"""Make a small run and take every screenshot of it; they lie in outputs/screens/ afterwards."""

import subprocess
import sys
from pathlib import Path

from simulator.reporting.html import printing
from tests.screens import documents, explorer, report

ROOT = Path(__file__).parents[2]
OUT = ROOT / "outputs" / "screens"
PATHS = "500"
TAKERS = (report.take, documents.take, explorer.take)
"""Each takes (run folder, folder for the pictures, browser) and returns the pictures taken."""


def main() -> None:
    """Take the screenshots and name them."""
    from playwright.sync_api import sync_playwright

    OUT.mkdir(parents=True, exist_ok=True)
    run = _small_run()
    with sync_playwright() as playwright:
        # Pictures ten thousand pixels tall are drawn without the graphics process, which a busy machine starves.
        words = ["--disable-gpu", *printing.sandbox()]
        browser = playwright.chromium.launch(executable_path=printing.find_browser(), args=words)
        taken = [picture for take in TAKERS for picture in take(run, OUT, browser)]
        browser.close()
    sys.stdout.write("".join(f"{picture}\n" for picture in taken))


def _small_run() -> Path:
    """Return the folder of the standard comparison on few paths."""
    place = OUT / "runs"
    command = [sys.executable, "run.py", "compare", "scenarios/hefei.toml", "--paths", PATHS, "--quiet", "--json"]
    subprocess.run([*command, "--out", str(place)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    return max(folder for folder in place.iterdir() if folder.is_dir())


if __name__ == "__main__":
    main()
