"""The families of constraints, one file each; every function returns the rows of its family."""
