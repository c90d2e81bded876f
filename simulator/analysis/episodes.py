"""Named stresses: episodes on top of a world, moved in time, and made milder or harsher.

Shared by all that stresses a world: the questions `stress` and `bank`, and the explorer.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from simulator.scenario.model import Clock, Scenario, Source
from simulator.scenario.world import Stress

_PREFIX = "stress."
_POWERS = ("pd_multiplier", "sale_factor", "renewal_factor", "application_factor")
_SUMS = ("factor_shift", "loan_rate_shift")


@dataclass(frozen=True)
class NamedStress:
    """Episodes under one name.

    Attributes
    ----------
    name
        Short, as asked for: "mild".
    episodes
        At least one.
    sources
        Where its figures come from, by field of an episode ("pd_multiplier").
    """

    name: str
    episodes: tuple[Stress, ...]
    sources: Mapping[str, Source] = field(default_factory=dict)

    @property
    def start_month(self) -> int:
        """Return the first month of the first episode."""
        return min(episode.start_month for episode in self.episodes)


def stress_of(name: str, plain: Scenario, with_stress: Scenario) -> NamedStress | None:
    """Return what a scenario holds in episodes beyond another one; None when it holds no more."""
    own = tuple(episode for episode in with_stress.stress if episode not in plain.stress)
    sources = {key.removeprefix(_PREFIX): s for key, s in with_stress.sources.items() if key.startswith(_PREFIX)}
    return NamedStress(name, own, sources) if own else None


def laid_over(scenario: Scenario, stresses: Iterable[NamedStress]) -> Scenario:
    """Return the scenario with the episodes of stresses beside its own, through the same checks."""
    episodes = (*scenario.stress, *(episode for stress in stresses for episode in stress.episodes))
    return with_sections(scenario, {"stress": episodes})


def first_years(scenario: Scenario, years: int) -> Scenario:
    """Return the scenario with its first years of lending only; months within them are the same as before."""
    return with_sections(scenario, {"clock": Clock.model_validate({**scenario.clock.model_dump(), "years": years})})


def with_sections(scenario: Scenario, sections: Mapping[str, object]) -> Scenario:
    """Return the scenario with whole sections replaced, through the same checks."""
    kept = {name: getattr(scenario, name) for name in Scenario.model_fields}
    return Scenario.model_validate({**kept, **sections})


def moved(stress: NamedStress, start_month: int) -> NamedStress:
    """Return the stress with its first episode beginning in a month, and the others as long after it as before."""
    by = start_month - stress.start_month
    return replace(stress, episodes=tuple(_changed(e, {"start_month": e.start_month + by}) for e in stress.episodes))


def scaled(stress: NamedStress, severity: float) -> NamedStress | None:
    """Return the stress at a severity: 0 none, 1 as stated, 2 applied twice; None when no episode can be so harsh.

    As episodes multiply in the model, so do their parts here: factors and (1 + value jump) to the power of the
    severity; shifts of the sector factor and of the lending rate times the severity. Time and sectors stay.
    """
    try:
        return replace(stress, episodes=tuple(_scaled(episode, severity) for episode in stress.episodes))
    except ValidationError:
        return None


def _scaled(episode: Stress, severity: float) -> Stress:
    powers = {name: getattr(episode, name) ** severity for name in _POWERS}
    sums = {name: getattr(episode, name) * severity for name in _SUMS}
    return _changed(episode, {**powers, **sums, "value_jump": (1 + episode.value_jump) ** severity - 1})


def _changed(episode: Stress, values: Mapping[str, object]) -> Stress:
    return Stress.model_validate({**episode.model_dump(), **values})
