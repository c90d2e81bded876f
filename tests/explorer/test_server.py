"""What the server answers, and what it refuses."""

import io
import math
import tomllib
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest

from simulator.analysis.compare import compare
from simulator.explorer import surface
from simulator.explorer.orders import study_around
from simulator.explorer.question import Source, ask
from simulator.explorer.surface import FULL_PATHS, TILES, study_of
from tests.explorer.pages import HEFEI, Page, Server

FEW = 300
TWO_MILLION = b"x" * 2_000_000


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1:1", "localhost", "127.0.0.1:8765.evil.example"])
def test_other_hosts_are_refused(server, host):
    """A name that was made to point here (DNS rebinding) gets nothing."""
    answer = server.client().get("/", headers={"host": host})
    assert answer.status_code == 421


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "https://127.0.0.1:8765", "http://127.0.0.1:8766"])
def test_other_origins_are_refused(server, origin):
    """A page of another site may not ask, nor read."""
    client = server.client({"origin": origin})
    assert client.post("/api/start", content="{}").status_code == 403
    assert client.get("/api/download").status_code == 403


def test_questions_without_an_origin_are_refused(server):
    """Every browser names the origin of a POST."""
    assert server.client({}).post("/api/start", content="{}").status_code == 403


def test_downloads_from_other_sites_are_refused(server):
    """A link on another site has no Origin, but the browser says that it comes from elsewhere."""
    client = server.client({"sec-fetch-site": "cross-site"})
    assert client.get("/api/download").status_code == 403


def test_page_may_load_nothing_from_elsewhere(server):
    """The policy that binds the browser allows this server alone, and no scripts or styles inside the page."""
    answer = server.client({}).get("/")
    assert answer.status_code == 200
    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy and "http" not in policy
    assert "http://" not in answer.text.replace("http://www.w3.org", "") and "https://" not in answer.text


@pytest.mark.parametrize("name", ["..%2Fserver.py", "%2Fetc%2Fpasswd", "server.py", "nothing.js", "..%5Cserver.py"])
def test_only_the_pages_own_files_are_served(server, name):
    """A name is looked up among the page's files and never becomes a path."""
    assert server.client({}).get(f"/static/{name}").status_code == 404


def test_too_large_a_scenario_is_refused(server):
    """The limit of a scenario is 1 MB."""
    answer = server.client().post("/api/scenario", content=TWO_MILLION)
    assert answer.json() == {"too_large": 1}


def test_too_large_a_body_is_not_read(server):
    """Above 20 MB nothing is read at all."""
    answer = server.client().post("/api/tape", headers={"content-length": "20000001"}, content=b"x")
    assert answer.status_code == 413


def test_body_without_its_length_is_cut_off(server):
    """A body that comes in pieces ends at the limit as well."""
    pieces = (b"x" * 1_000_000 for _ in range(25))
    assert server.client().post("/api/tape", content=pieces).json() == {"too_large": 20}


@pytest.mark.parametrize("body", ["", "[]", "{", "[" * 100_000, '"text"'])
def test_what_is_no_question_is_refused(server, body):
    """A body that is no JSON object is said to be so."""
    assert server.client().post("/api/change", content=body).status_code == 400


def test_first_answer_has_every_policy(page):
    """The first paths bring all ratios, fund sizes and both settings of the breaker."""
    told = page.change()
    grid = page.wait(told["generation"], 1)["grid"]
    assert {point["breaker"] for point in grid["points"]} == {True, False}
    assert {0.0, 0.35, 1.0} <= {point["ratio"] for point in grid["points"]}
    assert {5e6, 20e6, 80e6} <= {point["fund"] for point in grid["points"]}
    assert [measure["key"] for measure in grid["measures"]] == list(TILES)
    assert told["chosen"] == grid["baseline"] == "ratio 0.35, fund 20 m, breaker on"


