"""A bank's stress test in sentences: NPL ratio, losses, provisions, capital, what the scheme saves, what breaks it."""

import math
from collections.abc import Callable, Iterable

from simulator.estimate import Estimate
from simulator.inputs.tape_fields import FIELD_OF
from simulator.questions.bank.limits import PD_MULTIPLIER, SALE_PROCEEDS
from simulator.questions.bank.names import harshest, none_and_harshest, stresses_of, when
from simulator.questions.bank.tested import AS_IT_IS, NEW_BUSINESS, NO_STRESS, WITHOUT_SCHEME, BankTest, Emptied
from simulator.values import NOTHING, Listed, Measured, Number, Own, Phrase, Value, phrase

_SAME = 0.0005
"""A part smaller than this is said to be no change."""
_AS_THINGS_STAND = 0.05


def money(estimate: Estimate) -> Measured:
    """Return an estimated amount."""
    return Measured(estimate, "currency")


def share(estimate: Estimate) -> Measured:
    """Return an estimated share."""
    return Measured(estimate, "share")


def amount(value: float) -> Number:
    """Return an amount that was computed, three digits."""
    return Number(value, "currency", 3)


def count(number: int) -> Number:
    """Return a count."""
    return Number(number, "count")


def said(test: BankTest) -> tuple[Phrase, ...]:
    """Return the answer in sentences."""
    if test.facts.npl_balance >= test.facts.balance:
        return (_all_in_default(test), _provisions(test), _risk(test), *_unused(test))
    is_covered = test.facts.covered_balance > 0
    return (
        *_npl(test),
        *_tolerance(test),
        _loss(test),
        *([_saved(test), _waiting(test)] if is_covered else []),
        _provisions(test),
        *_capital(test),
        *([_without(test)] if is_covered else []),
        *_business(test),
        *([_break_even(test)] if is_covered else []),
        *_reverse(test),
        _risk(test),
        *_unused(test),
    )


def _unused(test: BankTest) -> list[Phrase]:
    """Return which filled columns of the tape move no figure, if there are any."""
    names = tuple(phrase("bank.field", key=Own(key), name=Own(FIELD_OF[key].chinese[0])) for key in test.facts.unused)
    return [phrase("bank.unused", n=count(len(names)), columns=Listed(names))] if names else []


def settled_note(test: BankTest) -> list[Phrase]:
    """Return how many loans of the tape have no balance, and what they count in."""
    facts = test.facts
    if not facts.settled:
        return []
    claims = phrase("bank.note.settled_claims", claims=count(facts.settled_claims)) if facts.settled_claims else NOTHING
    return [phrase("bank.note.settled", n=count(facts.settled), rows=count(facts.rows), claims=claims)]


def _all_in_default(test: BankTest) -> Phrase:
    facts, estimates = test.facts, test.case(NO_STRESS, AS_IT_IS).estimates
    loss = amount(estimates["net_loss_in_default"].value)
    return phrase("bank.all_in_default", balance=amount(facts.balance), as_of=Own(facts.as_of), loss=loss)


def _under(test: BankTest, stresses: Iterable[str], key: str, told: Callable[[Estimate], Value] = share) -> Listed:
    """Return a figure under each stress with the scheme as it is."""
    return Listed(
        tuple(
            phrase("bank.under", value=told(test.case(name, AS_IT_IS).estimates[key]), when=when(test, name))
            for name in stresses
        ),
        "also",
    )


def _npl(test: BankTest) -> list[Phrase]:
    facts = test.facts
    now = facts.npl_balance / facts.balance
    return [
        phrase(
            "bank.npl.now",
            balance=amount(facts.balance),
            now=Number(now, "share"),
            as_of=Own(facts.as_of),
            later=_under(test, stresses_of(test), "npl_ratio_12"),
            sold=phrase("bank.npl.sold") if now else NOTHING,
        ),
        phrase("bank.npl.peak", peak=_under(test, none_and_harshest(test), "npl_ratio_peak")),
    ]


def _tolerance(test: BankTest) -> list[Phrase]:
    if test.tolerance is None:
        return []
    chances = _under(test, stresses_of(test), "over_tolerance", lambda found: Measured(found, "probability"))
    return [
        phrase(
            "bank.tolerance",
            tolerance=Number(test.tolerance, "share"),
            chances=chances,
            distances=_under(test, none_and_harshest(test), "distance_12", _distance),
        )
    ]


