"""Read and write workbooks (xlsx, xls, ods, csv) safely; every refusal is a Problem."""

from linli.engines.workbook.read import read_workbook
from linli.engines.workbook.sheet import Sheet
from linli.engines.workbook.write import Table, write_tables

__all__ = ["Sheet", "Table", "read_workbook", "write_tables"]
