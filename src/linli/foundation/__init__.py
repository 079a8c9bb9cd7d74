"""What every room stands on: people, the record of changes, files, jobs, steps, the desk."""
