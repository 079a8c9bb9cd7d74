"""Read and write workbooks (xlsx, xls, ods, csv) safely; every refusal is a Problem."""
