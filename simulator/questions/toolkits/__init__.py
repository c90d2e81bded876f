"""Which tool of IP policy is worth its money."""

from simulator.questions.option import Option
from simulator.questions.question import Question

QUESTION = Question(
    name="toolkits",
    # Each tool in each sector is a policy of its own: differences are paired, and so need fewer paths than totals.
    paths=1_000,
    options=(
        Option("tools", "overlays", given_as="tool", folder="tools", metavar="FILE_OR_FOLDER"),
        Option("sectors", "names", metavar="S,S,..."),
    ),
)
