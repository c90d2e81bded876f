"""The command `events`: one path opened, event by event."""

import dataclasses
import json
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import click

from simulator.analysis.bearing import bearing, check_log
from simulator.analysis.path_events import PathEvents, borrower_of, open_path
from simulator.cli import finding, progress
from simulator.cli.calling import program, repeated
from simulator.cli.written import print_written
from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import did_you_mean, shown
from simulator.reporting import json_text, run_folder, stored, terminal, wording
from simulator.reporting.paths import case_file, event_log, figures_timeline, path_tables
from simulator.reporting.paths.loan_names import key_of_name, loan_name
from simulator.running import store
from simulator.saying.words import language_in_force
from simulator.scenario import kinds, writing
from simulator.scenario.study import Policy, Study, read_study
from simulator.values import Listed, Own

MOST_ROWS_OF_A_SPREADSHEET = 1 << 20
AS_IT_STANDS = "as it stands"
STUDY = "study.toml"
_NAME_OF_RUN = re.compile(r"^\d{8}-\d{6}-(.+?)(-path-\d+)?$")


@dataclass(frozen=True)
class Options:
    """What the user asked for beside the source; the names are those of the options."""

    path: int
    policy: str | None = None
    loan: str | None = None
    out: Path | None = None
    seed: int | None = None
    settings: tuple[str, ...] = ()
    overlays: tuple[Path, ...] = ()
    is_json: bool = False
    is_quiet: bool = False

    @property
    def all_settings(self) -> tuple[str, ...]:
        """Every change to the scenario: `--set`, then the seed."""
        return self.settings if self.seed is None else (*self.settings, f"run.seed={self.seed}")


@dataclass(frozen=True)
class Job:
    """The path to open: policies of the source, and which of them."""

    source: Path
    study: Study
    options: Options

    @property
    def baseline(self) -> Policy:
        """The policy with whose terms the pool is calibrated."""
        return _named(self.study, self.study.baseline)

    @property
    def policy(self) -> Policy:
        """The policy whose path is opened."""
        return _named(self.study, self.options.policy or self.study.baseline)

    def words(self) -> list[str]:
        """Return the words of the command, as given, without what is printed where."""
        options = self.options
        words = [*program().split(), "events", str(self.source), "--path", str(options.path)]
        words += ["--policy", options.policy] if options.policy else []
        words += repeated("--overlay", map(str, options.overlays)) + repeated("--set", options.settings)
        words += [] if options.seed is None else ["--seed", str(options.seed)]
        return [shlex.quote(word) for word in words]


def events(source: Path, options: Options) -> None:
    """Open one path of a scenario, a study or a run folder; print its case file, or write its log and timeline."""
    _refuse_idle_options(options)
    job = Job(source, _study(source, options), options)
    _refuse_unknown_policy(job)
    if options.loan is not None:
        _print_case(_opened(job), options.loan, options)
        return
    with run_folder.RunFolder(options.out or Path("outputs"), f"{_stem(source)}-path-{options.path}") as folder:
        opened = _opened(job)
        _write(folder, job, opened)
    _print_path(job, opened, folder.files)


def _refuse_idle_options(options: Options) -> None:
    faults = []
    if options.loan is not None and options.out is not None:
        faults.append(Fault(wrong("faults.options.nothing_written", other="--loan"), "--out"))
    if faults:
        raise ScenarioError("events", faults)


def _study(source: Path, options: Options) -> Study:
    """Return the policies of a run folder, of a study file, or of a scenario file as its only one."""
    file = source / STUDY if source.is_dir() else source
    if source.is_dir():
        _refuse_changed(source)
    if kinds.is_study(file):
        if options.overlays:
            raise ScenarioError(str(source), [Fault(wrong("faults.options.own_overlays"), "--overlay")])
        return read_study(file, options.all_settings)[1]
    scenario = finding.scenario_at(file, options.overlays, options.all_settings).scenario
    policy = Policy(AS_IT_STANDS, {}, scenario)
    return Study(scenario.about.title, scenario.about.question, policy.name, (policy,))


def _refuse_changed(folder: Path) -> None:
    """Raise when a folder holds no run, or its study and scenario are not those with which the run was made."""
    if not (folder / STUDY).is_file():
        raise ScenarioError(str(folder), [Fault(wrong("faults.run_folder.no_study", file=STUDY), str(folder))])
    if (folder / store.PLAN).exists():
        store.Store(folder).plan()
        return
    manifest = stored.read_manifest(folder)
    stored.unchanged(folder, manifest, STUDY)
    stored.unchanged_scenario(folder, manifest)


def _named(study: Study, name: str) -> Policy:
    return next(policy for policy in study.policies if policy.name == name)


