"""Words that every part shares: money, area, period, text in two languages, problem, version."""
