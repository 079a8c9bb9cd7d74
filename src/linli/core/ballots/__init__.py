"""Counting of residents' votes by persons and by floor area (Civil Code 278); filled by the council's issue."""
