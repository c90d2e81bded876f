"""What patents are worth, and how much may be lent on them."""

from simulator.questions.option import GIVEN_FOLDER, Option
from simulator.questions.question import Question
from simulator.questions.tape_options import UNITS_RIGHT

QUESTION = Question(
    name="value",
    options=(
        Option("patents", "file", metavar="PATENTS.csv", folder=GIVEN_FOLDER),
        Option("patent", "settings", metavar="COLUMN=VALUE"),
        Option("largest_loss", "number", low=0, high=1, ends_count=False),
        Option("level", "number", default=0.95, low=0, high=1, ends_count=False),
        Option("term_months", "whole", default=12, low=1, high=120),
        UNITS_RIGHT,
    ),
    has_threads=False,
    compiles="draw_defaults",
)
