"""The policies of the front as scenario files of the run folder."""

from simulator.questions.design.designed import Design, FrontPolicy
from simulator.scenario.keys import parts_of_key
from simulator.scenario.writing import toml_text

_FOLDER = "policies"


def policies_folder() -> str:
    """Return the folder of the policies in the run folder."""
    return _FOLDER


def file_of(policy: FrontPolicy) -> str:
    """Return the path of a policy's scenario file in the run folder."""
    return f"{_FOLDER}/policy_{policy.number:03d}.toml"


def policy_files(found: Design) -> dict[str, bytes]:
    """Return the scenario file of each policy of the front by its path in the run folder."""
    return {file_of(policy): _policy_toml(found, policy).encode("utf-8") for policy in found.front}


def _policy_toml(found: Design, policy: FrontPolicy) -> str:
    """Return a scenario file that changes the scenario of the run folder into a policy.

    It extends that file, so that a value set anew loses the source which the scenario gives for the old one.
    """
    about = found.scenario.about
    titles: dict[str, object] = {"title": f"{about.title}: policy {policy.number}"}
    if about.title_zh:
        titles["title_zh"] = f"{about.title_zh}：方案 {policy.number}"
    values: dict[str, object] = {"extends": "../scenario.toml", "about": titles}
    for key, value in policy.settings.items():
        *sections, last = parts_of_key(key)
        table = values
        for section in sections:
            table = table.setdefault(section, {})  # type: ignore[assignment]
        table[last] = "none" if value is None else value
    return toml_text(values)
