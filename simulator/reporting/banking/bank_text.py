"""A bank's stress test in words: NPL ratio, losses, provisions, capital, what the scheme saves, what breaks it."""

import math
from collections.abc import Callable, Iterable, Sequence

from simulator.analysis.banking.tested import (
    AS_IT_IS,
    NEW_BUSINESS,
    NO_STRESS,
    WITHOUT_SCHEME,
    BankCase,
    BankTest,
    BusinessRow,
    Emptied,
)
from simulator.analysis.measures import MeasureDefinition
from simulator.estimate import Estimate
from simulator.faults import counted
from simulator.inputs.tape_fields import FIELD_OF
from simulator.reporting import wording
from simulator.reporting.wording import UnitStyle

SHARE = UnitStyle(100.0, "%", "percentage points")
CHANCE = MeasureDefinition("chance", "chance", "probability", "proportion", "")
PD_MULTIPLIER, SALE_PROCEEDS = "PD multiplier", "sale proceeds"
BUFFERS = {
    "margin": "the margin of a year",
    "provisions": "what loans in default leave of the provisions",
    "capital buffer": "the capital above 8 %",
}


def notes_of(test: BankTest) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    return (*basis_notes(test), *_settled_note(test), *_unused_sentence(test), *test.notes)


def title(test: BankTest) -> str:
    """Return whose book it is, and how much of the tape."""
    facts = test.facts
    return (
        f"{test.scenario.about.title}: a bank's book on {facts.as_of}, "
        f"{counted(facts.loans, 'live loan', 'live loans')} of {facts.rows:,} on the tape"
    )


def _unused_sentence(test: BankTest) -> list[str]:
    """Return which filled columns of the tape move no figure, if there are any."""
    names = [f"{key} ({FIELD_OF[key].chinese[0]})" for key in test.facts.unused]
    if not names:
        return []
    what, say = ("this column", "it says") if len(names) == 1 else (f"these {len(names)} columns", "they say")
    return [f"No figure uses {what} of the tape, whatever {say}: {listed(names)}."]


def _settled_note(test: BankTest) -> list[str]:
    facts = test.facts
    if not facts.settled:
        return []
    is_one = facts.settled == 1
    claims = f", {facts.settled_claims:,} of them with a claim filed" if facts.settled_claims else ""
    return [
        f"Of the tape's {counted(facts.rows, 'loan', 'loans')}, {facts.settled:,} {'has' if is_one else 'have'} no "
        f"balance (repaid or written off{claims}): history, which counts in no figure here but what was lent and "
        "defaulted by year of lending."
    ]


def basis_notes(test: BankTest) -> tuple[str, ...]:
    """Return what the numbers rest on, as short as a figure needs it."""
    facts = test.facts
    basis = (
        f"{test.scenario.about.title}: {counted(facts.loans, 'live loan', 'live loans')} of "
        f"{counted(facts.borrowers, 'borrower', 'borrowers')} on {facts.as_of}, "
        f"{counted(test.paths, 'path', 'paths')}, seed {test.seed}, {wording.CONFIDENCE} intervals in brackets, "
        f"amounts in {wording.currency_word(test.scenario)}; intervals hold the simulation error only."
    )
    stand_in = (test.scenario.about.stand_in,) if test.scenario.about.stand_in else ()
    return (basis, *stand_in)


def stresses_of(test: BankTest) -> list[str]:
    """Return the names of the stresses, the first of which is none."""
    return list(dict.fromkeys(case.stress for case in test.cases))


def harshest(test: BankTest) -> str:
    """Return the stress with the largest mean net loss with the scheme as it is; none without stresses."""
    return max(stresses_of(test), key=lambda name: test.case(name, AS_IT_IS).estimates["net_loss"].value)


def amount(test: BankTest, value: float) -> str:
    """Return an amount without interval, three digits: "3.94 m yuan"."""
    style = wording.amount_style(abs(value), wording.currency_word(test.scenario))
    shown = value * style.factor
    return f"{wording.number_text(shown, wording.decimals_for(shown, math.nan))} {style.label}"


def money(test: BankTest, estimate: Estimate) -> str:
    """Return an estimated amount with its interval."""
    return wording.amount_phrase(estimate, test.scenario)


def per_cent(estimate: Estimate) -> str:
    """Return a share with its interval in running text: "10.8 % [10.5, 11.1]"."""
    if not wording.is_defined(estimate):
        return "not to be told"
    return wording.with_unit(wording.with_interval(estimate, 100.0, is_signed=False), "%")


