"""What the cases of a book are called: stresses, covers, parts, what empties the buffers."""

from collections.abc import Iterable

from simulator.questions.bank.limits import PD_MULTIPLIER, SALE_PROCEEDS
from simulator.questions.bank.tested import AS_IT_IS, NO_STRESS, WITHOUT_SCHEME, BankCase, BankTest, BusinessRow
from simulator.questions.names import own_name
from simulator.values import Number, Own, Phrase, Value, phrase


def stress_name(test: BankTest, stress: str) -> Value:
    """Return what a stress is called: as asked for, in Chinese as its episode if it has only one."""
    if stress == NO_STRESS:
        return phrase("bank.stress.no_stress")
    episodes = next((one.episodes for one in test.stresses if one.name == stress), ())
    return Own(stress, own_name(episodes[0].name).chinese if len(episodes) == 1 else "")


def when(test: BankTest, stress: str) -> Phrase:
    """Return "without stress" or "under severe"."""
    if stress == NO_STRESS:
        return phrase("bank.when.no_stress")
    return phrase("bank.when.stress", stress=stress_name(test, stress))


def cover_name(cover: str, ratio: float) -> Value:
    """Return what a cover is called."""
    if cover in (WITHOUT_SCHEME, AS_IT_IS):
        return phrase(f"bank.cover.{cover}")
    return phrase("bank.cover.ratio", ratio=Number(ratio, "share"))


def driver_name(test: BankTest, driver: str) -> Value:
    """Return what is made worse step by step."""
    if driver in (PD_MULTIPLIER, SALE_PROCEEDS):
        return phrase(f"bank.driver.{driver}")
    return stress_name(test, driver)


def stresses_of(test: BankTest) -> list[str]:
    """Return the names of the stresses, the first of which is none."""
    return list(dict.fromkeys(case.stress for case in test.cases))


def harshest(test: BankTest) -> str:
    """Return the stress with the largest mean net loss with the scheme as it is; none without stresses."""
    return max(stresses_of(test), key=lambda name: test.case(name, AS_IT_IS).estimates["net_loss"].value)


def none_and_harshest(test: BankTest) -> list[str]:
    """Return no stress and the harshest one, once each."""
    return list(dict.fromkeys([NO_STRESS, harshest(test)]))


def ordered_cases(test: BankTest) -> list[BankCase]:
    """Return all cases by stress, without the scheme first."""
    return [case for stress in stresses_of(test) for case in _ordered(test.cases, stress)]


def ordered_business(test: BankTest) -> list[BusinessRow]:
    """Return book, new business and both; those with the scheme as it is first."""
    found = [row for stress in stresses_of(test) for row in _ordered(test.business, stress)]
    return sorted(found, key=lambda row: row.cover != AS_IT_IS)


def _ordered(rows: Iterable, stress: str) -> list:  # type: ignore[type-arg]
    """Return the rows of one stress: without the scheme first, then with it as it is."""
    found = [row for row in rows if row.stress == stress]
    return sorted(found, key=lambda row: (row.cover != WITHOUT_SCHEME, row.cover != AS_IT_IS))
