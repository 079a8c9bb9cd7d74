"""From a workbook to what it would change: preview and confirmation share this one pipeline."""

from linli.registry.intake.preview import BadRow, Preview, RowPreview, preview

__all__ = ["BadRow", "Preview", "RowPreview", "preview"]
