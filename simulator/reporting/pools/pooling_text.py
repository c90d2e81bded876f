"""What several funds do under one economy, in sentences that hold for the numbers."""

from simulator.analysis.measures import MeasureDefinition
from simulator.analysis.pools.pooling import Pooling
from simulator.estimate import Estimate
from simulator.reporting import wording
from simulator.scenario.cities import City

CHANCE = MeasureDefinition(
    "p_depleted", "chance of running dry", "probability", "proportion",
    "Chance that an approved claim is not paid in full for lack of money.",
)  # fmt: skip
SHARE = MeasureDefinition(
    "others_depleted", "others depleted", "share", "ratio",
    "Share of the other funds that run dry at some time, given that a fund does.",
)  # fmt: skip
CORRELATION = MeasureDefinition(
    "correlation", "correlation", "count", "ratio", "Correlation of running dry between two funds."
)
AMOUNT = MeasureDefinition("amount", "amount", "currency", "quantile", "An amount of money.")
PER_CENT = wording.UnitStyle(100.0, "%", "percentage points")
ONE_ECONOMY, OWN_ECONOMIES = "one economy", "own economies"
MOST_SHOWN = 10
NO_DIFFERENCE = "no difference we can show"


def amount_style(found: Pooling, largest: float) -> wording.UnitStyle:
    """Return the scale of a column whose largest amount is this."""
    return wording.amount_style(largest, wording.currency_word(found.study.scenario))


def city_words(city: City) -> str:
    """Return a city's name; that of cities alike with their number."""
    return city.name if city.count == 1 else f"{city.name} (each of {city.count:,})"


def numbers_shown(found: Pooling) -> list[int]:
    """Return the numbers of funds whose joint chance is printed and drawn: all of a few, some of many."""
    funds = found.study.funds
    if funds <= MOST_SHOWN:
        return list(range(1, funds + 1))
    some = (step * 10**power for power in range(3) for step in (1, 2, 3, 5))
    return [*(number for number in some if number < funds), funds]


def exact_amount(found: Pooling, value: float) -> str:
    """Return an amount as it was written: "20 m yuan"."""
    return f"{wording.amount_text(value)} {wording.currency_word(found.study.scenario)}"


def chance(estimate: Estimate) -> str:
    """Return a chance with its interval: "a chance of 0.96 % [0.78, 1.17]", "a chance below 0.04 %"."""
    text = wording.phrase(estimate, CHANCE, PER_CENT)
    return f"a chance {text}" if text.startswith(("below", "above")) else f"a chance of {text}"


def amount(found: Pooling, estimate: Estimate) -> str:
    """Return an amount with its interval: "3.9 m yuan [3.5, 4.3]"."""
    return wording.phrase(estimate, AMOUNT, amount_style(found, estimate.value))


def answer(found: Pooling) -> tuple[str, ...]:
    """Return the answer, the most important sentence first."""
    sentences = (
        _together_sentence(found),
        _others_sentence(found),
        _pot_sentence(found),
        _capital_sentence(found),
        *_centre_sentences(found),
    )
    return tuple(sentence for sentence in sentences if sentence)


def _together_sentence(found: Pooling) -> str:
    common, alone = found.common.same_year[1], found.independent.same_year[1]
    return (
        f"Two or more of the {found.study.funds:,} funds run dry in the same year with "
        f"{chance(common)}; with an economy of its own for each city, with {chance(alone)}: "
        f"{_compared(found.same_year_less)}."
    )


def _compared(difference: Estimate) -> str:
    """Return a paired difference of chances in words."""
    if difference.low <= 0 <= difference.high:
        return NO_DIFFERENCE
    return f"{wording.difference_cell(difference, PER_CENT)} percentage points"


def _others_sentence(found: Pooling) -> str:
    dry = found.common.others_dry
    if found.pot_capital is None:
        return f"No fund ran dry on any of the {found.paths:,} paths."
    return (
        f"On average {_number(found.common.number_dry)} funds run dry on a path; where one does, "
        f"{_share(dry)} of the others do as well at some time ({_share(found.independent.others_dry)} with economies "
        f"of their own). The correlation of running dry between two funds is {_correlation(found.common.correlation)}."
    )


def _number(estimate: Estimate) -> str:
    return wording.with_interval(estimate, 1.0, is_signed=False)


def _share(estimate: Estimate) -> str:
    return wording.phrase(estimate, SHARE, PER_CENT)


def _correlation(estimate: Estimate) -> str:
    return wording.cell(estimate, CORRELATION, wording.UnitStyle(1.0, "", ""))


def _pot_sentence(found: Pooling) -> str:
    difference = found.pot_less_average
    head = (
        f"One pot with the same {exact_amount(found, found.money)} runs dry with "
        f"{chance(found.common.pot_dry)}, the average fund with {chance(found.average)}"
    )
    if difference.low <= 0 <= difference.high:
        return f"{head}: {NO_DIFFERENCE}."
    word = "safer" if difference.high < 0 else "less safe"
    return f"{head}: the pot is {word} ({_compared(difference)})."


def _capital_sentence(found: Pooling) -> str:
    capital = found.pot_capital
    if capital is None:
        return ""
    head = f"A pot of {amount(found, capital)} would run dry as often as the average fund"
    if capital.high < found.money:
        saved = Estimate(
            found.money - capital.value, found.money - capital.high, found.money - capital.low, capital.kind
        )
        return f"{head}: {amount(found, saved)} less than the funds hold now."
    if capital.low > found.money:
        return f"{head}: more than the funds hold now."
    return f"{head}: no saving we can show."


def _centre_sentences(found: Pooling) -> list[str]:
    pays = found.common.centre_pays
    if pays.value == 0:
        return [f"On no path did the centre pay, which pays {centre_words(found)}: it does so with {chance(pays)}."]
    at = 0.99
    difference = found.centre_less[at]
    style = amount_style(found, abs(difference.value))
    more = NO_DIFFERENCE
    if difference.note:
        more = f"{difference.note} to compare the two"
    elif difference.low > 0 or difference.high < 0:
        more = f"{wording.difference_cell(difference, style)} {style.label}"
    sentences = [
        f"The centre, which pays {centre_words(found)}, pays with {chance(pays)}; on {100 * at:g} % of the "
        f"paths it pays at most {amount(found, found.common.centre_at[at])} over the whole time, with economies of "
        f"their own {amount(found, found.independent.centre_at[at])}: {more}."
    ]
    capital, short = found.study.centre.capital, found.common.centre_short
    if capital is not None and short is not None:
        sentences.append(f"Its capital of {exact_amount(found, capital)} is too small with {chance(short)}.")
    return sentences


def centre_words(found: Pooling) -> str:
    """Return what the centre pays, in words."""
    centre = found.study.centre
    if centre.covers == "reinsurance":
        return "the reinsurer's share of each city's losses"
    part = "what" if centre.share == 1 else f"{100 * centre.share:g} % of what"
    return f"{part} a city's fund lacks for its approved claims"


def notes_of(found: Pooling) -> tuple[str, ...]:
    """Return the sentences that stand under every table and on every figure."""
    study = found.study
    notes = (
        *found.notes,
        "Each city covers loans as its own fund allows, also where the pot or the centre pays; the pot keeps the "
        "interest and top-ups of the funds.",
        "Cities share macro and sector factors and technology shocks; their firms are their own.",
    )
    basis = wording.basis_notes(study.scenario, found.paths, study.scenario.run.seed, notes)
    about = study.scenario.about.title
    return tuple(dict.fromkeys((basis[0].replace(about, study.title, 1), *basis[1:])))
