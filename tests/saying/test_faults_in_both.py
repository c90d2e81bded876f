"""What is wrong in a file, a tape or an option is said in Chinese as in English, and the code is the same in both."""

import re
from pathlib import Path

import numpy as np
import pytest

from simulator.errors import Fault, ScenarioError, wrong
from simulator.faults import faults_json
from simulator.inputs.history import read_history
from simulator.inputs.patents import OPTIONAL_COLUMNS as PATENT_COLUMNS
from simulator.inputs.patents import read_patents
from simulator.inputs.replay import REQUIRED_COLUMNS as REPLAY_COLUMNS
from simulator.inputs.replay import read_replay
from simulator.inputs.tape_check import Terms, check_tape
from simulator.inputs.tape_fields import FIELD_OF
from simulator.inputs.tape_mapping import read_mapping
from simulator.saying.words import speaking
from simulator.scenario.cities import read_cities
from simulator.scenario.design_study import read_design
from simulator.scenario.fields import known_keys
from simulator.scenario.kinds import toml_files
from simulator.scenario.outcomes import read_outcomes
from simulator.scenario.read import read_scenario
from simulator.scenario.shipped import hefei
from simulator.scenario.study import read_study
from tests.inputs.tapes import HEADINGS, LOAN, changed, text_of

TERMS = Terms(np.datetime64("2026-06-30"), ("AI", "quantum"))
HEFEI = hefei().resolve()
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'|\{[^}]*\}|\[[^\]]*\]|[\w./-]*\.(?:toml|csv)")
"""Names of files, what was given, and examples: they are shown as they are written."""
NAMES = {
    *(part for key in known_keys() for part in key.split(".")), *FIELD_OF, *REPLAY_COLUMNS, *PATENT_COLUMNS,
    "AI", "CSV", "TOML", "UTF", "count", "covers", "centre", "design", "extends", "high", "ignore", "levers", "limits",
    "baseline", "obligors", "defaults", "outcome", "outcomes", "pd_multiplier", "policies", "policy", "set", "step",
    "sweep", "title", "true", "false", "words", "x", "unit", "is", "right", "question", "basis", "published", "note",
    "headings", "capital", "default_rate", "low", "measure", "is_input", "is_window_known", "loan", "months",
    "title_zh", "basis_zh", "source_zh", "note_zh",
    "is_closed", "recovered", "owed", "year", "nothing", "growth", "payout_ratio", "performing_balance", "npl_balance",
    "npl_resolved", "years", "value_before", "value_after", "age", "due", "renewed", "from_class", "to_class",
    "forecast", "pd", "fund_sise", "is_on", "p_depleted", "loans_covered", "utility", "invention", "grade",
    "full", "city", "source", "scenario", "quantum", "patent", "kind", "remaining_life_years",
}  # fmt: skip
"""Names of settings, columns, measures and formats: the same in every language."""
HEAD = f'scenario = "{HEFEI}"\n'
BASE = f'extends = "{HEFEI}"\n'
SCENARIOS = {
    "syntax": "[fund\n",
    "twice": "a = 1\na = 2\n",
    "range": BASE + '[scheme]\ncompensation_ratio = 70\n[fund]\nfund_sise = 3\nfund_size = "5 stones"\n',
    "kinds": BASE + '[clock]\nyears = "ten"\nrun_off = "yes"\nstart = "2026-02"\n[lender]\ntrust = "ful"\n',
    "shares": BASE + '[sectors.AI]\nshare = 0.9\n[gate]\nexcluded_sectors = ["steel"]\n',
    "record": BASE + "[breaker]\noff_below = 0.9\non_at_least = 0.1\n[scheme]\nguarantor_multiple = 2\n",
    "item": BASE + "[sectors.steel]\nshare = 0.1\n",
    "base": "extends = 5\n",
    "none": 'extends = "missing.toml"\n',
}
STUDIES = {
    "empty": HEAD,
    "world": HEAD + '[sweep]\n"clock.years" = [5]\n"fund.fund_sise" = [1]\n"gate.is_on" = 3\n',
    "policy": HEAD + "[[policy]]\nset = {}\n[[policy]]\nname = 'a'\nset = 5\n",
    "baseline": HEAD + "baseline = 'x'\n[[policy]]\nname = 'a'\n",
}
CITIES = {
    "few": HEAD,
    "centre": HEAD
    + "[[city]]\nname='a'\ncount = 0\n[[city]]\nset = 3\n[centre]\ncovers = 'all'\nshare = 2\ncapital = -1\n",
}
DESIGNS = {
    "none": HEAD + "[levers]\n",
    "range": HEAD + '[levers]\n"fund.fund_size" = { low = 2, high = 1, step = 1 }\n'
    '"gate.priority_reserve" = [0.1, 0.1]\n'
    "[limits]\np_depleted = 3\n[design]\npolicies = 0\n",
}  # fmt: skip
OUTCOMES = {"all": "title = 5\nset = 3\nnothing = 1\n[[outcome]]\nmeasure = 'loan'\npublished = 'many'\n"}
TAPES = {
    "cells": text_of(HEADINGS, changed("lent_on", "46027"), changed("principal", "3,000"), changed("sector", "steel")),
    "headings": "贷款编号,principal,x\n1,2,3\n",
    "rows": text_of(HEADINGS, LOAN[:-1], changed("balance", "9000000"), changed("due_on", "2020-01-01")),
    "no table": "a;b\n1;2\n",
}
HISTORIES = {
    "kind": "year,defaults\n2020,1\n",
    "cells": "year,obligors,defaults,x\n2020,10.5,1,2\n",
    "row": "year,obligors,defaults\n2020,9,10\n2020,9\nx,9,1\n",
    "unit": "year,default_rate\n2020,0.9\n2021,0.8\n",
}
REPLAYS = {
    "columns": "loan,month\nA,1\n",
    "cells": "loan,month_lent,principal,term_months,default_month,sale_proceeds,sale_lag_months\n"
    "A,0,x,400,,5,\nA,1,1,1,,,\n",
}
PATENTS = {"cells": "patent,sector,kind,remaining_life_years\n无,steel,design,90\n"}
MAPPINGS = {
    "all": "other = 1\nignore = 3\nheadings = 4\n[words]\nx = {}\nsector = { a = 'steel' }\nprincipal = { b = '5' }\n"
}


