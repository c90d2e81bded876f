"""What is no request of the page: a crowd of wrong ones, and each gets a refusal in words, never an error of ours."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.explorer.pages import Page, Server
from tests.explorer.wrong_requests import DEEP, KEYS, NO_REQUESTS, POSTED, SETTINGS

QUESTION = {"source": "start", "stress": ""}
LETTERS = st.characters()
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(LETTERS, max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(LETTERS, max_size=12), inner, max_size=4),
    max_leaves=8,
)
BODIES = st.dictionaries(st.sampled_from(KEYS) | st.text(LETTERS, max_size=8), VALUES, max_size=6) | VALUES


def is_told(answer):
    """Return whether a request was answered or refused in words."""
    if 400 <= answer.status_code < 500:
        return bool(answer.text.strip())
    return answer.status_code == 200 and isinstance(answer.json(), dict)


@pytest.fixture(scope="module")
def open_page():
    """Return a page whose program simulates nothing: its desk was not started."""
    server = Server()
    yield Page(server)
    server.explorer.uploads.close()


@given(name=st.sampled_from(POSTED), body=BODIES, has_token=st.booleans())
@settings(max_examples=300, deadline=None)
def test_any_json_is_answered_or_refused(open_page, name, body, has_token):
    """Wrong types, NaN, halves of characters, huge numbers: 200 or 4xx with words."""
    if has_token and isinstance(body, dict):
        body = {**body, "token": open_page.token}
    if name == "answer" and isinstance(body, dict):
        body.setdefault("generation", 10**6)
    assert is_told(open_page.client.post(f"/api/{name}", content=json.dumps(body)))


@given(values=st.dictionaries(st.sampled_from(SETTINGS), VALUES, min_size=1, max_size=3))
@settings(max_examples=60, deadline=None)
def test_any_value_of_a_setting_is_answered_or_refused(open_page, values):
    """Whatever a setting is given, the answer is a question's number or faults in words."""
    told = open_page.client.post(
        "/api/change", content=json.dumps({**QUESTION, "token": open_page.token, "settings": values})
    )
    assert told.status_code == 400 or told.json().keys() & {"generation", "faults"}


@pytest.mark.parametrize("name", POSTED)
@pytest.mark.parametrize(
    "body",
    NO_REQUESTS,
)
def test_what_is_no_json_or_has_wrong_types_is_refused_in_words(open_page, name, body):
    """A request is refused with status 4xx and the reason, or was right all the same."""
    answer = open_page.client.post(f"/api/{name}", content=body.encode("utf-8", "surrogatepass"))
    assert is_told(answer)


@pytest.mark.parametrize("name", POSTED)
def test_deep_nesting_is_refused_in_words(open_page, name):
    """Nine hundred lists in each other end neither the reader nor the words of the refusal."""
    assert is_told(open_page.client.post(f"/api/{name}", content=DEEP))


@pytest.mark.parametrize("text", ["x", "1.5", "-1", "", "9" * 5000, "%ED%A0%80", "%00", "٣", " 1", "1e3"])
def test_crafted_generation_of_a_download_is_refused(open_page, text):
    """The number of a question is digits; anything else is said to be none."""
    answer = open_page.client.get(f"/api/download?token={open_page.token}&kind=scenario&generation={text}")
    assert answer.status_code == 400
    assert "generation must be a whole number" in answer.text


@pytest.mark.parametrize("query", ["", "kind=csv&source=%ED%A0%80", "kind=%00&source=start", "source=" + "x" * 5000])
@pytest.mark.parametrize("content", [b"", b"\xff\xfe", b"\0" * 100, b"[" * 900, b"a = " + b"9" * 5000])
def test_any_upload_is_answered_or_refused(open_page, query, content):
    """A file that is none is refused in words, as a scenario and as a tape."""
    for name in ("scenario", "tape"):
        assert is_told(open_page.client.post(f"/api/{name}?{query}", content=content))


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "HEAD", "GET", "POST", "NONSENSE"])
@pytest.mark.parametrize("address", ["/", "/health", "/font", "/static/main.js", "/api/start", "/api/answer"])
def test_any_method_is_answered_or_refused(open_page, method, address):
    """A method that an address does not know is refused with status 405."""
    answer = open_page.client.request(method, address)
    assert answer.status_code in (200, 400, 405)
    assert answer.status_code == 200 or method == "HEAD" or answer.text
