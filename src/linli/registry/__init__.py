"""Survey workbooks come in; compounds are kept; frozen releases go out (S10-S13)."""
