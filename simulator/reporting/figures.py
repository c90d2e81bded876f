"""Which charts a comparison gets, and their files."""

from dataclasses import replace

from simulator.analysis.compare import Comparison
from simulator.answer import Basis
from simulator.charts import Chart
from simulator.drawing.figure import chart_files
from simulator.reporting import (
    figures_data,
    figures_fund,
    figures_heat,
    figures_lines,
    figures_policies,
    names,
    tables,
)
from simulator.reporting.chinese_notes import note_in_chinese
from simulator.saying.speaker import Speaker
from simulator.saying.words import Language
from simulator.values import Own


def charts_of(comparison: Comparison) -> tuple[Chart, ...]:
    """Return the charts that make sense for this comparison."""
    chosen: list[Chart] = []
    if tables.is_sweep(comparison):
        chosen.append(figures_lines.curves(comparison))
        if len({point.fund_size for point in comparison.points}) > 1:
            chosen.append(figures_heat.heat_map(comparison))
    elif len(comparison.points) > 1:
        chosen.append(figures_policies.policies(comparison))
    if comparison.balance_fan:
        chosen.append(figures_fund.fan_chart(comparison))
    if comparison.loss_split:
        chosen.append(figures_fund.loss_split(comparison))
    study = names.said(comparison.title, comparison.scenario)
    return tuple(replace(chart, subject=study) for chart in chosen)


def basis_of(comparison: Comparison) -> Basis:
    """Return what the numbers of a comparison rest on."""
    scenario = comparison.scenario
    about, clock = scenario.about, scenario.clock
    notes = dict.fromkeys(note for note in comparison.notes if note != about.stand_in)
    return Basis(
        title=names.said(about.title, scenario),
        stand_in=names.said(about.stand_in, scenario) if about.stand_in else None,
        paths=comparison.paths,
        seed=comparison.seed,
        start=clock.start,
        years=clock.years,
        currency=scenario.currency,
        notes=tuple(Own(note, note_in_chinese(note)) for note in notes),
    )


def figure_files(comparison: Comparison, language: Language = "en") -> dict[str, bytes]:
    """Return every chart as PNG, SVG and PDF, by its path in the run folder; Chinese ones end in `.zh.png` ...

    The numbers that a chart shows stand beside it, in one file for both languages.
    """
    speaker = Speaker(language, comparison.scenario.currency)
    basis = basis_of(comparison)
    ending = "" if language == "en" else f".{language}"
    files: dict[str, bytes] = {}
    for chart in charts_of(comparison):
        files |= chart_files(replace(chart, key=f"{chart.key}{ending}"), basis, speaker)
        files[f"figures/{chart.key}.csv"] = figures_data.data_of(comparison, chart.key)
    return files
