"""Questions are asked from the command line as every other command is."""

from tests.cli.conftest import call as call
