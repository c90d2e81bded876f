"""Documents for an office: true sentences, plain text, the font inside, the same bytes every time."""

import io
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from pathlib import Path

import matplotlib
import pytest

from simulator.drawing import fonts
from simulator.estimate import Estimate
from simulator.reporting.deciding.answer import sentences
from simulator.reporting.deciding.choices import options_of
from simulator.reporting.deciding.evidence import Evidence
from simulator.reporting.deciding.findings import findings_of
from simulator.reporting.deciding.speaker import Speaker
from simulator.reporting.html.choice_table import choice_table_of
from simulator.reporting.html.report_tables import changes_table
from simulator.reporting.office import documents as written
from simulator.reporting.office import embedded_font
from simulator.reporting.office.option_pages import clauses
from simulator.reporting.office.pages import plain_text
from simulator.scenario.model import Scenario
from tests.reporting.synthetic import named_points, synthetic_comparison, synthetic_point, synthetic_scenario
from tests.reporting.test_report_answer import SENSITIVITY, VERDICT

# Any TrueType file will do where only the structure is looked at.
FONT = Path(matplotlib.get_data_path()) / "fonts/ttf/DejaVuSans.ttf"


@pytest.fixture(scope="module")
def comparison():
    """Return a made-up comparison with two calendar years."""
    found = synthetic_comparison()
    rows = ("lent_covered", "fund_paid", "fund_recovered", "top_ups", "balance")
    years = {row: (Estimate(3e6, 2e6, 4e6, "mean"), Estimate(5e6, 4e6, 6e6, "mean")) for row in rows}
    return replace(found, yearly={found.baseline: years})


def documents(comparison, language, font, chance=0.01):
    """Return the documents of a comparison without other evidence."""
    return written.documents(findings_of(comparison, chance), Evidence(), language, font)


@pytest.fixture(scope="module")
def made(comparison):
    """Return, by language, the documents of the comparison without other evidence."""
    return {language: documents(comparison, language, FONT) for language in ("en", "zh")}


def test_evidence_that_was_given_stands_in_the_documents(comparison, made):
    """Band, strongest assumptions and deciding rules are those of the folders; else it is said that they lack."""
    found = findings_of(comparison)
    told = Evidence(SENSITIVITY, VERDICT)
    for language, words in (
        (
            "en",
            ("between 200 m yuan and 700 m yuan", "200 m yuan – 700 m yuan", "leverage limit and depletion", "+20"),
        ),
        ("zh", ("20,000 万元 – 70,000 万元", "放大倍数限额、资金耗尽", "不确定性分析")),
    ):
        given, alone = written.documents(found, told, language, FONT), made[language]
        name = "calculation_note.docx" if language == "en" else "calculation_note.zh.docx"
        for word in words:
            assert word in text_of(given[name]), word
            assert word not in text_of(alone[name]), word
        assert ("was not computed" if language == "en" else "未作测算") in text_of(alone[name])


