"""One path of a policy opened with every event written down, and the loan that is read."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from simulator.analysis.bearing import Bearing, bearing, check_log
from simulator.analysis.path_events import PathEvents, open_path
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import did_you_mean, names
from simulator.questions.events.loan_names import key_of_name
from simulator.scenario.model import Scenario
from simulator.scenario.read import Reading
from simulator.scenario.study import Policy, Study

AS_IT_STANDS = "as it stands"
Progress = Callable[[int, int], None]
_NAMED = 5


@dataclass(frozen=True)
class OpenedPath:
    """What happened on a path.

    Attributes
    ----------
    study
        The baseline, with whose terms the pool is calibrated, and the policy that was opened.
    borrower
        Number of the borrower whose loans are read (see `path_events.borrower_keys`); None: the whole path.
    """

    study: Study
    events: PathEvents
    bearing: Bearing
    borrower: int | None

    @property
    def scenario(self) -> Scenario:
        """The baseline's scenario."""
        return _named(self.study, self.study.baseline).scenario


def ask(
    subject: Reading | Study,
    *,
    path: int,
    policy: str | None = None,
    loan: str | None = None,
    progress: Progress | None = None,
) -> OpenedPath:
    """Open one simulated path: every event, the fund's balance, or one loan's life.

    Parameters
    ----------
    subject
        A scenario, or a study of `read_study`.
    path
        Number of the path, from 0.
    policy
        Name of a policy of the study; default its baseline.
    loan
        Name of the loan that is read, such as 2027-03-0017.
    progress
        Called with (paths opened, 1).

    Raises
    ------
    ScenarioError
        When there is no such policy or loan, with the nearest names.
    BalanceError
        When the log does not add up to the path's totals, to the fen.
    """
    study = subject if isinstance(subject, Study) else _only(subject.scenario)
    _refuse_unknown(study, policy)
    baseline, chosen = _named(study, study.baseline), _named(study, policy or study.baseline)
    events = open_path(baseline.scenario, chosen, path)
    check_log(events)
    if progress is not None:
        progress(1, 1)
    start = int(events.scenario.clock.start[:4])
    key = None if loan is None else key_of_name(start, loan, events.borrowers.keys)
    policies = tuple({one.name: one for one in (baseline, chosen)}.values())
    return OpenedPath(replace(study, policies=policies), events, bearing(events), key)


def _only(scenario: Scenario) -> Study:
    policy = Policy(AS_IT_STANDS, {}, scenario)
    return Study(scenario.about.title, scenario.about.question, policy.name, (policy,))


def _named(study: Study, name: str) -> Policy:
    return next(policy for policy in study.policies if policy.name == name)


def _refuse_unknown(study: Study, name: str | None) -> None:
    known = [policy.name for policy in study.policies]
    if name is None or name in known:
        return
    fault = wrong("events.fault.policy", near=did_you_mean(name, known), some=names(known[:_NAMED]), n=len(known))
    raise ScenarioError("policy", [Fault(fault, f"policy {name}")])
