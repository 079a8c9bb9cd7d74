"""HiGHS behind the planning port."""
