"""Steps: what an office has to do by when, with its clock, its hand-overs and its history."""
