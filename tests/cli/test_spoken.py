"""Commands speak the language that is asked for: help, lists, mistakes."""

import re

import click
import pytest

from simulator.cli import main
from simulator.cli.spoken import SpokenCommand, SpokenGroup
from simulator.saying.words import language_in_force


def every_command(group, words=()):
    """Return every command with the words that call it."""
    for name, command in group.commands.items():
        yield (*words, name), command
        if isinstance(command, click.Group):
            yield from every_command(command, (*words, name))


COMMANDS = dict(every_command(main))


@pytest.mark.parametrize("words", sorted(COMMANDS), ids=" ".join)
def test_every_command_takes_a_language(words):
    """Each has --lang, groups aside, and speaks."""
    command = COMMANDS[words]
    assert isinstance(command, SpokenCommand | SpokenGroup)
    assert isinstance(command, SpokenGroup) or any("--lang" in option.opts for option in command.params)


def test_help_follows_the_language(call):
    """By option before or after the value, and by locale; in English unless asked."""
    assert "Compare compensation ratios" in call("compare", "--help").stdout
    for words in (("--lang", "zh"), ("--lang=zh",)):
        assert "比较各补偿比例和资金规模" in call("compare", *words, "--help").stdout
    assert language_in_force() == "en"


def test_list_of_commands_is_in_the_language_of_the_locale(call, monkeypatch):
    """Headings, too."""
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    shown = call("--help").stdout
    assert re.search(r"explain +列出现行参数及其来历。", shown)
    assert not re.search("Usage|Options|Commands:|Show this", shown)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("compar",), "没有命令 'compar'。 是否指 'compare'？"),
        (("compare", "x", "--pathz", "3"), "没有选项 '--pathz'。"),
        (("compare", "x", "--paths", "0"), "'--paths' 的值无效：0 不在范围 1<=x<=10000000 内。"),
        (("compare", "x", "--paths", "many"), "'--paths' 的值无效：'many' 不是有效的"),
        (("compare",), "缺少参数 'SCENARIO_OR_STUDY'"),
        (("compare", "x", "y"), "多余的参数（y）"),
    ],
)
def test_mistakes_are_told_in_the_language(call, words, told):
    """Also those that click finds; status 2."""
    result = call(*words, "--lang", "zh")
    assert result.exit_code == 2
    assert told in result.output
    assert not re.search("Usage|Error|Missing|Invalid", result.output)
