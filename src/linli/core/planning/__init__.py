"""The choice of a year's projects: candidates, targets and money in; a plan with reasons out."""
