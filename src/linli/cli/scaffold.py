"""A new pack to begin with, and the schemas by which editors complete and check packs."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path

from linli.core.kernel.problem import Place, Problem, ProblemError
from linli.core.kernel.text import Text
from linli.core.policy.checks.files import FILES, RulesFile
from linli.core.policy.schema import Entry
from linli.engines.packfiles import SHELF

TEMPLATES = Path(__file__).parent / "new_pack"
STOCK = SHELF / "qinzhou_2021_5"
"""Where the fact dictionary and the catalogue of works are taken from: national practice."""
PROJECT_FACTS = {
    "approved_total",
    "total_investment",
    "enterprise_contribution",
    "resident_contribution",
}
_FACT = re.compile(r"(?m)^(?=\[facts\.\w+\]$)")
_CITATION = re.compile(r"(?m)^(clause|serves) = .*\n")


def scaffold(folder: Path, pack_id: str, city: str, area: str, day: date) -> None:
    """Write a pack that passes its check at once, every figure still open.

    Raises ``ProblemError`` if the folder holds anything.
    """
    if folder.exists() and any(folder.iterdir()):
        raise ProblemError(_not_empty(folder))
    words = {"{id}": pack_id, "{city}": city, "{area}": area, "{day}": day.isoformat()}
    for template in sorted(TEMPLATES.rglob("*.toml")):
        name = template.relative_to(TEMPLATES).as_posix()
        _write(folder, name, _filled(template.read_text("utf-8"), words))
    _write(folder, "facts.toml", _stock_facts())
    _write(folder, "works.toml", _stock_works())
    places = f"code,name,level,parent_code\n{area},{city},city,\n"
    (folder / "divisions.csv").write_text(places, encoding="utf-8")
    (folder / "boundaries.geojson").write_text('{"type": "FeatureCollection", "features": []}\n')
    write_schemas(folder)


def write_schemas(folder: Path) -> None:
    """Write a JSON Schema for each file of a pack into its folder ``schema``."""
    (folder / "schema").mkdir(parents=True, exist_ok=True)
    forms: dict[str, type[Entry]] = {**FILES, "rules.toml": RulesFile}
    for name, form in forms.items():
        schema = json.dumps(form.model_json_schema(), ensure_ascii=False, indent=1)
        (folder / "schema" / f"{Path(name).stem}.json").write_text(schema + "\n", encoding="utf-8")


def _write(folder: Path, name: str, text: str) -> None:
    """Write a file of a pack, its first line telling editors which schema it follows."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    inside_rules = name.startswith("rules/")
    schema = "../schema/rules.json" if inside_rules else f"./schema/{path.stem}.json"
    path.write_text(f"#:schema {schema}\n{text}", encoding="utf-8")


def _filled(text: str, words: dict[str, str]) -> str:
    for mark, word in words.items():
        text = text.replace(mark, word)
    return text


def _stock_facts() -> str:
    """Return the dictionary of compounds and buildings, without another document's clauses."""
    head, *entries = _FACT.split((STOCK / "facts.toml").read_text("utf-8"))
    kept = [entry for entry in entries if _is_stock(entry)]
    return _CITATION.sub("", head + "".join(kept))


def _is_stock(entry: str) -> bool:
    name = entry.partition("]")[0].removeprefix("[facts.")
    surveyed = 'subject = "compound"' in entry or 'subject = "building"' in entry
    return surveyed or name in PROJECT_FACTS


def _stock_works() -> str:
    """Return the catalogue of works, all under the one clause that the new tree has for it."""
    text = (STOCK / "works.toml").read_text("utf-8")
    return re.sub(r'(?m)^clause = ".*"$', 'clause = "三"', text)


def _not_empty(folder: Path) -> Problem:
    return Problem(
        "pack.not-empty",
        Text(f"文件夹 {folder} 不是空的。", f"The folder {folder} is not empty."),
        Text("请另选一个文件夹。", "Choose another folder."),
        Place(file=str(folder)),
    )
