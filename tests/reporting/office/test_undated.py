"""Documents are written whatever the clock says."""

import io
import time
import zipfile

import pytest

from simulator.reporting.office.undated import ZIP_DATE, saved

docx = pytest.importorskip("docx")


@pytest.mark.parametrize("year", [1970, 1979, 2108, 2150])
def test_document_is_written_when_the_clock_is_off(monkeypatch, year):
    """A ZIP file holds the years 1980 to 2107; the clock of a machine without a battery does not."""
    moment = time.struct_time((year, 1, 1, 0, 0, 0, 0, 1, 0))
    monkeypatch.setattr(time, "localtime", lambda *_: moment)
    content = saved(docx.Document())
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {part.date_time for part in archive.infolist()} == {ZIP_DATE}