def test_numbers_are_those_of_a_comparison(page):
    """On 2,000 paths every number of the page is that of `compare` on the same study, to the last digit."""
    settings = {"gate.leverage_multiple": 6, "fund.fund_size": "3000 万元"}
    told = page.change(settings)
    answer = page.wait(told["generation"], FULL_PATHS, is_detailed=True)
    study = ask(Source(HEFEI), settings).study
    names = ("as loaded", told["chosen"], *(policy.name for policy in study.policies[:10]))
    whole = compare(study_of(study, names, FULL_PATHS))
    assert answer["grid"]["paths"] == FULL_PATHS
    for point in [point for point in answer["grid"]["points"] if point["name"] in names]:
        for key in TILES:
            estimate = whole.estimates[point["name"], key]
            assert point["values"][key] == [estimate.value, estimate.low, estimate.high]
    assert answer["detail"]["splits"][told["chosen"]] == whole.loss_split[told["chosen"]]


def test_paths_are_refined_to_the_end(page):
    """While the page waits, more paths come, as many as there are to be; then it is finished."""
    told = page.change()
    answer = page.wait(told["generation"], surface.MOST_PATHS, is_detailed=True)
    assert answer["is_finished"]
    assert answer["grid"]["paths"] == answer["detail"]["paths"] == surface.MOST_PATHS


def test_policy_settings_leave_the_baseline_alone(page):
    """A lever of the policy moves the policies; the scenario as it was loaded stays the baseline."""
    told = page.change({"gate.leverage_multiple": 6})
    grid = page.wait(told["generation"], 1)["grid"]
    assert grid["baseline"] == "as loaded"
    assert told["chosen"] != grid["baseline"]


def test_world_settings_change_the_baseline_too(page):
    """A lever of the world moves everything: there is no second world to compare with."""
    told = page.change({"economy.asset_correlation": 0.1})
    assert page.wait(told["generation"], 1)["grid"]["baseline"] == told["chosen"]


def test_going_back_is_answered_from_what_is_warm(page, engine):
    """A question asked before is not simulated from the start again."""
    first = page.change()
    page.wait(first["generation"], FEW)
    second = page.change({"gate.leverage_multiple": 6})
    page.wait(second["generation"], 1)
    third = page.change()
    answer = page.post("answer", generation=third["generation"], after=0)
    assert answer["grid"]["paths"] >= FEW


def test_newest_question_takes_the_place_of_the_last(page):
    """An older question of the same page is not answered any more."""
    old = page.change()
    page.change({"gate.leverage_multiple": 6})
    answer = page.post("answer", generation=old["generation"], after=0)
    assert answer == {"gone": False, "is_old": True}


def test_two_pages_have_their_own_questions(server):
    """Two people ask different things at once, and each gets the answer to the own question."""
    ratios = (0.22, 0.66)

    def use(ratio):
        page = Page(server)
        told = page.change({"scheme.compensation_ratio": ratio})
        answer = page.wait(told["generation"], FEW, is_detailed=True)
        return told["chosen"], {point["ratio"] for point in answer["grid"]["points"]}

    with ThreadPoolExecutor(2) as people:
        found = list(people.map(use, ratios))
    for ratio, other, (chosen, seen) in zip(ratios, reversed(ratios), found, strict=True):
        assert chosen.startswith(f"ratio {ratio}")
        assert ratio in seen and other not in seen


def test_pages_beyond_the_limit_close_the_longest_silent_one(server):
    """The ninth page closes the first, which is told so."""
    pages = [Page(server) for _ in range(9)]
    assert pages[0].change() == {"gone": True}
    assert "generation" in pages[8].change()


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"scheme.compensation_ratio": 7}, "at most 1"),
        ({"scheme.compensaton_ratio": 0.5}, "did you mean scheme.compensation_ratio"),
        ({"run.paths": 10_000_000}, "cannot be changed on this page"),
        ({"about.title": "x"}, "cannot be changed on this page"),
        ({"sectors": []}, "must be"),
        ({"fund.fund_size": "much"}, "fund.fund_size"),
        ({"applications.per_month": 20_000}, "too many for this page"),
        ({"= [[": 1}, "unknown key"),
        ({f"key{i}": 1 for i in range(101)}, "at most 100 settings"),
    ],
)
def test_faults_of_settings_are_said(page, settings, words):
    """What cannot be set is refused with the line that the command line gives."""
    faults = page.change(settings)["faults"]
    assert any(words in fault for fault in faults), faults


