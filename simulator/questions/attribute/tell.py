"""What an attribution says: the verdict, what it rests on, and the tables."""

from collections.abc import Iterable, Sequence

from simulator.answer import Answer, Column, Fact, Row, Table
from simulator.estimate import Estimate
from simulator.questions.attribute.curves import Attribution, Curve, Effect
from simulator.questions.attribute.switches import DEPLETION, LEVERAGE, Rule
from simulator.questions.basis import basis_of, paths_of
from simulator.values import Cell, Listed, Measured, Number, Peak, Phrase, Value, phrase


def tell(found: Attribution) -> Answer:
    """Return the answer without its chart."""
    return Answer(
        question="attribute",
        basis=basis_of(found.scenario, found.fitted, _notes(found)),
        said=_said(found),
        tables=_tables(found),
        facts=_facts(found),
    )


def _said(found: Attribution) -> tuple[Phrase, ...]:
    """Return the verdict, then what it rests on."""
    return (
        _verdict(found),
        *_open(found),
        _as_it_stands(found),
        *_others(found),
        *_alone(found),
        *_own_ratio(found),
        *_targets(found),
    )


def _facts(found: Attribution) -> dict[str, Fact]:
    """Return the verdict by its code, the deciding rules by their keys, and the scenario's own ratio."""
    verdict = found.verdict
    return {
        "verdict": verdict.kind,
        "deciding_rules": [effect.rule.key for effect in verdict.effects],
        "own_ratio": found.own_ratio,
    }


def _notes(found: Attribution) -> tuple[Phrase, ...]:
    """Return how to read the curves."""
    told = (phrase("attribute.note.interior"),)
    in_force = {effect.rule for effect in found.effects}
    return (*told, phrase("attribute.note.ample")) if {LEVERAGE, DEPLETION} <= in_force else told


def rule_name(rule: Rule) -> Phrase:
    """Return what a rule is called."""
    return phrase(f"rule.{rule.key}")


def _ratio(ratio: float) -> Number:
    return Number(ratio, "ratio")


def _amount(estimate: Estimate, *, is_difference: bool = False) -> Measured:
    return Measured(estimate, "currency", is_difference)


def _named(effects: Iterable[Effect]) -> Listed:
    return Listed(tuple(rule_name(effect.rule) for effect in effects))


def _verdict(found: Attribution) -> Phrase:
    verdict, now = found.verdict, found.as_it_stands
    if verdict.kind == "untold":
        asked = "which_rule" if now.is_interior else "whether_interior"
        return phrase(f"attribute.verdict.untold.{asked}", paths=paths_of(found.scenario))
    if verdict.kind == "no_optimum" and now.above_last.low > 0:
        return phrase("attribute.verdict.no_cover_is_best")
    if verdict.kind == "no_optimum":
        return phrase("attribute.verdict.highest_is_best", highest=_ratio(found.ratios[-1]))
    if verdict.kind in ("together", "other"):
        return phrase(f"attribute.verdict.{verdict.kind}")
    effect, rules = verdict.effects[0], _named(verdict.effects)
    best, own = _ratio(effect.off.best), _ratio(now.best)
    if verdict.kind == "moved":
        return phrase("attribute.verdict.moved", rule=rules, best=best, now=own, gain=_amount(effect.gain))
    if verdict.kind == "one_rule" and effect.off.best != now.best:
        return phrase("attribute.verdict.one_rule_moves", rule=rules, best=best, now=own)
    return phrase(f"attribute.verdict.{verdict.kind}", rule=rules)


def _open(found: Attribution) -> list[Phrase]:
    """Return of which rules it is open whether they are needed, or of all together, where there is an optimum."""
    kind = found.verdict.kind
    if not found.as_it_stands.is_interior or kind in ("moved", "together", "other"):
        return []
    rules = tuple(rule_name(effect.rule) for effect in found.untold)
    if rules:
        return [phrase("attribute.open.rules", rules=Listed(rules, "or"))]
    return [phrase("attribute.open.all")] if kind == "untold" else []


def _as_it_stands(found: Attribution) -> Phrase:
    now, last = found.as_it_stands, _ratio(found.ratios[-1])
    best = Peak(now.best, *now.ties)
    if now.is_interior:
        return phrase("attribute.now.interior", best=best, more=_amount(now.above_last), last=last)
    if now.is_untold and now.best < found.ratios[-1]:
        more = _amount(now.above_last, is_difference=True)
        return phrase("attribute.now.untold", best=best, more=more, last=last)
    return phrase("attribute.now.best", best=best)


