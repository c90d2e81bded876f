"""The panel of a comparison as a file for statistics programs: one row per policy and path, one column per measure."""

import contextlib
from collections.abc import Callable, Iterator, Sequence
from itertools import repeat
from typing import Any, BinaryIO, Literal

import numpy as np
from numpy.typing import NDArray

from simulator.analysis.compare import OnBatch, PolicyPoint, point_of
from simulator.analysis.measures import Measure
from simulator.analysis.panel import Block, blocks, panel_measures
from simulator.analysis.path_totals import PathTotals
from simulator.inputs.optional import need
from simulator.reporting import csv_files, wording
from simulator.reporting.run_folder import RunFolder
from simulator.scenario.model import Scenario
from simulator.scenario.study import Study

Form = Literal["csv", "parquet"]
Write = Callable[[Block], None]
Floats = NDArray[np.float64]

COLUMNS_FILE = "tables/panel_columns.csv"
_KEYS = {
    "path": ("number", "Number of the path, from 0; the same number is the same future under every policy."),
    "policy": ("text", "Name of the policy."),
    "compensation_ratio": ("share", "Compensation ratio of the policy."),
    "fund_size": ("currency", "Fund size of the policy."),
    "breaker": ("on or off", "Whether the policy has a breaker."),
}


@contextlib.contextmanager
def panel(folder: RunFolder, study: Study, form: Form | None) -> Iterator[OnBatch | None]:
    """Open the panel in a run folder and give what takes the batches of a comparison; None when none is asked for.

    The baseline comes first, then the other policies in the order of the study; within a policy the paths from 0 on.
    Only a block of rows is held at a time.

    Raises
    ------
    ScenarioError
        When the file cannot be written, or a Parquet file is asked for without pyarrow.
    """
    if form is None:
        yield None
        return
    if form == "parquet":
        need("pyarrow", "--panel parquet", "tables")
    measures = panel_measures(study.policies)
    folder.write(COLUMNS_FILE, _columns_csv(measures, study.policies[0].scenario))
    points = [point_of(policy) for policy in study.policies]
    opened = _csv if form == "csv" else _parquet
    with folder.open(f"tables/panel.{form}") as file, opened(file, points, measures) as write:
        yield _on_batch(measures, write)


def _on_batch(measures: Sequence[Measure], write: Write) -> OnBatch:
    is_begun = False

    def on_batch(totals: PathTotals, members: Sequence[int]) -> None:
        nonlocal is_begun
        for block in blocks(totals, members, measures, with_baseline=not is_begun):
            write(block)
        is_begun = True

    return on_batch


def _columns_csv(measures: Sequence[Measure], scenario: Scenario) -> bytes:
    """Return what each column of the panel is: its unit, label and meaning."""
    word = wording.currency_word(scenario)
    units = {"currency": word, "currency times years": f"{word} times years"}
    keys = [[name, units.get(unit, unit), name.replace("_", " "), meaning] for name, (unit, meaning) in _KEYS.items()]
    rows = [
        [what.key, units.get(what.unit, what.unit), what.label, what.meaning]
        for what in (measure.definition for measure in measures)
    ]
    return csv_files.csv_bytes([["column", "unit", "label", "meaning"], *keys, *rows])


@contextlib.contextmanager
def _csv(file: BinaryIO, points: Sequence[PolicyPoint], measures: Sequence[Measure]) -> Iterator[Write]:
    file.write(csv_files.csv_bytes([[*_KEYS, *(measure.definition.key for measure in measures)]]))

    def write(block: Block) -> None:
        point = points[block.place]
        about = csv_files.csv_bytes([[point.name, point.ratio, point.fund_size, point.is_breaker_on]])
        policy = about.decode("utf-8-sig").rstrip("\r\n")
        cells = [_texts(values) for values in block.values.values()]
        paths = map(str, range(block.first_path, block.first_path + len(cells[0])))
        rows = map(",".join, zip(paths, repeat(policy), *cells, strict=False))
        file.write(("\r\n".join(rows) + "\r\n").encode("utf-8"))

    yield write


def _texts(values: Floats) -> list[str]:
    texts = list(map(repr, values.tolist()))
    for missing in np.flatnonzero(np.isnan(values)):
        texts[missing] = ""
    return texts


@contextlib.contextmanager
def _parquet(file: BinaryIO, points: Sequence[PolicyPoint], measures: Sequence[Measure]) -> Iterator[Write]:
    """Write one row group per block, so that a policy can be read without the others."""
    import pyarrow as pa
    import pyarrow.parquet as parquet

    names = pa.array([point.name for point in points])
    kinds = [pa.int64(), pa.dictionary(pa.int32(), pa.string()), pa.float64(), pa.float64(), pa.bool_()]
    keys = [measure.definition.key for measure in measures]
    schema = pa.schema([*zip(_KEYS, kinds, strict=True), *((key, pa.float64()) for key in keys)])
    with parquet.ParquetWriter(file, schema, compression="zstd") as writer:

        def write(block: Block) -> None:
            columns = _arrow_columns(pa, block, points[block.place], names)
            writer.write_table(pa.table(columns, schema=schema))

        yield write


def _arrow_columns(pa: Any, block: Block, point: PolicyPoint, names: Any) -> list[Any]:
    paths = len(next(iter(block.values.values())))
    return [
        pa.array(np.arange(block.first_path, block.first_path + paths)),
        pa.DictionaryArray.from_arrays(np.full(paths, block.place, dtype=np.int32), names),
        pa.array(np.full(paths, point.ratio)),
        pa.array(np.full(paths, point.fund_size)),
        pa.array(np.full(paths, point.is_breaker_on)),
        *(pa.array(values, from_pandas=True) for values in block.values.values()),
    ]