def _distance(distance: Estimate) -> Phrase:
    """Return how far the NPL ratio is from what is tolerated, below or above it."""
    if not is_shown(distance):
        return phrase("bank.distance.unclear")
    if distance.value > 0:
        return phrase("bank.distance.below", distance=Measured(distance, "points"))
    return phrase("bank.distance.above", distance=Measured(_flipped(distance), "points"))


def _flipped(found: Estimate) -> Estimate:
    return Estimate(-found.value, -found.high, -found.low, found.kind, found.note)


def is_shown(difference: Estimate) -> bool:
    """Return whether a difference is statistically distinguishable from none."""
    return not difference.low <= 0 <= difference.high


def _loss(test: BankTest) -> Phrase:
    own = test.case(NO_STRESS, AS_IT_IS).estimates["net_loss_in_default"].value
    return phrase(
        "bank.loss.said",
        mean=_under(test, none_and_harshest(test), "net_loss", money),
        bad=_under(test, [harshest(test)], "net_loss_95", money),
        already=phrase("bank.loss.already", loss=amount(own)) if own else NOTHING,
    )


def _saved(test: BankTest) -> Phrase:
    parts = tuple(
        phrase("bank.under", value=_saved_value(test.saved[name]), when=when(test, name))
        for name in none_and_harshest(test)
    )
    covered = Number(test.facts.covered_balance / test.facts.balance, "share")
    return phrase("bank.saved.said", parts=Listed(parts, "also"), covered=covered)


def _saved_value(saved: Estimate) -> Value:
    if not is_shown(saved):
        return phrase("bank.saved.unclear")
    if saved.value > 0:
        return money(saved)
    return phrase("bank.saved.costs", cost=money(_flipped(saved)))


def _waiting(test: BankTest) -> Phrase:
    found = test.case(harshest(test), AS_IT_IS).estimates
    return phrase(
        "bank.waiting",
        compensation=money(found["compensation"]),
        when=when(test, harshest(test)),
        cost=money(found["waiting_cost"]),
    )


def _business(test: BankTest) -> list[Phrase]:
    found = {row.part: row.estimates for row in test.business if (row.stress, row.cover) == (harshest(test), AS_IT_IS)}
    if not found:
        return []
    new, both = found[NEW_BUSINESS], found["both"]
    is_covered = new["lent_covered"].high > 0
    return [
        phrase(
            "bank.business.said",
            when=when(test, harshest(test)),
            lent=money(new["lent"]),
            covered=money(new["lent_covered"]) if is_covered else phrase("bank.business.uncovered"),
            new=money(new["net_loss"]),
            both=money(both["net_loss"]),
            ratio=share(both["npl_ratio_12"]),
        )
    ]


def _provisions(test: BankTest) -> Phrase:
    rules = test.scenario.bank_rules
    required: Own | Phrase = NOTHING
    if rules is not None:
        required = phrase("bank.provisions.required", coverage=Number(rules.coverage.provision_coverage, "share"))
    names = none_and_harshest(test)
    return phrase(
        "bank.provisions.said",
        held=amount(test.provisions),
        coverage=_under(test, names, "coverage_12"),
        required=required,
        missing=_under(test, names, "provisions_missing_12", money),
    )


def _capital(test: BankTest) -> list[Phrase]:
    names = none_and_harshest(test)
    if not all("raroc" in test.case(name, AS_IT_IS).estimates for name in names):
        return []
    plain = test.case(NO_STRESS, AS_IT_IS).estimates
    change = plain["weighted_assets_mitigated"].value / plain["weighted_assets"].value - 1
    how = "same" if abs(change) < _SAME else "smaller" if change < 0 else "larger"
    return [
        phrase("bank.capital.said", capital=amount(plain["capital"].value), returns=_under(test, names, "raroc")),
        phrase(f"bank.capital.{how}", change=Number(abs(change), "share")),
    ]


def _without(test: BankTest) -> Phrase:
    """Return the figures of the harshest stress without the scheme, and why its NPL ratio can be the lower one."""
    name = harshest(test)
    own, alone = (test.case(name, cover).estimates for cover in (AS_IT_IS, WITHOUT_SCHEME))
    is_lower = alone["npl_ratio_peak"].value < own["npl_ratio_peak"].value
    return phrase(
        "bank.without.said",
        when=when(test, name),
        ratio=share(alone["npl_ratio_12"]),
        peak=share(alone["npl_ratio_peak"]),
        loss=money(alone["net_loss"]),
        raroc=phrase("bank.without.raroc", raroc=share(alone["raroc"])) if "raroc" in alone else NOTHING,
        why=phrase("bank.without.why") if is_lower else NOTHING,
    )


