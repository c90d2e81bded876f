"""Files of a run edited, with the checksums made anew."""

import hashlib
import json

from simulator.reporting import stored
from simulator.running.sealed import sealed, unsealed

WRONG = (None, True, -1, 1.5, 10**400, "", "x" * 200_000, "inf", [], [[]], {}, {"x": 1}, "\ud800")


def forge(folder, change, name=stored.COMPARISON):
    """Change the content of a file of the run, and make the manifest fit to it."""
    content = json.loads((folder / name).read_text("utf-8"))
    text = change(content)
    text = (text if isinstance(text, str) else json.dumps(content)).encode("utf-8", "surrogatepass")
    (folder / name).write_bytes(text)
    manifest = unsealed((folder / "manifest.json").read_bytes())
    manifest["sha256"][name] = hashlib.sha256(text).hexdigest()
    (folder / "manifest.json").write_text(sealed(manifest), "utf-8")


def reseal(folder, changes):
    """Change entries of the manifest; what is None is taken out."""
    manifest = {**unsealed((folder / "manifest.json").read_bytes()), **changes}
    left = {key: value for key, value in manifest.items() if value is not None}
    (folder / "manifest.json").write_text(sealed(left), "utf-8")


def places_in(value, path=()):
    """Yield the path of every entry of nested tables and lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in inner:
        yield (*path, key)
        yield from places_in(item, (*path, key))
