"""The record of changes: who, when, what, before and after, why; append-only and hash-chained."""
