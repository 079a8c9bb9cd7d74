"""The editable table of holidays and make-up workdays; filled by the desk's issue."""
