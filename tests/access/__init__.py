"""Who may use what, proved against every address of the program."""
