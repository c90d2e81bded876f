"""Names of loans, there and back."""

import numpy as np
import pytest

from simulator.errors import ScenarioError
from simulator.questions.events.loan_names import key_of_name, loan_name
from simulator.randomness.streams import SLOTS_PER_MONTH

# The 17th and 21st applicant of March 2027, the 5,000th of December 2027, and two loans of the opening book.
KEYS = np.array(
    [-(1 << 40), -(1 << 40) + 11, 15 * SLOTS_PER_MONTH + 16, 15 * SLOTS_PER_MONTH + 20, 24 * SLOTS_PER_MONTH + 4_999]
)
NAMES = ["book-00001", "book-00012", "2027-03-0017", "2027-03-0021", "2027-12-5000"]


def test_names_say_month_and_number():
    """Month 15 of a clock that starts in January 2026 is March 2027; numbers count from 1."""
    assert [loan_name(2026, int(key)) for key in KEYS] == NAMES
    assert loan_name(2026, int(KEYS[2]), 3) == "2027-03-0017.3"


@pytest.mark.parametrize("name", [*NAMES, " 2027-03-0017.1 ", "2027-03-17", "２０２７-03-0017", "BOOK-12"])
def test_names_are_read_back(name):
    """Spaces, renewals, missing zeros and wide digits are understood."""
    key = key_of_name(2026, name, KEYS)
    assert loan_name(2026, key) in NAMES
    assert key == KEYS[NAMES.index(name)] if name in NAMES else key in KEYS[[1, 2]]


@pytest.mark.parametrize(
    "name", ["", "17", "x; rm -rf /", "2027-3-1", "2027-03-0017.x", "book-", "2027-03-" + "9" * 99]
)
def test_what_is_no_name_is_refused_with_an_example(name):
    """The message shows how names look on this path."""
    with pytest.raises(ScenarioError, match="is no name of a loan; write it as in 2027-03-0017"):
        key_of_name(2026, name, KEYS)


@pytest.mark.parametrize(
    ("name", "near"),
    [
        ("2027-03-0019", "book-00012, 2027-03-0017, 2027-03-0021, 2027-12-5000|2027-03-0017"),
        ("1999-01-0001", "2027-03-0017|book-00001"),
        ("2099-01-0001", "2027-03-0021, 2027-12-5000$"),
        ("book-00013", "book-00001, book-00012, 2027-03-0017, 2027-03-0021"),
    ],
)
def test_nobodys_name_is_refused_with_the_nearest(name, near):
    """The user sees whom there is around it."""
    with pytest.raises(ScenarioError, match=near):
        key_of_name(2026, name, KEYS)


def test_a_path_without_loans_says_so():
    """There may be no nearest name."""
    with pytest.raises(ScenarioError, match="there is no loan at all on this path"):
        key_of_name(2026, "2027-03-0019", KEYS[:0])
