"""The key of a run: only who has the printed address gets anything, whatever is asked."""

import pytest

from simulator.explorer.guard import new_key
from tests.explorer.pages import KEY, PORT

EVERY = [
    ("GET", "/"),
    ("GET", "/static/main.js"),
    ("GET", "/font"),
    ("GET", "/health"),
    ("GET", "/api/download?token=x&generation=1&kind=scenario"),
    *[("POST", f"/api/{name}") for name in ("start", "open", "change", "answer", "order", "scenario", "tape")],
    ("GET", "/nothing"),
]


@pytest.mark.parametrize("key", [None, "", "wrong", KEY[:-1], KEY + "x", "schlüssel", "\x00"])
@pytest.mark.parametrize(("method", "address"), EVERY)
def test_nothing_is_answered_without_the_key(server, method, address, key):
    """Another user of the machine can send what he likes, and reads only where the key stands."""
    client = server.client(key=None)
    headers = {} if key is None else {"cookie": f"explorer-{PORT}={key}".encode()}
    answer = client.request(method, address, headers=headers, content=b"{}" if method == "POST" else None)
    assert answer.status_code == 403
    assert "open the address that the program printed" in answer.text
    assert "set-cookie" not in answer.headers


def test_first_load_turns_the_key_into_a_cookie(server):
    """The printed address opens the page; what follows has the key as a cookie that no script or other site gets."""
    client = server.client(key=None)
    first = client.get(f"/?token={KEY}")
    assert first.status_code == 200
    said = first.headers["set-cookie"].split("; ")
    assert said[0] == f"explorer-{PORT}={KEY}"
    assert {"HttpOnly", "SameSite=Strict", "Path=/"} <= set(said)
    assert client.get("/").status_code == client.get("/static/main.js").status_code == 200


@pytest.mark.parametrize("token", ["wrong", "", "%00", "%ED%A0%80", "schl%C3%BCssel", "x" * 5000])
def test_wrong_key_in_the_address_opens_nothing(server, token):
    """Whatever stands where the key belongs is refused, and gives no cookie."""
    answer = server.client(key=None).get(f"/?token={token}")
    assert answer.status_code == 403
    assert "set-cookie" not in answer.headers


def test_key_in_the_address_of_another_request_opens_nothing(server):
    """Only the page itself is opened by its address: a link to a file would carry the key along."""
    assert server.client(key=None).get(f"/static/main.js?token={KEY}").status_code == 403


def test_key_is_new_for_each_start():
    """Two keys differ, and have 192 bits each: four letters for three bytes."""
    first, second = new_key(), new_key()
    assert first != second
    assert len(first) == 24 * 4 / 3


@pytest.mark.parametrize("length", ["-1", "+1", "1e3", "9" * 5000, "0" * 5000 + "20000001", "²"])
def test_length_that_is_no_length_is_refused(server, length):
    """The length of a body is read as digits, however many there are."""
    answer = server.client().post("/api/tape", headers={"content-length": length.encode()}, content=b"x")
    assert answer.status_code == 413
