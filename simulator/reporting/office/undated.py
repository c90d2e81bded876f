"""Documents without the time of day: a ZIP file knows the years 1980 to 2107 only, and a clock may be off."""

import io
import zipfile
from typing import Any

ZIP_DATE = (1980, 1, 1, 0, 0, 0)


class _Undated(zipfile.ZipFile):
    """An archive whose parts have the first day that there is."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: Any,
        compress_type: int | None = None,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname
        dated = zipfile.ZipInfo(name, ZIP_DATE) if isinstance(name, str) else name
        # A part that comes with its own date does not take the compression of the archive by itself.
        super().writestr(dated, data, self.compression if compress_type is None else compress_type, compresslevel)


def saved(document: Any) -> bytes:
    """Return a document of python-docx as a file; its own writer would ask the clock for each part's date."""
    from docx.opc import phys_pkg

    writer: Any = phys_pkg
    content, own = io.BytesIO(), writer.ZipFile
    writer.ZipFile = _Undated
    try:
        document.save(content)
    finally:
        writer.ZipFile = own
    return content.getvalue()
