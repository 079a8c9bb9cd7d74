"""Import a national-size survey workbook beside its floor and its peer; prints ratios.

floor: the fastest plain reading of the file. peer: django-import-export, row by row, on a slice.
Each runs in a process of its own with an empty SQLite database; peak memory is that process's.
ROWS=20000 makes a quicker run. Machines differ: compare the ratios, not the seconds.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import xlsxwriter

ROWS = int(os.environ.get("ROWS", "219000"))
PEER_ROWS = min(ROWS, 20_000)
CACHE = Path(tempfile.gettempdir()) / "linli-bench"
HEADINGS = """小区名称 县区 街道（镇） 社区 详细地址 小区类型 产权性质 建成时间 楼栋数 单元数
层数 户数 常住人口 建筑面积（㎡） 建筑结构 供水现状 排水现状 供电现状 道路现状 屋面现状 外墙现状
停车位数 有无物业 业委会 同意改造户数""".split()


def make_workbook(rows: int) -> Path:
    """Write a synthetic workbook of 25 columns once; return its path."""
    path = CACHE / f"survey-{rows}.xlsx"
    if path.exists():
        return path
    CACHE.mkdir(exist_ok=True)
    rng = random.Random(1)
    with xlsxwriter.Workbook(path, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("小区")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            sheet.write_row(number, 0, one_row(rng, number))
    return path


def one_row(rng: random.Random, number: int) -> list[object]:
    """Return a plausible row; one in fifty has a gap."""
    homes = rng.randint(12, 400)
    state = ("完好", "破损", "缺失")
    year = "不详" if number % 50 == 0 else str(rng.randint(1965, 2004))
    where = ("灵山县", "灵城街道", "", f"人民路{number}号")
    kinds = (rng.choice(("房改房", "商品房")), rng.choice(("个人产权", "混合产权")), year)
    sizes = (rng.randint(1, 9), rng.randint(1, 20), rng.randint(3, 7), homes, homes * 3)
    area = round(homes * rng.uniform(50, 110), 2)
    conditions = [rng.choice(state) for _ in range(6)]
    rest = (rng.randint(0, 99), rng.choice("是否"), rng.choice(("有", "无", "筹备")), homes // 2)
    return [f"小区{number}", *where, *kinds, *sizes, area, "砖混", *conditions, *rest]


def floor(path: Path) -> int:
    """Read every cell as text, nothing else."""
    import fastexcel

    sheet = fastexcel.read_excel(path).load_sheet(0, dtypes="string")
    return sheet.to_polars().height


def linli(path: Path) -> int:
    """Preview and confirm through the real importer, triggers of the record included."""
    survey_round = open_city()
    from linli.foundation.record.models import Entry
    from linli.registry.actions import confirm_import
    from linli.registry.models import Compound

    begun = time.perf_counter()
    confirm_import(path.read_bytes(), path.name, None, survey_round)
    took = time.perf_counter() - begun
    assert Compound.objects.count() == Entry.objects.filter(table="registry_compound").count()
    report_seconds(took)
    return Compound.objects.count()


def peer(path: Path) -> int:
    """Import the same rows through django-import-export into the same table, without triggers."""
    open_city()
    import tablib
    from django.db import connection
    from import_export import fields, resources

    from linli.foundation.people.models import Jurisdiction
    from linli.registry.models import Compound

    area = Jurisdiction.objects.get(code="450721")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER record_insert_registry_compound")

    class CompoundResource(resources.ModelResource):
        name = fields.Field("name", "小区名称")

        class Meta:
            model = Compound
            import_id_fields = ("name",)
            fields = ("name",)
            use_bulk = False

        def before_save_instance(self, instance, row, **_kwargs):  # noqa: ANN001, ANN003, ANN202
            instance.code = instance.name_key = instance.name
            instance.jurisdiction = area
            instance.facts = {heading: value for heading, value in row.items() if value}

    begun = time.perf_counter()
    with path.open("rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx")
        result = CompoundResource().import_data(data, raise_errors=True)
    report_seconds(time.perf_counter() - begun)
    return result.total_rows


def open_city():  # noqa: ANN201 - models load below
    """Make an empty database with Qinzhou's places and an open round."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    import django

    django.setup()
    from datetime import date

    from django.conf import settings
    from django.core.management import call_command

    from linli.engines.packfiles import load_pack
    from linli.foundation.people.actions import load_divisions, load_jurisdictions
    from linli.registry.models import SurveyRound

    call_command("migrate", verbosity=0)
    load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "bench")
    load_jurisdictions(load_pack(settings.PACK).head)
    return SurveyRound.objects.create(
        name="bench", year=2021, cutoff=date(2005, 12, 31), opened_on=date(2021, 4, 29)
    )


def report_seconds(took: float) -> None:
    """Keep the seconds of the work itself, set-up left out."""
    global seconds
    seconds = took


seconds = 0.0


def measure(name: str, rows: int, **environment: str) -> dict[str, float]:
    """Run one contestant in a process of its own."""
    path = make_workbook(rows)
    with tempfile.TemporaryDirectory() as home:
        done = subprocess.run(
            [sys.executable, __file__, name, str(path)],
            env={**os.environ, "LINLI_HOME": home, **environment},
            check=True,
            capture_output=True,
            text=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def on_postgresql() -> dict[str, tuple[dict[str, float], int]]:
    """Run Linli on the empty database of LINLI_BENCH_DATABASE_URL (PostgreSQL), if there is one."""
    url = os.environ.get("LINLI_BENCH_DATABASE_URL")
    return {"linli pg": (measure("linli", ROWS, LINLI_DATABASE_URL=url), ROWS)} if url else {}


def main() -> None:
    """Run all, print the table."""
    results = {
        "floor": (measure("floor", ROWS), ROWS),
        "linli": (measure("linli", ROWS), ROWS),
        **on_postgresql(),
        "peer": (measure("peer", PEER_ROWS), PEER_ROWS),
    }
    print(f"{'':8}{'rows':>9}{'seconds':>10}{'rows/s':>10}{'peak MB':>9}")
    for name, (result, rows) in results.items():
        rate = rows / result["seconds"]
        print(f"{name:8}{rows:>9,}{result['seconds']:>10.2f}{rate:>10,.0f}{result['peak']:>9.0f}")
    ours = results["linli"][0]["seconds"] / ROWS
    over = results["linli"][0]["seconds"] / results["floor"][0]["seconds"]
    print(f"linli / floor: {over:.2f}x the time")
    print(
        f"peer / linli, per row: {results['peer'][0]['seconds'] / PEER_ROWS / ours:.1f}x the time"
    )


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        import resource

        begin = time.perf_counter()
        counted = {"floor": floor, "linli": linli, "peer": peer}[sys.argv[1]](Path(sys.argv[2]))
        spent = seconds or time.perf_counter() - begin
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rows": counted, "seconds": spent, "peak": peak}))