def _break_even(test: BankTest) -> Phrase:
    parts = tuple(
        phrase("bank.under", value=break_even_value(found), when=when(test, name))
        for name, found in test.break_even_ratio.items()
    )
    limit = test.scenario.scheme.stacking_limit
    return phrase(
        "bank.break_even.said",
        margin=amount(test.margin),
        parts=Listed(parts, "also"),
        own=Number(test.case(NO_STRESS, AS_IT_IS).ratio, "share"),
        limit=phrase("bank.break_even.limit", limit=Number(limit, "share")) if limit < 1 else NOTHING,
    )


def break_even_value(found: Estimate) -> Value:
    """Return a break-even ratio, in words where none is needed or none is enough."""
    if math.isinf(found.value):
        if math.isinf(found.low):
            return phrase("bank.break_even.not_enough")
        if found.low <= 0:
            return phrase("bank.break_even.at_best_none")
        return phrase("bank.break_even.at_best", best=_rounded(found.low))
    if found.low <= 0 and found.value <= 0 and found.high <= 0:
        return phrase("bank.break_even.none_needed")
    if math.isinf(found.high):
        return phrase("bank.break_even.perhaps_not", ratio=_rounded(found.value), low=_rounded(found.low))
    return share(found)


def _rounded(ratio: float) -> Number:
    return Number(round(ratio, 2), "share")


def _reverse(test: BankTest) -> list[Phrase]:
    parts = tuple(
        phrase(f"bank.buffer.taken.{one.buffer}", amount=amount(one.amount), multiple=emptied_value(one))
        for one in test.reverse
        if one.driver == PD_MULTIPLIER
    )
    return [phrase("bank.reverse", parts=Listed(parts, "also"))] if parts else []


def _times(value: float, places: int) -> Own:
    """Return a multiple with so many decimals: how finely it was searched."""
    return Own(f"{value:.{places}f}")


def emptied_value(found: Emptied) -> Phrase:
    """Return how bad it must get: a multiple with its interval, or that it is gone already or never."""
    if found.amount <= 0 and found.buffer == "margin":
        return phrase("bank.emptied.before_any_loss")
    if found.driver == SALE_PROCEEDS:
        return _proceeds_value(found)
    value, low, high = found.smallest.value, found.smallest.low, found.smallest.high
    extreme = Number(found.extreme)
    if math.isinf(value) and math.isinf(low):
        return phrase("bank.emptied.beyond", extreme=extreme)
    start = 1.0 if found.driver == PD_MULTIPLIER else 0.0
    if value <= start and high <= start + _AS_THINGS_STAND:
        return phrase("bank.emptied.as_things_stand")
    places = 2 if high < 1 else 1
    if math.isinf(value):
        return phrase("bank.emptied.beyond_from", extreme=extreme, low=_times(low, places))
    if math.isinf(high):
        return phrase("bank.emptied.from", value=_times(value, places), low=_times(low, places))
    return _multiple(found.smallest, places)


def _multiple(found: Estimate, places: int) -> Phrase:
    value, low, high = (_times(number, places) for number in (found.value, found.low, found.high))
    if found.low == found.high:
        return phrase("bank.emptied.times", value=value)
    return phrase("bank.emptied.times_between", value=value, low=low, high=high)


def _proceeds_value(found: Emptied) -> Phrase:
    value, low, high = found.smallest.value, found.smallest.low, found.smallest.high
    if math.isinf(value):
        if math.isinf(low):
            return phrase("bank.emptied.never")
        return phrase("bank.emptied.never_or", low=_times(low, 2))
    if value >= 1 and low >= 1:
        return phrase("bank.emptied.as_things_stand")
    if math.isinf(high):
        return phrase("bank.emptied.perhaps_never", value=_times(value, 2), high=_times(max(low, value), 2))
    return _multiple(found.smallest, 2)


def _risk(test: BankTest) -> Phrase:
    if not test.facts.covered_balance:
        return phrase("bank.risk.none_filed")
    if not test.at_risk:
        return phrase("bank.risk.none")
    return phrase(
        "bank.risk.some",
        n=count(len(test.at_risk)),
        owed=amount(sum(loan.balance for loan in test.at_risk)),
        lost=amount(sum(loan.compensation for loan in test.at_risk)),
    )