def _others(found: Attribution) -> list[Phrase]:
    """Return what else moves the best ratio, and what is left with all rules off."""
    if not found.effects:
        return [phrase("attribute.others.no_rule")]
    verdict = found.verdict
    told = []
    movers = [effect for effect in found.effects if effect.moves_best and effect not in verdict.effects]
    if movers:
        steps = tuple(phrase("attribute.step", rule=rule_name(e.rule), best=_ratio(e.off.best)) for e in movers)
        key = "attribute.others.also_moved" if verdict.effects else "attribute.others.moved"
        told.append(phrase(key, now=_ratio(found.as_it_stands.best), steps=Listed(steps)))
    if verdict.kind == "moved":
        off = found.all_off
        told.append(phrase(f"attribute.others.all_off.{off.optimum}", best=_ratio(off.best)))
    return told


def _alone(found: Attribution) -> list[Phrase]:
    """Return which rules create an interior optimum when they are left on alone."""
    creating = [effect for effect in found.effects if effect.alone.is_interior]
    unknown = [effect for effect in found.effects if effect.alone.is_untold]
    told = [phrase("attribute.alone.creates", rules=_named(creating))] if creating else []
    told += [phrase("attribute.alone.untold", rules=_named(unknown))] if unknown else []
    return told if told or not found.effects else [phrase("attribute.alone.none")]


def _own_ratio(found: Attribution) -> list[Phrase]:
    """Return which rule matters most at the scenario's own ratio, among those whose effect is not within noise."""
    known = [effect for effect in found.effects if effect.change_at_own.low > 0 or effect.change_at_own.high < 0]
    if not known:
        return []
    largest = max(known, key=lambda effect: abs(effect.change_at_own.value))
    change = _amount(largest.change_at_own, is_difference=True)
    return [phrase("attribute.own", ratio=_ratio(found.own_ratio), rule=rule_name(largest.rule), change=change)]


def _targets(found: Attribution) -> list[Phrase]:
    """Return how the best ratio moves with the additionality target."""
    curves = [(target.additional_share, target.curve) for target in found.targets if target.curve is not None]
    if len(curves) < 2:
        return []
    told = [_span_of_targets(curves)]
    lost = tuple(Number(target.additional_share) for target in found.targets if target.curve is None)
    return [*told, phrase("attribute.targets.lost", targets=Listed(lost))] if lost else told


def _span_of_targets(curves: Sequence[tuple[float, Curve]]) -> Phrase:
    shares, best = [share for share, _ in curves], [curve.best for _, curve in curves]
    parts: dict[str, Value] = {
        "from_share": Number(shares[0]),
        "to_share": Number(shares[-1]),
        "interior": _interior_count([curve for _, curve in curves]),
    }
    if len(set(best)) == 1:
        return phrase("attribute.targets.same", best=_ratio(best[0]), **parts)
    ends = {"low": min(best), "high": max(best), "first": best[0], "last": best[-1]}
    return phrase("attribute.targets.moves", **{name: _ratio(ratio) for name, ratio in ends.items()}, **parts)


def _interior_count(curves: Sequence[Curve]) -> Phrase:
    count, unknown = sum(curve.is_interior for curve in curves), sum(curve.is_untold for curve in curves)
    if count == len(curves):
        return phrase("attribute.targets.interior_at_each")
    parts = {"n": Number(count, "count"), "of": Number(len(curves), "count"), "unknown": Number(unknown, "count")}
    return phrase(
        "attribute.targets.interior_at_some" if not unknown else "attribute.targets.interior_or_untold", **parts
    )


NamedCurve = tuple[str, Phrase, Curve]
"""A curve with its key and its name."""


def curves_without(found: Attribution) -> list[NamedCurve]:
    """Return the curve as it stands, and that with each rule switched off alone."""
    without = [("without", effect.rule, effect.off) for effect in found.effects]
    return [("as_it_stands", phrase("attribute.curve.as_it_stands"), found.as_it_stands), *map(_named_curve, without)]


def named_curves(found: Attribution) -> list[NamedCurve]:
    """Return every curve in the scenario's own calibration."""
    alone = [("alone", effect.rule, effect.alone) for effect in found.effects]
    all_off = ("all_off", phrase("attribute.curve.all_off"), found.all_off)
    return [*curves_without(found), *map(_named_curve, alone), all_off]


def _named_curve(part: tuple[str, Rule, Curve]) -> NamedCurve:
    how, rule, curve = part
    return f"{how}_{rule.key}", phrase(f"attribute.curve.{how}", rule=rule_name(rule)), curve


def _tables(found: Attribution) -> tuple[Table, ...]:
    """Return the tables of an attribution: rules, targets where there are any, and all curves for programs."""
    shown = [_rules_table(found), *([_targets_table(found)] if found.targets else [])]
    return (*shown, _curves_table(found))


