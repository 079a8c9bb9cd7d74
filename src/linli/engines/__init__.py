"""Machines behind the core's ports: workbooks, tables, the solver, documents. No Django."""