def is_shown(difference: Estimate) -> bool:
    """Return whether a difference can be told from none."""
    return not difference.low <= 0 <= difference.high


def answer(test: BankTest) -> list[str]:
    """Return the answer in sentences."""
    if test.facts.npl_balance >= test.facts.balance:
        return [_all_in_default(test), _provisions_sentence(test), _risk_sentence(test), *_unused_sentence(test)]
    is_covered = test.facts.covered_balance > 0
    return [
        _npl_sentence(test),
        *_tolerance_sentence(test),
        _loss_sentence(test),
        *([_saved_sentence(test), _waiting_sentence(test)] if is_covered else []),
        _provisions_sentence(test),
        *_capital_sentence(test),
        *([_without_sentence(test)] if is_covered else []),
        *_business_sentence(test),
        *([_break_even_sentence(test)] if is_covered else []),
        *_reverse_sentences(test),
        _risk_sentence(test),
        *_unused_sentence(test),
    ]


def _all_in_default(test: BankTest) -> str:
    facts, estimates = test.facts, test.case(NO_STRESS, AS_IT_IS).estimates
    return (
        f"Every loan of the book ({amount(test, facts.balance)}) is in default on {facts.as_of}: no default is left to "
        f"come. These loans cost the bank {amount(test, estimates['net_loss_in_default'].value)} after compensation."
    )


def _under(test: BankTest, stresses: Iterable[str], key: str, told: Callable[[Estimate], str] = per_cent) -> str:
    return ", ".join(f"{told(test.case(name, AS_IT_IS).estimates[key])} {_when(name)}" for name in stresses)


def listed(parts: Sequence[str]) -> str:
    """Return words with commas, and "and" before the last."""
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _when(stress: str) -> str:
    return "without stress" if stress == NO_STRESS else f"under {stress}"


def _npl_sentence(test: BankTest) -> str:
    facts = test.facts
    now = facts.npl_balance / facts.balance
    sold = ", with bad loans sold or written off meanwhile" if now else ""
    return (
        f"The book of {amount(test, facts.balance)} has an NPL ratio of {100 * now:.1f} % on {facts.as_of}; twelve "
        f"months on it is on average {_under(test, stresses_of(test), 'npl_ratio_12')}{sold}. "
        "At its highest month end within two years it is on average "
        f"{_under(test, dict.fromkeys([NO_STRESS, harshest(test)]), 'npl_ratio_peak')}."
    )


def _tolerance_sentence(test: BankTest) -> list[str]:
    if test.tolerance is None:
        return []
    told = ", ".join(
        f"{wording.phrase(test.case(name, AS_IT_IS).estimates['over_tolerance'], CHANCE, SHARE)} {_when(name)}"
        for name in stresses_of(test)
    )
    names = dict.fromkeys([NO_STRESS, harshest(test)])
    return [
        f"The chance that it is above the tolerated {100 * test.tolerance:g} % at some month end is {told}; after "
        f"twelve months it is on average {_under(test, names, 'distance_12', _distance)}."
    ]


def _distance(distance: Estimate) -> str:
    """Return how far the NPL ratio is from what is tolerated: "1.2 percentage points [1.0, 1.4] below it"."""
    if not is_shown(distance):
        return "neither above nor below it that these paths can show"
    flip = -1 if distance.value < 0 else 1
    ends = sorted((flip * distance.low, flip * distance.high))
    size = Estimate(flip * distance.value, ends[0], ends[1], distance.kind, distance.note)
    number, _, rest = wording.with_interval(size, 100.0, is_signed=False).partition(" ")
    return f"{number} percentage points {rest} ".rstrip() + (" below it" if flip > 0 else " above it")


def _loss_sentence(test: BankTest) -> str:
    names = dict.fromkeys([NO_STRESS, harshest(test)])
    told = _under(test, names, "net_loss", lambda estimate: money(test, estimate))
    bad = _under(test, [harshest(test)], "net_loss_95", lambda estimate: money(test, estimate))
    own = test.case(NO_STRESS, AS_IT_IS).estimates["net_loss_in_default"].value
    already = f"; loans in default already cost another {amount(test, own)}" if own else ""
    return (
        f"Loans that default before they fall due cost the bank, after compensation, on average {told}, and in 1 of 20 "
        f"futures at least {bad}{already}."
    )


