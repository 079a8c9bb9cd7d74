"""The repository keeps its own promises."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
REGISTRY_HOSTS = (
    "py" + "pi.org",
    "python" + "hosted.org",
    "npm" + "js.org",
    "npm" + "js.com",
    "npm" + "mirror",
)


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout")
    return [path for name in listed.stdout.split("\0") if name and (path := ROOT / name).is_file()]


def test_no_file_names_a_registry_host_or_a_path_of_a_machine():
    offences = []
    for path in tracked():
        text = path.read_bytes().decode("utf-8", errors="ignore")
        offences += [
            f"{path.relative_to(ROOT)}: {word}"
            for word in (*REGISTRY_HOSTS, "/wo" + "rk/", "/ro" + "ot/")
            if word in text
        ]
    assert not offences


def test_every_setting_is_documented():
    page = (ROOT / "docs/reference/settings.md").read_text("utf-8")
    used = set()
    for path in [*ROOT.glob("src/**/*.py"), *ROOT.glob("journeys/*.py"), *ROOT.glob("tests/*.py")]:
        used |= set(re.findall(r"\"(LINLI_[A-Z_]+)\"", path.read_text("utf-8")))
    assert used
    assert not [name for name in used if f"`{name}`" not in page]


def test_every_package_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src/linli").rglob("__init__.py")
        if not {"migrations", "tests", "templatetags"} & set(path.parts)
        and not path.read_text("utf-8").startswith('"""')
    ]
    assert not silent


def test_links_between_documents_lead_somewhere():
    dead = []
    for page in tracked():
        if page.suffix == ".md":
            targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text("utf-8"))
            dead += [
                f"{page.relative_to(ROOT)} -> {target}"
                for target in targets
                if "://" not in target and not (page.parent / target).exists()
            ]
    assert not dead


def test_the_two_readmes_name_the_same_commands():
    def commands(name: str) -> set[str]:
        return set(re.findall(r"`((?:linli|make) [a-z]+)", (ROOT / name).read_text("utf-8")))

    assert commands("README.md") == commands("README.zh-CN.md")


def test_the_documentation_is_built_without_a_dead_link_or_a_page_outside_the_menu(tmp_path):
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        env={**os.environ, "NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert pages
    asked = re.compile(r'(?:src|href)="https?://[^"]+\.(?:js|css|woff2?)"')
    assert not [page for page in pages if asked.search(page.read_text("utf-8"))]