def text_of(content):
    """Return all text of a document, cells included."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        xml = archive.read("word/document.xml").decode()
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)", part)) for part in xml.split("</w:p>"))


def test_every_document_is_written_in_both_languages_and_the_same_again(comparison, made):
    """Four documents, told apart by name; nothing in them depends on the hour."""
    chinese, english = made["zh"], made["en"]
    names = ["calculation_note", "performance_targets", "evaluation_outline", "options"]
    assert list(english) == [f"{name}.docx" for name in names]
    assert list(chinese) == [f"{name}.zh.docx" for name in names]
    assert documents(comparison, "zh", FONT) == chinese


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_document_carries_the_stand_in_on_its_face(made, language):
    """The reader must not take another city's terms for this one's."""
    for name, content in made[language].items():
        assert "Another city's terms stand in." in text_of(content).split("\n", 3)[1].replace("&apos;", "'"), name


def test_calendar_years_and_budget_lines_stand_in_the_targets(comparison, made):
    """The years are those of the clock; 3 and 5 million yuan are 300 and 500 wan."""
    text = text_of(made["zh"]["performance_targets.zh.docx"])
    first = int(comparison.scenario.clock.start[:4])
    for wanted in (str(first), str(first + 1), "300 [200 至 400]", "500 [400 至 600]", "满意度指标", "可持续影响"):
        assert wanted in text, wanted


def test_years_that_were_not_kept_are_said_to_be_missing(comparison):
    """A run in shards keeps no years: no table of nothing."""
    text = text_of(documents(replace(comparison, yearly={}), "en", FONT)["calculation_note.docx"])
    assert "Calendar years were not kept in this run." in text


def test_an_interval_over_zero_shows_no_difference(comparison):
    """Minus one to plus one says nothing about the sign."""
    point = findings_of(comparison).chosen
    vague = {**comparison.differences, (point.name, "additional_lending"): Estimate(1e6, -1e6, 3e6, "mean")}
    vaguely = findings_of(replace(comparison, differences=vague))
    assert Speaker(vaguely, "en").difference(point, "additional_lending") == "no difference we can show"
    assert "no difference" not in Speaker(findings_of(comparison), "en").difference(point, "additional_lending")


@pytest.mark.parametrize("chance", [0.01, 0.2])
def test_documents_and_report_decide_alike(comparison, chance):
    """The answer and the options are those of the report, at the limit that was asked for."""
    found = findings_of(comparison, chance)
    note = text_of(documents(comparison, "en", FONT, chance)["calculation_note.docx"]).replace("&apos;", "'")
    for sentence in sentences(found, Evidence(), "en"):
        assert sentence in note
    assert f"at most {100 * chance:g} %" in note
    safe = [option.point for option in options_of(found) if "safe_size" in option.reasons]
    assert safe == [found.safe_size]
    for point in comparison.points:
        if (point.ratio, point.is_breaker_on) == (found.chosen.ratio, True):
            is_safe = comparison.estimates[point.name, "p_depleted"].high <= chance
            assert is_safe == (point.fund_size >= found.safe_size.fund_size)


def test_options_say_why_they_were_chosen(comparison, made):
    """The same words stand on the pages of the options as in the report's table of choices."""
    found = findings_of(comparison)
    pages = text_of(made["zh"]["options.zh.docx"])
    for row in choice_table_of(found, Evidence(), "zh").table.rows:
        assert row[0].partition("：")[2] in pages


def test_an_event_never_seen_is_an_upper_bound(comparison):
    """Nobody may read that the fund cannot run dry."""
    point = next(p for p in comparison.points if comparison.estimates[p.name, "p_depleted"].value == 0)
    assert Speaker(findings_of(comparison), "en").value(point, "p_depleted").startswith("below ")
    assert Speaker(findings_of(comparison), "zh").value(point, "p_depleted").startswith("低于")


def test_named_policies_are_options_as_they_stand():
    """No grid, no rule: the baseline first, then the others in their order."""
    points = named_points()
    found = synthetic_comparison(points, baseline=points[0].name)
    assert [(o.point.name, *o.reasons) for o in options_of(findings_of(found))] == [
        ("as it stands", "baseline"), ("claims queue", "named"), ("higher ratio", "named")
    ]  # fmt: skip


def worded(comparison, point, language):
    """Return the texts of a policy's draft clauses."""
    return [clause.text for clause in clauses(Speaker(findings_of(comparison), language), point)]


def test_clauses_hold_the_policy_s_own_numbers():
    """Ratio, cap, breaker, claims, shortage and top-up of the policy, not of the baseline."""
    points = named_points()
    found = synthetic_comparison(points, baseline=points[0].name)
    queue, higher = (worded(found, points[place], "en") for place in (1, 2))
    assert "70 %" in higher[0]
    assert "10 m yuan" in higher[1]
    assert "reaches 5 %" in higher[2] and "below 3 %" in higher[2]
    assert "waits" in queue[4] and "lapses" in higher[4]
    assert "20 m yuan is paid in once" in higher[5]


def test_a_policy_without_settings_is_not_taken_for_the_baseline():
    """The baseline lifts the cap of 10 m yuan and queues claims; a policy that changes nothing keeps its own terms."""
    lifted = {"scheme.cap_per_loan": "none", "scheme.shortage": "queue"}
    points = (synthetic_point("as it stands", {}, 0.4, 2e7, True), synthetic_point("lifted", lifted, 0.4, 2e7, True))
    found = replace(synthetic_comparison(points, "lifted"), scenario=points[1].scenario)
    own, baseline = (worded(found, point, "en") for point in points)
    assert "at most 10 m yuan" in own[1] and "lapses" in own[4]
    assert "neither a cap per loan" in baseline[1] and "waits" in baseline[4]
    rows = changes_table(findings_of(found), "en").rows
    assert [(row[0].partition(" (")[0], *row[1:3]) for row in rows] == [
        ("cap per loan", "none", "10 m yuan"), ("shortage", "queue", "lapse")
    ]  # fmt: skip


