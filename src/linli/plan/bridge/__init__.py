"""Rows of the reserve and the plan <-> values of the planner."""
