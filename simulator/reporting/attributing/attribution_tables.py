"""Tables and JSON of an attribution: one row per rule, one per additionality target, and the curves."""

import json
from collections.abc import Sequence
from pathlib import Path

from simulator.analysis.attributing.attributed import Attribution, Curve, Optimum
from simulator.reporting import csv_files, wording
from simulator.reporting.attributing.attribution_text import answer, notes_of
from simulator.reporting.json_text import estimate_json, plain
from simulator.reporting.tables import Table

HIGHEST_IS_BEST = "highest is best"
NOT_MOVED = "not moved"
OPTIMUM_WORDS: dict[Optimum, str] = {"interior": "yes", "none": "no", "untold": "not told"}


def named_curves(attribution: Attribution) -> list[tuple[str, Curve]]:
    """Return every curve in the scenario's own calibration with its name."""
    return [
        ("as it stands", attribution.as_it_stands),
        *((f"without {effect.rule.label}", effect.off) for effect in attribution.effects),
        *((f"{effect.rule.label} alone", effect.alone) for effect in attribution.effects),
        ("all off", attribution.all_off),
    ]


def rules_table(attribution: Attribution) -> Table:
    """Return the best ratio as it stands, with each rule off alone and on alone, and with all off."""
    style = _style(attribution)
    now = attribution.as_it_stands
    rows = [("as it stands", *_curve_cells(attribution, now), "", "", "", "")]
    rows += [
        (
            f"without {effect.rule.label}",
            *_curve_cells(attribution, effect.off),
            OPTIMUM_WORDS[effect.alone.optimum],
            NOT_MOVED if effect.off.best == now.best else wording.difference_cell(effect.gain, style),
            wording.difference_cell(effect.change_at_own, style),
            _ratio_text(effect.alone),
        )
        for effect in attribution.effects
    ]
    rows.append(("all off", *_curve_cells(attribution, attribution.all_off), "", "", "", ""))
    return Table(
        name="rules",
        title="Best ratio with each rule switched off alone",
        columns=(
            "policy", "best ratio (near-ties)", "interior", f"above ratio {attribution.ratios[-1]:g} ({style.label})",
            "interior (on alone)", f"gain by moving ({style.label})",
            f"change at {attribution.own_ratio:g} ({style.label})", "best ratio (on alone)",
        ),
        rows=tuple(rows),
        notes=notes_of(attribution),
        marked_row=0,
    )  # fmt: skip


def targets_table(attribution: Attribution) -> Table:
    """Return the best ratio in worlds calibrated to other additionality targets."""
    rows = []
    for target in attribution.targets:
        cells = (wording.NOT_DEFINED,) * 3 if target.curve is None else _curve_cells(attribution, target.curve)
        rows.append((f"{target.additional_share:g}", *cells))
    last = f"above ratio {attribution.ratios[-1]:g} ({_style(attribution).label})"
    return Table(
        name="targets",
        title="Best ratio over the additionality target",
        columns=("additional share", "best ratio (near-ties)", "interior", last),
        rows=tuple(rows),
        notes=notes_of(attribution),
        marked_row=next((i for i, target in enumerate(attribution.targets) if target.is_own), None),
    )


def _style(attribution: Attribution) -> wording.UnitStyle:
    largest = max(estimate.value for _, curve in named_curves(attribution) for estimate in curve.lending)
    # Differences are read beside lending of the scheme as it stands: one scale below it would print noughts only.
    return wording.amount_style(min(largest, 1e9), wording.currency_word(attribution.scenario))


def _curve_cells(attribution: Attribution, curve: Curve) -> tuple[str, str, str]:
    is_highest = curve.best == attribution.ratios[-1]
    above = HIGHEST_IS_BEST if is_highest else wording.difference_cell(curve.above_last, _style(attribution))
    return _ratio_text(curve), OPTIMUM_WORDS[curve.optimum], above


def _ratio_text(curve: Curve) -> str:
    low, high = curve.ties
    return f"{curve.best:g}" if low == high else f"{curve.best:g} ({low:g}-{high:g})"


def curves_csv(attribution: Attribution) -> bytes:
    """Return additional lending of every curve at every ratio, in plain units."""
    scenario = attribution.scenario
    columns = ["policy", "additional_share", "ratio", "unit", "additional_lending", "low", "high", "per_largest",
               "paths", "interval", "seed", "scenario", "stand_in"]  # fmt: skip
    own = scenario.calibration.additional_share if scenario.calibration is not None else None
    curves = [(name, own, curve) for name, curve in named_curves(attribution)]
    curves += [("as it stands", t.additional_share, t.curve) for t in attribution.targets if t.curve and not t.is_own]
    about, word = scenario.about, wording.currency_word(scenario)
    rows = [
        [name, share, ratio, word, lent.value, lent.low, lent.high, part, scenario.run.paths, wording.CONFIDENCE,
         scenario.run.seed, about.title, about.stand_in]
        for name, share, curve in curves
        for ratio, lent, part in zip(attribution.ratios, curve.lending, per_largest(curve), strict=True)
    ]  # fmt: skip
    return csv_files.csv_bytes([columns, *rows])


def per_largest(curve: Curve) -> list[float]:
    """Return lending at each ratio per unit of the curve's largest; 0 where nothing is lent at all."""
    largest = max(estimate.value for estimate in curve.lending)
    return [estimate.value / largest if largest > 0 else 0.0 for estimate in curve.lending]


def files_of(attribution: Attribution) -> dict[str, bytes]:
    """Return every table file of an attribution by its path in the run folder."""
    files = {
        "tables/rules.csv": csv_files.table_csv(rules_table(attribution)),
        "tables/curves.csv": curves_csv(attribution),
    }
    if attribution.targets:
        files["tables/targets.csv"] = csv_files.table_csv(targets_table(attribution))
    return files


def attribution_json(attribution: Attribution, *, files: Sequence[Path] = (), command: str = "") -> str:
    """Return the attribution as JSON text; numbers that do not exist are null."""
    scenario, verdict = attribution.scenario, attribution.verdict
    content = {
        "answer": answer(attribution),
        "scenario": scenario.about.title,
        "notes": notes_of(attribution)[1:],
        "currency": wording.currency_word(scenario),
        "paths": scenario.run.paths,
        "seed": scenario.run.seed,
        "interval": wording.CONFIDENCE,
        "verdict": verdict.kind,
        "deciding_rules": [effect.rule.key for effect in verdict.effects],
        "ratios": attribution.ratios,
        "own_ratio": attribution.own_ratio,
        "as_it_stands": _curve(attribution.as_it_stands),
        "all_off": _curve(attribution.all_off),
        "rules": [
            {
                "rule": effect.rule.key,
                "off": _curve(effect.off),
                "alone": _curve(effect.alone),
                "gain_by_moving": estimate_json(effect.gain),
                "change_at_own_ratio": estimate_json(effect.change_at_own),
            }
            for effect in attribution.effects
        ],
        "targets": [
            {"additional_share": target.additional_share, **({} if target.curve is None else _curve(target.curve))}
            for target in attribution.targets
        ],
        "command": command,
        "files": [str(file) for file in files],
    }
    return json.dumps(plain(content), ensure_ascii=False, indent=2, allow_nan=False)


def _curve(curve: Curve) -> dict[str, object]:
    return {
        "best_ratio": curve.best,
        "near_ties": list(curve.ties),
        "is_interior": None if curve.is_untold else curve.is_interior,
        "above_highest_ratio": estimate_json(curve.above_last),
        "additional_lending": [estimate_json(estimate) for estimate in curve.lending],
    }