def _saved_sentence(test: BankTest) -> str:
    stresses: dict[str, list[str]] = {}
    for name in dict.fromkeys([NO_STRESS, harshest(test)]):
        stresses.setdefault(_saved_text(test, test.saved[name]), []).append(_when(name))
    parts = [f"{text} {listed(names)}" for text, names in stresses.items()]
    covered = test.facts.covered_balance / test.facts.balance
    return (
        f"Of these losses the scheme saves the bank {' and '.join(parts)} ({100 * covered:.0f} % of the balance is "
        "filed with it)."
    )


def _saved_text(test: BankTest, saved: Estimate) -> str:
    if not is_shown(saved):
        return "nothing that these paths can show"
    if saved.value > 0:
        return money(test, saved)
    less = Estimate(-saved.value, -saved.high, -saved.low, saved.kind, saved.note)
    return f"nothing, but costs it {money(test, less)}"


def _waiting_sentence(test: BankTest) -> str:
    case = test.case(harshest(test), AS_IT_IS)
    return (
        f"Compensation comes to {money(test, case.estimates['compensation'])} {_when(case.stress)}; waiting for it "
        f"costs {money(test, case.estimates['waiting_cost'])} of interest."
    )


def _business_sentence(test: BankTest) -> list[str]:
    found = {row.part: row.estimates for row in test.business if (row.stress, row.cover) == (harshest(test), AS_IT_IS)}
    if not found:
        return []
    new, both = found[NEW_BUSINESS], found["both"]
    covered = money(test, new["lent_covered"]) if new["lent_covered"].high > 0 else "none of it"
    return [
        f"{_when(harshest(test)).capitalize()} the bank lends another {money(test, new['lent'])} within two years, "
        f"{covered} with cover; that costs it {money(test, new['net_loss'])} after compensation, and book and new "
        f"business together {money(test, both['net_loss'])}; the NPL ratio of both after twelve months is on average "
        f"{per_cent(both['npl_ratio_12'])}."
    ]


def _provisions_sentence(test: BankTest) -> str:
    rules = test.scenario.bank_rules
    required = f" ({100 * rules.coverage.provision_coverage:g} % required)" if rules is not None else ""
    names = list(dict.fromkeys([NO_STRESS, harshest(test)]))
    missing = _under(test, names, "provisions_missing_12", lambda estimate: money(test, estimate))
    return (
        f"Provisions of {amount(test, test.provisions)} now give a provision coverage after twelve months of "
        f"{_under(test, names, 'coverage_12')}{required}; to keep what is required the bank must add on average "
        f"{missing}."
    )


def _capital_sentence(test: BankTest) -> list[str]:
    names = list(dict.fromkeys([NO_STRESS, harshest(test)]))
    cases = [test.case(name, AS_IT_IS) for name in names]
    if not all("raroc" in case.estimates for case in cases):
        return []
    returns = _under(test, names, "raroc")
    plain = cases[0].estimates
    mitigated = plain["weighted_assets_mitigated"].value / plain["weighted_assets"].value - 1
    return [
        f"The book needs {amount(test, plain['capital'].value)} of capital; its return on that after losses (RAROC) "
        f"is, a year, {returns}. "
        f"Were the fund a recognised guarantor, risk-weighted assets would be {_changed(mitigated)}."
    ]


def _without_sentence(test: BankTest) -> str:
    """Return the figures of the harshest stress without the scheme, and why its NPL ratio can be the lower one."""
    name = harshest(test)
    own, alone = (test.case(name, cover).estimates for cover in (AS_IT_IS, WITHOUT_SCHEME))
    told = [
        f"{per_cent(alone['npl_ratio_12'])} of NPL after twelve months and {per_cent(alone['npl_ratio_peak'])} at the "
        "highest month end",
        f"a net loss of {money(test, alone['net_loss'])}",
        *([f"a RAROC of {per_cent(alone['raroc'])}"] if "raroc" in alone else []),
    ]
    is_lower = alone["npl_ratio_peak"].value < own["npl_ratio_peak"].value
    why = "; the ratio is lower as a bad loan with no claim to wait for is written off sooner" if is_lower else ""
    return f"Without the scheme it would be, {_when(name)}, {listed(told)}{why}."


def _changed(part: float) -> str:
    if abs(part) < 0.0005:
        return "the same"
    return f"{100 * abs(part):.1f} % {'smaller' if part < 0 else 'larger'}"


