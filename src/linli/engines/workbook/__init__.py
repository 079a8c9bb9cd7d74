"""Read and write workbooks (xlsx, xls, ods, csv) safely; every refusal is a Problem."""

from linli.engines.workbook.read import read_workbook
from linli.engines.workbook.sheet import Sheet
from linli.engines.workbook.write import Formula, Table, cell_of, write_tables

__all__ = ["Formula", "Sheet", "Table", "cell_of", "read_workbook", "write_tables"]
