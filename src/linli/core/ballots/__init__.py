"""Counting of residents' votes by persons and floor area; filled by the council's issue."""