def _refuse_unknown_policy(job: Job) -> None:
    wanted, known = job.options.policy, [policy.name for policy in job.study.policies]
    if wanted is not None and wanted not in known:
        more = [wrong("faults.more", n=len(known) - 5)] if len(known) > 5 else []
        some = Listed((*(Own(shown(name)) for name in known[:5]), *more), "comma")
        what = wrong("faults.options.no_policy", hint=did_you_mean(wanted, known), names=some)
        raise ScenarioError("--policy", [Fault(what, f"--policy {shown(wanted)}")])


def _stem(source: Path) -> str:
    if not source.is_dir():
        return source.stem
    name = source.resolve().name
    found = _NAME_OF_RUN.match(name)
    return found[1] if found else name


def _opened(job: Job) -> PathEvents:
    progress.say(wrong("progress.path", path=str(job.options.path)), is_quiet=job.options.is_quiet)
    opened = open_path(job.baseline.scenario, job.policy, job.options.path)
    check_log(opened)
    return opened


def _write(folder: run_folder.RunFolder, job: Job, opened: PathEvents) -> None:
    scenario = job.baseline.scenario
    policies = tuple({policy.name: policy for policy in (job.baseline, job.policy)}.values())
    folder.write("scenario.toml", writing.scenario_toml(scenario))
    folder.write(STUDY, writing.study_toml(dataclasses.replace(job.study, policies=policies)))
    folder.write("tables/events.csv", event_log.csv_parts(opened))
    if event_log.has_parquet():
        folder.write("tables/events.parquet", event_log.parquet_bytes(opened))
    folder.write("tables/months.csv", path_tables.months_csv(opened))
    folder.write_all(figures_timeline.figure_files(opened))
    folder.facts = {
        **run_folder.facts_of(scenario, job.words()),
        "path": job.options.path,
        "policy": job.policy.name,
        "baseline": job.baseline.name,
    }


def _print_path(job: Job, opened: PathEvents, files: list[Path]) -> None:
    if job.options.is_json:
        click.echo(json.dumps(json_text.plain(_path_content(job, opened, files)), ensure_ascii=False, indent=2))
        return
    console = terminal.result_console()
    for table in (path_tables.events_table(opened), path_tables.totals_table(opened)):
        terminal.print_table(console, table)
    click.echo("\n".join(path_tables.months_that_matter(opened)))
    terminal.print_notes(console, path_tables.notes_of(opened))
    if len(opened.entries) >= MOST_ROWS_OF_A_SPREADSHEET:
        click.echo(f"The log has {len(opened.entries):,} rows, more than a spreadsheet opens; read it with a program.")
    print_written(files)
    command = _case_command(job, opened)
    if command:
        click.echo(f"Read one loan's case file with:\n  {command}")


def _path_content(job: Job, opened: PathEvents, files: list[Path]) -> dict[str, object]:
    return {
        "scenario": opened.scenario.about.title,
        "policy": opened.policy,
        "path": opened.path,
        "seed": opened.scenario.run.seed,
        "currency": wording.currency_word(opened.scenario),
        "events": [
            {
                "event": row.event,
                "number": row.number,
                "amount": None if row.amount is None else row.amount / 100,
                "fund_change": row.fund_change / 100,
            }
            for row in path_tables.counted(opened)
        ],
        "totals": {name: fen / 100 for name, fen in path_tables.totals(opened).items()},
        "months": list(path_tables.months_that_matter(opened)),
        "notes": list(path_tables.notes_of(opened)),
        "files": [str(file) for file in files],
        "case_file": _case_command(job, opened),
        "command": " ".join(job.words()),
    }


def _case_command(job: Job, opened: PathEvents) -> str:
    """Return the command that prints the loan that cost the fund most, or the first defaulted one, or any."""
    found = bearing(opened)
    if len(found.loans):
        key = int(borrower_of(found.loans[found.fund_paid.argmax()]))
    elif len(opened.borrowers.keys):
        key = int(opened.borrowers.keys[0])
    else:
        return ""
    name = loan_name(int(opened.scenario.clock.start[:4]), key)
    return " ".join([*job.words(), "--loan", name])


def _print_case(opened: PathEvents, loan: str, options: Options) -> None:
    key = key_of_name(int(opened.scenario.clock.start[:4]), loan, opened.borrowers.keys)
    writer = case_file.CaseWriter(opened, key, language_in_force())
    if not options.is_json:
        click.echo(writer.text(), nl=False)
        return
    case = writer.case_file()
    content = {
        "head": case.head,
        "events": [{"month": month, "text": text} for month, text in case.lines],
        "who_bore_what": [
            {
                "loan": share.loan,
                "owed": share.owed / 100,
                "recovered": share.recovered / 100,
                "parts": {name: fen / 100 for name, fen in share.parts.items()},
                "approved_and_never_paid": share.never_paid / 100,
                "is_settled": share.is_settled,
            }
            for share in case.shares
        ],
        "end": case.end,
        "currency": wording.currency_word(opened.scenario),
    }
    click.echo(json.dumps(json_text.plain(content), ensure_ascii=False, indent=2))
