"""Cost by item, who pays, sources and the ledger; filled by its own issue (S67-S84)."""
