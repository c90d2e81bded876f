"""Pictures of the documents' pages, in both languages, where LibreOffice and Poppler are installed."""

import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from simulator.drawing import fonts
from simulator.reporting import stored
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.office import documents

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def take(run: Path, out: Path, browser: "Browser") -> list[Path]:
    """Turn every document of a run into pictures, page by page."""
    if shutil.which("soffice") is None or shutil.which("pdftoppm") is None:
        sys.stdout.write("No pictures of documents: install LibreOffice and Poppler (pdftoppm).\n")
        return []
    found = findings_of(stored.read_comparison(run))
    place = out / "documents"
    place.mkdir(exist_ok=True)
    pictures = []
    for language in ("zh", "en"):
        for name, content in documents.documents(found, Evidence(), language, fonts.chinese_font()).items():
            file = place / Path(name).name
            file.write_bytes(content)
            subprocess.run(["soffice", "--headless", "--convert-to", "pdf", "--outdir", place, file], check=True)
            pdf = file.with_suffix(".pdf")
            subprocess.run(["pdftoppm", "-r", "60", "-png", pdf, pdf.with_suffix("")], check=True)
            pictures += sorted(place.glob(f"{pdf.stem}-*.png"))
    return pictures