def _rules_table(found: Attribution) -> Table:
    """Return the best ratio as it stands, with each rule off alone and on alone, and with all off."""
    names = {key: name for key, name, _ in named_curves(found)}
    rest: tuple[Cell, ...] = (None,) * 4
    rows = [Row("as_it_stands", (names["as_it_stands"], *_best_cells(found, found.as_it_stands), *rest))]
    for effect in found.effects:
        key = f"without_{effect.rule.key}"
        rows.append(Row(key, (names[key], *_best_cells(found, effect.off), *_effect_cells(found, effect))))
    rows.append(Row("all_off", (names["all_off"], *_best_cells(found, found.all_off), *rest)))
    columns = (
        Column("policy", phrase("attribute.column.policy")),
        *_best_columns(found),
        Column("interior_on_alone", phrase("attribute.column.interior_on_alone")),
        Column("gain_by_moving", phrase("attribute.column.gain_by_moving"), "measured", "currency"),
        Column(
            "change_at_own", phrase("attribute.column.change_at_own", ratio=_ratio(found.own_ratio)), "measured",
            "currency",
        ),
        Column("best_ratio_on_alone", phrase("attribute.column.best_ratio_on_alone"), "peak", "ratio"),
    )  # fmt: skip
    return Table("rules", phrase("attribute.table.rules"), columns, tuple(rows), marked="as_it_stands")


def _best_columns(found: Attribution) -> tuple[Column, ...]:
    last = _ratio(found.ratios[-1])
    return (
        Column("best_ratio", phrase("attribute.column.best_ratio"), "peak", "ratio"),
        Column("interior", phrase("attribute.column.interior")),
        Column("above_highest", phrase("attribute.column.above_highest", ratio=last), "measured", "currency"),
    )


def _best_cells(found: Attribution, curve: Curve) -> tuple[Cell, ...]:
    above: Value = _amount(curve.above_last, is_difference=True)
    if curve.best == found.ratios[-1]:
        above = phrase("attribute.highest_is_best")
    return Peak(curve.best, *curve.ties), phrase(f"attribute.optimum.{curve.optimum}"), above


def _effect_cells(found: Attribution, effect: Effect) -> tuple[Cell, ...]:
    is_moved = effect.off.best != found.as_it_stands.best
    return (
        phrase(f"attribute.optimum.{effect.alone.optimum}"),
        _amount(effect.gain, is_difference=True) if is_moved else phrase("attribute.not_moved"),
        _amount(effect.change_at_own, is_difference=True),
        Peak(effect.alone.best, *effect.alone.ties),
    )


def _targets_table(found: Attribution) -> Table:
    """Return the best ratio in worlds calibrated to other additionality targets."""
    columns = (Column("additional_share", phrase("attribute.column.additional_share"), "number"), *_best_columns(found))
    rows = []
    for target in found.targets:
        missing: tuple[Cell, ...] = (phrase("value.not_applicable"),) * 3
        cells = missing if target.curve is None else _best_cells(found, target.curve)
        rows.append(Row(f"{target.additional_share:g}", (Number(target.additional_share), *cells)))
    marked = next((row.key for row, target in zip(rows, found.targets, strict=True) if target.is_own), "")
    return Table("targets", phrase("attribute.table.targets"), columns, tuple(rows), marked=marked)


def _curves_table(found: Attribution) -> Table:
    """Return additional lending of every curve at every ratio."""
    aims = found.scenario.calibration
    own = None if aims is None else aims.additional_share
    curves = [(key, name, own, curve) for key, name, curve in named_curves(found)]
    name = phrase("attribute.curve.as_it_stands")
    curves += [("as_it_stands", name, t.additional_share, t.curve) for t in found.targets if t.curve and not t.is_own]
    rows = [
        Row(key, (words, None if share is None else Number(share), _ratio(ratio), _amount(lent), Number(part)))
        for key, words, share, curve in curves
        for ratio, lent, part in zip(found.ratios, curve.lending, per_largest(curve), strict=True)
    ]
    columns = (
        Column("policy", phrase("attribute.column.policy")),
        Column("additional_share", phrase("attribute.column.additional_share"), "number"),
        Column("ratio", phrase("attribute.column.ratio"), "number", "ratio"),
        Column("additional_lending", phrase("attribute.column.additional_lending"), "measured", "currency"),
        Column("per_largest", phrase("attribute.column.per_largest"), "number"),
    )
    return Table("curves", phrase("attribute.table.curves"), columns, tuple(rows), is_data=True)


def per_largest(curve: Curve) -> list[float]:
    """Return lending at each ratio per unit of the curve's largest; 0 where nothing is lent at all."""
    largest = max(estimate.value for estimate in curve.lending)
    return [estimate.value / largest if largest > 0 else 0.0 for estimate in curve.lending]
