"""Work that runs behind a page, with progress; filled by the desk's issue."""
