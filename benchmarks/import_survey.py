"""Import a national-size survey workbook beside its floor and its peer; prints ratios.

read: the fastest plain reading of the file. floor: the least that stores it, that reading and the
rows as JSON in the same table, keys and indexes, in one transaction by the fastest insertion known;
nothing is checked, compared or recorded. peer: django-import-export, row by row, on a slice.

Each runs in a process of its own with an empty database: SQLite, and PostgreSQL where
LINLI_BENCH_DATABASE_URL names one, on this machine, which is emptied. CPU seconds are those of the
process and of its PostgreSQL server; peak memory is the process's. ROWS=20000 makes a quicker run.
Machines differ and are shared: compare the ratios, of CPU before those of the clock.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
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


def read(path: Path) -> int:
    """Read every cell as text, nothing else."""
    with timed():
        return as_texts(path).height


def as_texts(path: Path):  # noqa: ANN201 - polars loads late
    """Return all cells as text."""
    import fastexcel

    return fastexcel.read_excel(path).load_sheet(0, dtypes="string").to_polars()


def floor(path: Path) -> int:
    """Read the cells and store each row as a compound's facts, unchecked and unrecorded."""
    open_city()
    import polars as pl
    from django.db import connection, transaction
    from django.utils import timezone

    from linli.foundation.people.models import Jurisdiction
    from linli.foundation.record.bulk import insert_rows
    from linli.registry.models import Compound

    area = Jurisdiction.objects.get(code="450721").pk
    without_record()
    with timed(), transaction.atomic():
        table = as_texts(path)
        as_json = pl.struct(pl.all()).struct.json_encode().alias("facts")
        facts = table.select("小区名称", as_json).rows()
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        rows = [
            (f"{n:016d}", name, name, area, text, "", now) for n, (name, text) in enumerate(facts)
        ]
        columns = "code name name_key jurisdiction_id facts sheet updated_at".split()
        insert_rows(Compound, columns, rows)
    return Compound.objects.count()


def without_record() -> None:
    """Take the record's trigger from the compounds."""
    from django.db import connection

    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER record_insert_registry_compound")
        else:
            cursor.execute("DROP TRIGGER linli_record_insert ON registry_compound")


def linli(path: Path) -> int:
    """Preview and confirm through the real importer, triggers of the record included."""
    survey_round = open_city()
    from linli.foundation.record.models import Entry
    from linli.registry.actions import confirm_import
    from linli.registry.models import Compound

    with timed():
        confirm_import(path.read_bytes(), path.name, None, survey_round)
    assert Compound.objects.count() == Entry.objects.filter(table="registry_compound").count()
    return Compound.objects.count()


def peer(path: Path) -> int:
    """Import the same rows through django-import-export into the same table, without triggers."""
    open_city()
    import tablib
    from import_export import fields, resources

    from linli.foundation.people.models import Jurisdiction
    from linli.registry.models import Compound

    area = Jurisdiction.objects.get(code="450721")
    without_record()

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

    with timed(), path.open("rb") as file:
        data = tablib.Dataset().load(file.read(), format="xlsx")
        result = CompoundResource().import_data(data, raise_errors=True)
    return result.total_rows


def open_city():  # noqa: ANN201 - models load below
    """Make an empty database with Qinzhou's places and an open round."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "linli.settings"
    import django

    django.setup()
    from datetime import date

    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from linli.engines.packfiles import load_pack
    from linli.foundation.people.actions import load_divisions, load_jurisdictions
    from linli.registry.models import SurveyRound

    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0)
    load_divisions(settings.PACK / "divisions.csv", date(2021, 1, 1), "bench")
    load_jurisdictions(load_pack(settings.PACK).head)
    return SurveyRound.objects.create(
        name="bench", year=2021, cutoff=date(2005, 12, 31), opened_on=date(2021, 4, 29)
    )


@contextmanager
def timed() -> Iterator[None]:
    """Keep the seconds of the work itself, set-up left out."""
    wall, cpu = time.perf_counter(), cpu_seconds()
    yield
    took.update(seconds=time.perf_counter() - wall, cpu=cpu_seconds() - cpu)


took: dict[str, float] = {}


def cpu_seconds() -> float:
    """Return the CPU seconds of this process, and of its server where that is PostgreSQL."""
    from django.conf import settings

    spent = time.process_time()
    if settings.configured:
        from django.db import connection

        if connection.vendor == "postgresql":
            connection.ensure_connection()
            server = Path(f"/proc/{connection.connection.info.backend_pid}/stat").read_text()
            ticks = server.rpartition(")")[2].split()[11:13]
            spent += sum(map(int, ticks)) / os.sysconf("SC_CLK_TCK")
    return spent


def measure(name: str, rows: int, url: str = "") -> dict[str, float]:
    """Run one contestant in a process of its own."""
    path = make_workbook(rows)
    with tempfile.TemporaryDirectory() as home:
        environment = {"LINLI_HOME": home} | ({"LINLI_DATABASE_URL": url} if url else {})
        done = subprocess.run(
            [sys.executable, __file__, name, str(path)],
            env={**os.environ, **environment},
            check=True,
            stdout=subprocess.PIPE,
            text=True,
        )
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Run all, print the table."""
    print(f"{'':16}{'rows':>9}{'seconds':>10}{'CPU s':>10}{'rows/s':>10}{'peak MB':>9}")
    shown("read", ROWS)
    databases = {"sqlite": "", "postgresql": os.environ.get("LINLI_BENCH_DATABASE_URL", "")}
    for database, url in databases.items():
        if database == "sqlite" or url:
            low, ours = (shown(name, ROWS, url, database) for name in ("floor", "linli"))
            cpu, clock = (ours[each] / low[each] for each in ("cpu", "seconds"))
            print(f"linli / floor on {database}: {cpu:.2f}x the CPU, {clock:.2f}x the time")
            if not url:
                peer_row = shown("peer", PEER_ROWS)["cpu"] / PEER_ROWS
                print(f"peer / linli, per row: {peer_row / (ours['cpu'] / ROWS):.1f}x the CPU")


def shown(name: str, rows: int, url: str = "", database: str = "") -> dict[str, float]:
    """Measure one contestant and print its line."""
    found = measure(name, rows, url)
    spent = f"{found['seconds']:>10.2f}{found['cpu']:>10.2f}{rows / found['seconds']:>10,.0f}"
    print(f"{name} {database}".ljust(16) + f"{rows:>9,}{spent}{found['peak']:>9.0f}", flush=True)
    return found


if __name__ == "__main__":
    if len(sys.argv) == 1:
        main()
    else:
        import resource

        contestants = {"read": read, "floor": floor, "linli": linli, "peer": peer}
        counted = contestants[sys.argv[1]](Path(sys.argv[2]))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps({"rows": counted, **took, "peak": peak}))
