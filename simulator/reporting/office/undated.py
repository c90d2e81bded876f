"""Documents without the time of day: a ZIP file knows the years 1980 to 2107 only, and a clock may be off."""

import io
import zipfile
from typing import Any

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class _Undated(zipfile.ZipFile):
    """An archive whose parts have the first day that there is."""

    def writestr(self, name: Any, *content: Any, **options: Any) -> None:
        super().writestr(zipfile.ZipInfo(name, ZIP_DATE) if isinstance(name, str) else name, *content, **options)


def saved(document: Any) -> bytes:
    """Return a document of python-docx as a file; its own writer would ask the clock for each part's date."""
    from docx.opc import phys_pkg

    content, own = io.BytesIO(), phys_pkg.ZipFile
    phys_pkg.ZipFile = _Undated
    try:
        document.save(content)
    finally:
        phys_pkg.ZipFile = own
    return content.getvalue()