def test_faults_are_said_in_the_language_of_the_page(page):
    """Each request says its language; the code of a fault is the same in both."""
    page.client.headers["accept-language"] = "zh"
    chinese = page.change({"fund.fund_sise": 3})
    page.client.headers["accept-language"] = "en"
    english = page.change({"fund.fund_sise": 3})
    assert chinese["codes"] == english["codes"] == ["faults.unknown_key"]
    assert ("没有这一设定项" in chinese["faults"][0], "unknown key" in english["faults"][0]) == (True, True)


@pytest.mark.parametrize("source", ["/etc/passwd", "../pyproject.toml", "upload-0", "scenarios/hefei.toml"])
def test_a_page_names_no_files(page, source):
    """A source is one of those offered; anything else is no path but a mistake."""
    assert "not on the page's list" in page.change(source=source)["faults"][0]
    assert "unknown stress" in page.change(stress=source)["faults"][0]


def test_levers_have_the_records_words(page):
    """Name, unit, range, help and value come from the record, in both languages."""
    levers = {lever["key"]: lever for lever in page.post("open", source="start", stress="")["levers"]}
    ratio = levers["scheme.compensation_ratio"]
    assert (ratio["group"], ratio["minimum"], ratio["maximum"], ratio["value"]) == ("cover", 0, 1, 0.35)
    assert ratio["text"]["en"]["meaning"].startswith("Part of the covered loss that the fund pays")
    assert set(ratio["text"]) == {"en", "zh"}
    assert levers["economy.asset_correlation"]["side"] == "world"
    assert "run.paths" not in levers and "about.title" not in levers


def upload(page, text):
    """Send a scenario file and return the server's word on it."""
    return page.client.post("/api/scenario", content=text.encode()).json()


def test_uploaded_scenario_is_simulated(page):
    """A file that extends one of the offered scenarios is answered like these."""
    told = upload(page, 'extends = "hefei.toml"\n[about]\ntitle = "Mine"\n[fund]\nfund_size = "5000 万元"\n')
    opened = page.post("open", source=told["source"], stress="mild")
    assert opened["title"]["en"] == "Mine"
    answer = page.change(source=told["source"], stress="mild")
    assert answer["chosen"] == "ratio 0.35, fund 50 m, breaker on"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "is empty"),
        ("[about", "not valid TOML"),
        ('extends = "/etc/passwd"\n', "extends: must be one of"),
        ('extends = "../../pyproject.toml"\n', "extends: must be one of"),
        ('extends = "hefei.toml"\n[scheme]\ncompensation_ratio = 70\n', "at most 1"),
        ("[about]\ntitle = 'x'\n", "economy"),
        ("\0\0", "binary"),
    ],
)
def test_broken_scenario_is_refused_in_words(page, text, words):
    """Every fault has its line, and no word of the server's own folders."""
    faults = upload(page, text)["faults"]
    assert any(words in fault for fault in faults), faults
    assert not any("/tmp" in fault or "explorer-" in fault for fault in faults)


def test_tape_is_checked(page):
    """A faulty tape has its faults listed, a good one its size."""
    good = page.client.post("/api/tape?kind=csv&source=start", content=b"nothing,known\n1,2\n").json()
    assert "holds no known heading" in good["faults"][0]


