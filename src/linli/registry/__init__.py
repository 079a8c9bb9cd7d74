"""Survey rounds and workbooks come in; compounds and buildings are kept; frozen releases go out (S10-S13)."""
