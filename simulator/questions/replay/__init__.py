"""What a scheme would have paid on loans whose outcome is known."""

from simulator.questions.option import GIVEN_FOLDER, Option
from simulator.questions.question import Question

QUESTION = Question(
    name="replay",
    paths=0,
    is_kept=True,
    has_charts=False,
    options=(Option("loans", "file", is_required=True, is_argument=True, metavar="LOANS.csv", folder=GIVEN_FOLDER),),
)
