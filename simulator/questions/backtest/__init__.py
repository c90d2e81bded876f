"""What rules, PDs and forecasts are worth, held against what happened."""

from simulator.questions.option import GIVEN_FOLDER, Option
from simulator.questions.question import Question
from simulator.questions.tape_options import UNITS_RIGHT

QUESTION = Question(
    name="backtest",
    paths=0,
    options=(
        Option("data", "file", is_many=True, is_required=True, metavar="DATA.csv", folder=GIVEN_FOLDER),
        Option("rules", "file", default=(), is_many=True, given_as="rule", folder="rules"),
        UNITS_RIGHT,
    ),
    has_charts=False,
    is_kept=True,
)