def test_downloads_hold_what_is_on_the_page(page):
    """The scenario reads back as the chosen policy; the study names every policy; the tables are there."""
    told = page.change({"scheme.compensation_ratio": 0.5, "gate.leverage_multiple": 6})
    page.wait(told["generation"], 1)

    def get(kind):
        query = {"token": page.token, "generation": told["generation"], "kind": kind}
        return page.client.get("/api/download", params=query)

    scenario = tomllib.loads(get("scenario").text)
    assert scenario["scheme"]["compensation_ratio"] == 0.5
    assert scenario["gate"]["leverage_multiple"] == 6
    with zipfile.ZipFile(io.BytesIO(get("study").content)) as archive:
        study = tomllib.loads(archive.read("study.toml").decode())
    assert told["chosen"] in {policy["name"] for policy in study["policy"]}
    assert study["baseline"] == "as loaded"
    with zipfile.ZipFile(io.BytesIO(get("tables").content)) as archive:
        assert "data/measures_long.csv" in archive.namelist()
    assert get("nothing").status_code == 404


def test_downloaded_study_asks_the_same_question(page, tmp_path):
    """The study and its scenario, read by the command line's own reader, are the policies of the page."""
    from simulator.scenario.study import read_study

    settings = {"gate.leverage_multiple": 6, "economy.asset_correlation": 0.08}
    told = page.change(settings)
    page.wait(told["generation"], 1)
    query = {"token": page.token, "generation": told["generation"], "kind": "study"}
    with zipfile.ZipFile(io.BytesIO(page.client.get("/api/download", params=query).content)) as archive:
        archive.extractall(tmp_path)
    study = ask(Source(HEFEI), settings).study
    _, read = read_study(tmp_path / "study.toml")
    assert [policy.scenario for policy in read.policies] == [policy.scenario for policy in study.policies]
    assert read.baseline == study.baseline


def test_report_and_workbook_are_made_when_ordered(page, monkeypatch):
    """There is nothing before they are ordered; then the report is a page of both languages, the workbook a zip."""
    monkeypatch.setattr("simulator.explorer.orders.FULL_PATHS", 300)
    told = page.change({"scheme.compensation_ratio": 0.5, "gate.leverage_multiple": 6})
    page.wait(told["generation"], 1)

    def get(kind):
        query = {"token": page.token, "generation": told["generation"], "kind": kind, "language": "zh"}
        return page.client.get("/api/download", params=query)

    assert get("report").status_code == 404
    page.post("order", kind="whole")
    after = 0
    while "whole" not in (answer := page.post("answer", generation=told["generation"], after=after))["made"]:
        assert not answer["fault"], answer["fault"]
        after = answer["version"]
    report = get("report").text
    assert "合肥" in report and "--paths 300" in report
    assert get("workbook").content.startswith(b"PK")


def test_reported_study_is_that_of_the_downloaded_scenario():
    """The report's comparison has the chosen policy as its baseline, and the ratios and fund sizes of the page."""
    question = ask(Source(HEFEI), {"scheme.compensation_ratio": 0.5, "gate.leverage_multiple": 6})
    study = study_around(question.scenario, question.study)
    base = next(policy for policy in study.policies if policy.name == study.baseline)
    assert base.scenario == question.scenario
    assert len(study.policies) == len(question.study.policies) - 1


def sent(estimate):
    """Return value and ends as JSON has them: an end that the paths cannot give is none."""
    return [end if math.isfinite(end) else None for end in (estimate.value, estimate.low, estimate.high)]


@pytest.mark.compiled
@pytest.mark.slow
def test_numbers_of_the_real_engine_are_those_of_the_command():
    """With the engine itself: 2,000 paths of the grid equal `compare --paths 2000`, to the last digit."""
    with Server(threads=2) as running:
        page = Page(running)
        told = page.change({"gate.leverage_multiple": 6})
        grid = page.wait(told["generation"], FULL_PATHS)["grid"]
    study = ask(Source(HEFEI), {"gate.leverage_multiple": 6}).study
    whole = compare(study_of(study, tuple(policy.name for policy in study.policies), FULL_PATHS))
    assert grid["paths"] == FULL_PATHS
    for point in grid["points"]:
        for key, value in point["values"].items():
            estimate = whole.estimates[point["name"], key]
            assert value == sent(estimate)
            difference = whole.differences.get((point["name"], key))
            assert point["differences"][key] == (difference and sent(difference))
