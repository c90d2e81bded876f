"""What data teach: parameters of a scenario with their intervals."""

from simulator.questions.option import GIVEN_FOLDER
from simulator.questions.question import Question
from simulator.questions.tape_options import UNITS_RIGHT

QUESTION = Question(
    name="calibrate", paths=0, options=(UNITS_RIGHT,), subject="files", repeats_from=GIVEN_FOLDER, is_kept=True
)  # fmt: skip
