"""The programme's rules in plain Python: values in, values out; no Django, file or clock."""