def faulty_tape(path):
    """Refuse a tape with faults."""
    checked = check_tape(path, TERMS)
    raise ScenarioError(str(path), checked.faults.first())


READERS = {
    "scenario": (read_scenario, SCENARIOS, "toml"),
    "study": (read_study, STUDIES, "toml"),
    "cities": (read_cities, CITIES, "toml"),
    "design": (read_design, DESIGNS, "toml"),
    "outcomes": (lambda path: read_outcomes(path, ("loans_covered",), {}), OUTCOMES, "toml"),
    "tape": (faulty_tape, TAPES, "csv"),
    "history": (read_history, HISTORIES, "csv"),
    "replay": (read_replay, REPLAYS, "csv"),
    "patents": (lambda path: read_patents(path, ("AI",)), PATENTS, "csv"),
    "mapping": (lambda path: read_mapping(path, ("AI",)), MAPPINGS, "toml"),
}
CASES = [(kind, name) for kind, (_, texts, _) in READERS.items() for name in texts]


def error_of(kind, name, folder):
    """Return the error with which a file is refused."""
    read, texts, ending = READERS[kind]
    path = folder / f"a.{ending}"
    path.write_text(texts[name], "utf-8")
    with pytest.raises(ScenarioError) as caught:
        read(path)
    return caught.value


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_faults_are_said_in_chinese_without_an_english_word(tmp_path, kind, name):
    """Only names, keys, paths and what was given stay as they are written."""
    error = error_of(kind, name, tmp_path)
    with speaking("zh"):
        text = QUOTED.sub("", str(error))
    assert set(re.findall("[A-Za-z][A-Za-z_]*", text)) <= NAMES, text
    assert re.search("[一-龥]{2}", text)


@pytest.mark.parametrize(("kind", "name"), CASES)
def test_every_fault_has_a_code(tmp_path, kind, name):
    """Programs know a fault by its code, whatever the language of its words."""
    told = faults_json(error_of(kind, name, tmp_path).faults)
    assert len(told["faults"]) == len(told["codes"])
    assert all(code.startswith("faults.") for code in told["codes"])


def test_a_fault_keeps_its_place_within_another_one():
    """What extends what is told from outside in."""
    fault = Fault(wrong("faults.file.none"), "b.toml").within("a.toml:1: extends")
    assert str(fault) == "a.toml:1: extends: b.toml: there is no such file"
    assert fault.code == "faults.file.none"


def test_a_folder_without_files_is_said_in_both(tmp_path):
    """The message is made when it is shown: the same error speaks both languages."""
    with pytest.raises(ScenarioError) as caught:
        toml_files([Path(tmp_path)])
    with speaking("zh"):
        assert "该文件夹中没有" in str(caught.value)
    with speaking("en"):
        assert "this folder holds no .toml file" in str(caught.value)
