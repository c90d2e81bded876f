"""What several funds do under one economy, in sentences, the most important first."""

from dataclasses import replace

from simulator.estimate import Estimate
from simulator.questions.basis import paths_of
from simulator.questions.pool.ask import Pooling
from simulator.values import Measured, Number, Phrase, Value, is_never_seen, phrase

_LEVEL = 0.99


def said(found: Pooling) -> tuple[Phrase, ...]:
    """Return who runs dry together, what one pot does and needs, and what the centre pays."""
    return (_together(found), _others(found), _pot(found), *_capital(found), *_centre(found))


def _chance(estimate: Estimate) -> Phrase:
    """Return "a chance of 0.96 % [0.78, 1.17]", or "a chance below 0.04 %" where only a bound is known."""
    is_bound = is_never_seen(estimate) or estimate.value == 1 > estimate.low
    return phrase("pool.chance_bound" if is_bound else "pool.chance", chance=Measured(estimate, "probability"))


def _amount(estimate: Estimate) -> Measured:
    return Measured(estimate, "currency")


def _is_open(difference: Estimate) -> bool:
    """Whether a paired difference may be none."""
    return difference.low <= 0 <= difference.high


def _points(difference: Estimate) -> Value:
    if _is_open(difference):
        return phrase("pool.no_difference")
    return Measured(difference, "points", is_difference=True)


def _together(found: Pooling) -> Phrase:
    return phrase(
        "pool.said.together",
        funds=Number(found.study.funds, "count"),
        common=_chance(found.common.same_year[1]),
        alone=_chance(found.independent.same_year[1]),
        difference=_points(found.same_year_less),
    )


def _others(found: Pooling) -> Phrase:
    if found.pot_capital is None:
        return phrase("pool.said.none_dry", paths=paths_of(found.scenario))
    return phrase(
        "pool.said.others",
        number=Measured(found.common.number_dry, "count"),
        others=Measured(found.common.others_dry, "share"),
        alone=Measured(found.independent.others_dry, "share"),
        correlation=Measured(found.common.correlation, "plain"),
    )


def _pot(found: Pooling) -> Phrase:
    difference = found.pot_less_average
    told: Phrase = phrase("pool.no_difference")
    if not _is_open(difference):
        key = "pool.pot_is.safer" if difference.high < 0 else "pool.pot_is.less_safe"
        told = phrase(key, difference=_points(difference))
    return phrase(
        "pool.said.pot",
        money=Number(found.money, "currency"),
        pot=_chance(found.common.pot_dry),
        average=_chance(found.average),
        told=told,
    )


def _capital(found: Pooling) -> list[Phrase]:
    capital = found.pot_capital
    if capital is None:
        return []
    told = phrase("pool.capital.open")
    if capital.high < found.money:
        ends = (found.money - capital.value, found.money - capital.high, found.money - capital.low)
        saved = replace(capital, value=ends[0], low=ends[1], high=ends[2], note="")
        told = phrase("pool.capital.saved", saved=_amount(saved))
    elif capital.low > found.money:
        told = phrase("pool.capital.more")
    return [phrase("pool.said.capital", capital=_amount(capital), told=told)]


def _centre(found: Pooling) -> list[Phrase]:
    pays, what = _chance(found.common.centre_pays), centre_words(found)
    if found.common.centre_pays.value == 0:
        return [phrase("pool.said.centre_never", what=what, pays=pays)]
    told = phrase(
        "pool.said.centre",
        what=what,
        pays=pays,
        level=Number(_LEVEL, "share"),
        common=_amount(found.common.centre_at[_LEVEL]),
        alone=_amount(found.independent.centre_at[_LEVEL]),
        difference=_centre_difference(found.centre_less[_LEVEL]),
    )
    capital, short = found.study.centre.capital, found.common.centre_short
    if capital is None or short is None:
        return [told]
    return [told, phrase("pool.said.centre_short", capital=Number(capital, "currency"), chance=_chance(short))]


def _centre_difference(difference: Estimate) -> Value:
    if difference.note:
        return phrase("pool.too_few_to_compare")
    return phrase("pool.no_difference") if _is_open(difference) else Measured(difference, "currency", True)


def centre_words(found: Pooling) -> Phrase:
    """Return what the centre pays."""
    centre = found.study.centre
    if centre.covers == "reinsurance":
        return phrase("pool.centre.reinsurance")
    if centre.share == 1:
        return phrase("pool.centre.excess")
    return phrase("pool.centre.part_of_excess", share=Number(centre.share, "share"))