def _break_even_sentence(test: BankTest) -> str:
    own = test.case(NO_STRESS, AS_IT_IS).ratio
    stresses: dict[str, list[str]] = {}
    for name, found in test.break_even_ratio.items():
        stresses.setdefault(break_even_text(found), []).append(_when(name))
    parts = [f"{text} {listed(names)}" for text, names in stresses.items()]
    return (
        f"Compensation ratio from which on the margin of a year ({amount(test, test.margin)}) carries the mean loss of "
        f"a year's defaults: {'; '.join(parts)}. The scheme's own is {100 * own:g} %{_limit_text(test)}."
    )


def _limit_text(test: BankTest) -> str:
    limit = test.scenario.scheme.stacking_limit
    return f"; all public money together pays at most {100 * limit:g} % of a loss" if limit < 1 else ""


def break_even_text(found: Estimate) -> str:
    """Return a break-even ratio in words."""
    if math.isinf(found.value):
        best = "none is needed" if found.low <= 0 else f"{100 * found.low:.0f} %"
        return "not even full compensation is enough" + ("" if math.isinf(found.low) else f" [at best {best}]")
    if found.low <= 0 and found.value <= 0 and found.high <= 0:
        return "none is needed"
    if math.isinf(found.high):
        low = 100 * found.low
        return f"{100 * found.value:.0f} % [{low:.0f}, not even 100]"
    return per_cent(found)


def _reverse_sentences(test: BankTest) -> list[str]:
    found = [one for one in test.reverse if one.driver == PD_MULTIPLIER]
    if not found:
        return []
    parts = "; ".join(f"{BUFFERS[one.buffer]} ({amount(test, one.amount)}) - {emptied_text(one)}" for one in found)
    return [
        "By how much all PDs must be multiplied until the mean loss of a year's defaults takes, one after the other: "
        f"{parts}."
    ]


def emptied_text(found: Emptied) -> str:
    """Return how bad it must get in words: "x 2.3 [2.2, 2.4]", "beyond x 40", "gone as things stand"."""
    if found.amount <= 0 and found.buffer == "margin":
        return "gone before any loss"
    value, low, high = found.smallest.value, found.smallest.low, found.smallest.high
    if found.driver == SALE_PROCEEDS:
        return _proceeds_text(found)
    if math.isinf(value) and math.isinf(low):
        return f"beyond x {found.extreme:g}"
    start = 1.0 if found.driver == PD_MULTIPLIER else 0.0
    if value <= start and high <= start + 0.05:
        return "gone as things stand"
    places = 2 if high < 1 else 1
    ends = "" if high == low else f" [{low:.{places}f}, {'beyond' if math.isinf(high) else f'{high:.{places}f}'}]"
    return (f"x {value:.{places}f}" if not math.isinf(value) else f"beyond x {found.extreme:g}") + ends


def _proceeds_text(found: Emptied) -> str:
    value, low, high = found.smallest.value, found.smallest.low, found.smallest.high
    if math.isinf(value):
        return "not even when sales bring nothing" + ("" if math.isinf(low) else f" [at worst x {low:.2f}]")
    if value >= 1 and low >= 1:
        return "gone as things stand"
    if math.isinf(high):
        return f"x {value:.2f} [not even when sales bring nothing, {max(low, value):.2f}]"
    return f"x {value:.2f}" if low == high else f"x {value:.2f} [{low:.2f}, {high:.2f}]"


def _risk_sentence(test: BankTest) -> str:
    if not test.facts.covered_balance:
        return "No loan is filed with the scheme, so that none can be claimed for and the scheme changes nothing."
    if not test.at_risk:
        return "None of the filed loans was filed late or lacks its pledge registration."
    lost = sum(loan.compensation for loan in test.at_risk)
    owed = sum(loan.balance for loan in test.at_risk)
    what = counted(len(test.at_risk), "filed loan")
    return (
        f"Claims on {what} ({amount(test, owed)}) may be refused, as they were filed late or the pledge is not "
        f"registered: {amount(test, lost)} of compensation if all of them defaulted today. "
        "The loans are in claims_at_risk.csv."
    )


def business_of(test: BankTest, stress: str) -> list[BusinessRow]:
    """Return book, new business and both under one stress: without the scheme first."""
    found = [row for row in test.business if row.stress == stress]
    return sorted(found, key=lambda row: (row.cover != WITHOUT_SCHEME, row.cover != AS_IT_IS))


def cases_of(test: BankTest, stress: str) -> list[BankCase]:
    """Return the cases of one stress: without the scheme first."""
    found = [case for case in test.cases if case.stress == stress]
    return sorted(found, key=lambda case: (case.cover != WITHOUT_SCHEME, case.cover != AS_IT_IS))
