"""Screenshots of the report: phone, desk, projector and A4, in English and Chinese."""

from pathlib import Path
from typing import Any

from simulator.reporting import stored
from simulator.reporting.deciding.answer import Commands
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.html import page, part
from simulator.reporting.language import LANGUAGES

WIDTHS = {"phone": 390, "desk": 1280, "projector": 1920}
ORIGIN = part.Origin("python run.py compare ...", "python run.py report ...", "0.1.0", "0" * 64, Commands())


def take(run: Path, out: Path, browser: Any) -> list[Path]:
    """Return the pictures of a run's report, one per language and width, and the A4 pages as PDF."""
    found = findings_of(stored.read_comparison(run))
    taken = []
    for language in LANGUAGES:
        source = out / f"report-{language}.html"
        source.write_text(page.page([part.part_of(found, Evidence(), ORIGIN, language)]), "utf-8")
        for name, width in WIDTHS.items():
            opened = browser.new_page(viewport={"width": width, "height": 900})
            opened.goto(source.as_uri())
            taken.append(out / f"report-{language}-{name}.png")
            opened.screenshot(path=taken[-1], full_page=True)
            if name == "desk":
                taken.append(out / f"report-{language}.pdf")
                opened.pdf(path=taken[-1], prefer_css_page_size=True)
            opened.close()
    return taken