def test_every_choice_that_a_clause_words_is_known_in_both_languages():
    """No key of the record stands in a clause."""
    for language in ("en", "zh"):
        for scheme in ("after_recovery", "advance"):
            values = synthetic_scenario().model_dump(mode="json")
            values["scheme"]["timing"] = scheme
            scenario = Scenario.model_validate(values, strict=False)
            found = synthetic_comparison(named_points(), "as it stands", scenario)
            for point in found.points:
                assert not any("_" in clause for clause in worded(found, point, language))


HOSTILE = "<script>alert(1)</script> =cmd() ../../x $\\alpha \u202egnp.exe \x07" + "长" * 10_000


def test_hostile_titles_are_plain_and_short_text(comparison):
    """Marks of direction and control characters go, markup stays text, and nobody fills a page."""
    scenario = synthetic_scenario(title=HOSTILE.replace("\x07", "")[:75])
    hostile = replace(comparison, scenario=scenario, question=HOSTILE)
    for content in documents(hostile, "zh", FONT).values():
        text = text_of(content)
        assert "&lt;script&gt;" in text
        assert "\u202e" not in text
        assert "长" * 2000 not in text


def test_plain_text_keeps_what_can_be_read():
    """Chinese, signs and blanks stay; what the font lacks has its number beside it."""
    assert plain_text("补偿 50 % – é") == "补偿 50 % – é"
    assert plain_text("𠮷源 한글 ☂") == "𠮷[U+20BB7]源 한글 ☂"
    assert plain_text("a\u2067b\x00c") == "abc"


def test_font_is_hidden_as_the_standard_says_and_comes_back():
    """ECMA-376 part 4: bytes 0 to 31 are mixed with the key read from its last byte on; mixing twice gives the font."""
    font = bytes(range(64))
    hidden = embedded_font.obfuscated(font, "{00112233-4455-6677-8899-AABBCCDDEEFF}")
    assert (
        hidden[0] == 0x00 ^ 0xFF and hidden[1] == 0x01 ^ 0xEE and hidden[15] == 0x0F ^ 0x00 and hidden[16] == 16 ^ 0xFF
    )
    assert hidden[32:] == font[32:]
    assert embedded_font.obfuscated(hidden, "{00112233-4455-6677-8899-AABBCCDDEEFF}") == font


def test_the_font_is_in_the_document_and_named_in_its_styles(made):
    """The part, its relation, its type and the family of the styles belong together."""
    content = made["en"]["options.docx"]
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
        assert {info.date_time for info in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    assert embedded_font.obfuscated(parts[embedded_font.FONT_PART], embedded_font.FONT_KEY) == FONT.read_bytes()
    assert b'w:name="DejaVu Sans"' in parts["word/fontTable.xml"]
    assert b'w:eastAsia="DejaVu Sans"' in parts["word/styles.xml"]
    assert b"embedTrueTypeFonts" in parts["word/settings.xml"]
    assert b"obfuscatedFont" in parts["[Content_Types].xml"]


def test_the_programs_font_has_every_character_of_the_documents(comparison):
    """No glyph is missing where the machine has no Chinese font."""
    for name, content in documents(comparison, "zh", fonts.chinese_font()).items():
        assert fonts.covers(text_of(content)), name


@pytest.mark.slow
def test_a_converted_document_uses_the_embedded_font(comparison, tmp_path):
    """LibreOffice draws the text in the font that the document carries, though the machine does not have it."""
    if shutil.which("soffice") is None:
        pytest.skip("LibreOffice (soffice) is not installed: documents are not converted")
    family, renamed = "Carried Along", tmp_path / "carried.ttf"
    _rename(family, renamed)
    (tmp_path / "note.docx").write_bytes(documents(comparison, "en", renamed)["calculation_note.docx"])
    profile = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    command = [
        "soffice",
        profile,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "note.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    assert b"CarriedAlong" in (tmp_path / "note.pdf").read_bytes()


def _rename(family, place):
    from fontTools.ttLib import TTFont

    font = TTFont(FONT)
    for record in font["name"].names:
        if record.nameID in (1, 4, 16):
            record.string = family
        elif record.nameID == 6:
            record.string = family.replace(" ", "")
    font.save(place)
