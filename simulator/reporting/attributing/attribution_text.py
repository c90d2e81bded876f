"""Which rule decides, in sentences that hold for the numbers."""

from collections.abc import Sequence

from simulator.analysis.attributing.attributed import Attribution, Curve, Effect
from simulator.analysis.attributing.switches import DEPLETION, LEVERAGE
from simulator.analysis.intervals import Estimate
from simulator.faults import counted
from simulator.reporting import wording


def amount(attribution: Attribution, estimate: Estimate, *, is_signed: bool = False) -> str:
    """Return an amount with unit and interval: "76 m yuan [64, 88]"."""
    return wording.amount_phrase(estimate, attribution.scenario, is_signed=is_signed)


def answer(attribution: Attribution) -> tuple[str, ...]:
    """Return the verdict, then what it rests on."""
    sentences = (
        _verdict(attribution),
        *_untold(attribution),
        _as_it_stands(attribution),
        *_others(attribution),
        *_alone(attribution),
        _own_ratio(attribution),
        *_targets(attribution),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _verdict(attribution: Attribution) -> str:
    verdict, now = attribution.verdict, attribution.as_it_stands
    if verdict.kind == "untold":
        asked = "Which rule decides" if now.is_interior else "Whether there is an interior optimum"
        return f"{asked} cannot be told with {_paths(attribution)}."
    if verdict.kind == "no_optimum" and now.above_last.low > 0:
        return "No interior optimum: no ratio lends more than no cover at all, ratio 0, beyond the intervals."
    if verdict.kind == "no_optimum":
        last = f"the highest, {attribution.ratios[-1]:g}"
        return f"No interior optimum: no ratio compared lends more than {last}, and the intervals leave no room for it."
    names = [effect.rule.label for effect in verdict.effects]
    if verdict.kind == "one_rule":
        best = verdict.effects[0].off.best
        moved = "" if best == now.best else f", and the best ratio is {best:g} instead of {now.best:g}"
        return f"{_capital(names[0])} decides: without it there is no interior optimum{moved}."
    if verdict.kind == "each_needed":
        return f"{_capital(_listed(names))} decide together: without any one of them there is no interior optimum."
    if verdict.kind == "moved":
        effect = verdict.effects[0]
        return (
            f"No rule decides alone; {names[0]} moves the best ratio most: without it that is {effect.off.best:g} "
            f"instead of {now.best:g}, and lends {amount(attribution, effect.gain)} more there."
        )
    if verdict.kind == "together":
        return (
            "Several rules decide together: whichever is switched off alone, the interior optimum stays where it is "
            "within the interval; with all of them off there is none."
        )
    return "None of these rules decides: switched off alone or all together, the interior optimum stays."


def _paths(attribution: Attribution) -> str:
    count = attribution.scenario.run.paths
    return counted(count, "path")


def _untold(attribution: Attribution) -> list[str]:
    """Return of which rules it is open whether they are needed, or of all together, where there is an optimum."""
    verdict = attribution.verdict
    if not attribution.as_it_stands.is_interior or verdict.kind in ("moved", "together", "other"):
        return []
    names = [effect.rule.label for effect in attribution.untold]
    if not names and verdict.kind != "untold":
        return []
    without = _listed(names, "or") if names else "all of them together"
    return [f"Whether an interior optimum is left without {without} cannot be told: the intervals overlap."]


def _as_it_stands(attribution: Attribution) -> str:
    now = attribution.as_it_stands
    text = f"As it stands the best ratio is {now.best:g}{ties_text(now)}"
    last = f"{attribution.ratios[-1]:g}"
    if now.is_interior:
        text += f"; it brings {amount(attribution, now.above_last)} more additional lending than ratio {last}"
    elif now.is_untold and now.best < attribution.ratios[-1]:
        more = amount(attribution, now.above_last, is_signed=True)
        text += f"; its additional lending above that of ratio {last} is {more}: more paths (--paths) may tell"
    return f"{text}."


def ties_text(curve: Curve) -> str:
    """Return the ratios that cannot be told apart from the best one, in brackets; nothing when there are none."""
    low, high = curve.ties
    return "" if low == high else f" ({low:g} to {high:g} cannot be told apart)"


def _others(attribution: Attribution) -> list[str]:
    """Return what else moves the best ratio, and what is left with all rules off."""
    verdict, now = attribution.verdict, attribution.as_it_stands
    if not attribution.effects:
        return ["No rule is in force by which more cover could lead to less lending."]
    movers = [e for e in attribution.effects if e.moves_best and e not in verdict.effects]
    found = []
    if movers:
        steps = _listed([f"{e.rule.label} ({e.off.best:g})" for e in movers])
        only = "Also moved" if verdict.effects else "Moved"
        found.append(f"{only} from {now.best:g}, beyond the interval, by switching off alone: {steps}.")
    if verdict.kind == "moved":
        found.append(f"With any one of them off the optimum stays interior; {_all_off(attribution)}.")
    return found


def _all_off(attribution: Attribution) -> str:
    off = attribution.all_off
    if off.is_untold:
        return "with all of them off that cannot be told"
    return f"with all of them off too, at {off.best:g}" if off.is_interior else "with all of them off there is none"


def _alone(attribution: Attribution) -> list[str]:
    names = [effect.rule.label for effect in attribution.effects if effect.alone.is_interior]
    untold = [effect.rule.label for effect in attribution.effects if effect.alone.is_untold]
    found = [f"Left on alone, an interior optimum comes from: {_listed(names)}."] if names else []
    if untold:
        found.append(f"Whether one comes from a rule left on alone cannot be told of: {_listed(untold)}.")
    if attribution.effects and not found:
        found.append("Left on alone, none of them creates an interior optimum.")
    return found


def _own_ratio(attribution: Attribution) -> str:
    told = [effect for effect in attribution.effects if _is_told(effect.change_at_own)]
    if not told:
        return ""
    largest = max(told, key=lambda effect: abs(effect.change_at_own.value))
    change = amount(attribution, largest.change_at_own, is_signed=True)
    return (
        f"At the scenario's own ratio, {attribution.own_ratio:g}, {largest.rule.label} matters most: without it "
        f"additional lending changes by {change}."
    )


def _is_told(estimate: Estimate) -> bool:
    return estimate.low > 0 or estimate.high < 0


def _targets(attribution: Attribution) -> list[str]:
    curves = [(target.additional_share, target.curve) for target in attribution.targets if target.curve is not None]
    if len(curves) < 2:
        return []
    shares, best = [share for share, _ in curves], [curve.best for _, curve in curves]
    where = f"Over additionality targets from {min(shares):g} to {max(shares):g} the best ratio"
    lies = f"is {best[0]:g} throughout" if len(set(best)) == 1 else f"lies between {min(best):g} and {max(best):g}"
    ends = f" ({best[0]:g} at {shares[0]:g}, {best[-1]:g} at {shares[-1]:g})" if len(set(best)) > 1 else ""
    found = [f"{where} {lies}{ends}; {_interior_count([curve for _, curve in curves])}."]
    lost = [f"{target.additional_share:g}" for target in attribution.targets if target.curve is None]
    return [*found, f"No world can be calibrated to {_listed(lost)}."] if lost else found


def _interior_count(curves: Sequence[Curve]) -> str:
    count, untold = sum(curve.is_interior for curve in curves), sum(curve.is_untold for curve in curves)
    if count == len(curves):
        return "the optimum is interior at each of them"
    text = f"the optimum is interior at {count} of {len(curves)} targets"
    return f"{text}, and cannot be told at {untold}" if untold else text


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: Sequence[str], last: str = "and") -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} {last} {parts[-1]}"


def effect_named(attribution: Attribution, key: str) -> Effect | None:
    """Return the effect of the rule with this key, if it is in force."""
    return next((effect for effect in attribution.effects if effect.rule.key == key), None)


def notes_of(attribution: Attribution) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    scenario = attribution.scenario
    notes = [
        "An optimum is interior when a ratio between the ends lends more than both, beyond the intervals; "
        "it is not told where these leave it open."
    ]
    if all(effect_named(attribution, rule.key) for rule in (LEVERAGE, DEPLETION)):
        notes.append(
            "Without depletion the fund has ample money, and the leverage limit stays what the paid-in capital allows."
        )
    return wording.basis_notes(scenario, scenario.run.paths, scenario.run.seed, (*notes, *attribution.notes))
