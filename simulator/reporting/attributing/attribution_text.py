"""Which rule decides, in sentences that hold for the numbers."""

from collections.abc import Sequence

from simulator.analysis.attributing.attributed import Attribution, Curve, Effect
from simulator.analysis.attributing.switches import DEPLETION, LEVERAGE
from simulator.analysis.intervals import Estimate
from simulator.reporting import wording


def amount(attribution: Attribution, estimate: Estimate, *, is_signed: bool = False) -> str:
    """Return an amount with unit and interval: "76 m yuan [64, 88]"."""
    return wording.amount_phrase(estimate, attribution.scenario, is_signed=is_signed)


def answer(attribution: Attribution) -> tuple[str, ...]:
    """Return the verdict, then what it rests on."""
    sentences = (
        _verdict(attribution),
        _as_it_stands(attribution),
        *_others(attribution),
        _alone(attribution),
        _own_ratio(attribution),
        *_targets(attribution),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _verdict(attribution: Attribution) -> str:
    verdict, now = attribution.verdict, attribution.as_it_stands
    last = f"{attribution.ratios[-1]:g}"
    if verdict.kind == "no_optimum" and now.above_last.low > 0:
        return "No interior optimum: additional lending is largest without any cover, at ratio 0."
    if verdict.kind == "no_optimum":
        return f"No interior optimum: no ratio compared lends more than ratio {last}, beyond the interval."
    names = [effect.rule.label for effect in verdict.effects]
    if verdict.kind == "one_rule":
        return (
            f"{_capital(names[0])} decides: without it there is no interior optimum, and the best ratio is "
            f"{verdict.effects[0].off.best:g} instead of {now.best:g}."
        )
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


def _as_it_stands(attribution: Attribution) -> str:
    now = attribution.as_it_stands
    text = f"As it stands the best ratio is {now.best:g}{ties_text(now)}"
    if now.is_interior:
        more = amount(attribution, now.above_last)
        text += f"; it brings {more} more additional lending than ratio {attribution.ratios[-1]:g}"
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
    if verdict.kind == "moved" and attribution.all_off.is_interior:
        found.append(f"With all of them off the best ratio is {attribution.all_off.best:g}, still below the highest.")
    if verdict.kind == "moved" and not attribution.all_off.is_interior:
        found.append("With any one of them off the optimum stays interior; with all of them off there is none.")
    return found


def _alone(attribution: Attribution) -> str:
    if not attribution.effects:
        return ""
    names = [effect.rule.label for effect in attribution.effects if effect.alone.is_interior]
    if not names:
        return "Left on alone, none of them creates an interior optimum."
    return f"Left on alone, an interior optimum comes from: {_listed(names)}."


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
    count = sum(curve.is_interior for curve in curves)
    if count == len(curves):
        return "the optimum is interior at each of them"
    return f"the optimum is interior at {count} of {len(curves)} targets"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _listed(parts: Sequence[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def effect_named(attribution: Attribution, key: str) -> Effect | None:
    """Return the effect of the rule with this key, if it is in force."""
    return next((effect for effect in attribution.effects if effect.rule.key == key), None)


def notes_of(attribution: Attribution) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    scenario = attribution.scenario
    notes = [
        "An optimum is interior when the best ratio is above 0 and lends more than the highest, beyond the interval."
    ]
    if all(effect_named(attribution, rule.key) for rule in (LEVERAGE, DEPLETION)):
        notes.append(
            "Without depletion the fund has ample money, and the leverage limit stays what the paid-in capital allows."
        )
    return wording.basis_notes(scenario, scenario.run.paths, scenario.run.seed, (*notes, *attribution.notes))
