"""The working calendar: holidays, worked weekends, covered years and business hours, as tables."""
