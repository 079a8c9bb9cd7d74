"""Questions about the photos and documents of a compound."""

from __future__ import annotations

from django.db.models import Q

from linli.registry.models import Attachment, Compound


def attachments_of(compound: Compound) -> list[Attachment]:
    """Return the files of a compound and of those merged into it, newest first.

    The caller has seen to it that the user may see the compound.
    """
    own = Q(compound=compound) | Q(compound__merged_into=compound)
    found = Attachment.objects.filter(own)
    return list(found.select_related("file", "added_by", "visit", "compound"))
