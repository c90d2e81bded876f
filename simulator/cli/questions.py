"""A command for every question."""

from simulator.cli.asking import QuestionCommand
from simulator.cli.commands import main
from simulator.questions.every import questions

for question in questions().values():
    main.add_command(QuestionCommand(question))
