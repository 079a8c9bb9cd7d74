"""Hand in and put aside layers that bind a special plan (S15)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from django.core.files.base import ContentFile
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import ProblemError
from linli.determination.reads import current_pack
from linli.plan.special import problems
from linli.plan.special.actions.editing import editing
from linli.plan.special.layers import features_of_file, written
from linli.plan.special.models import Layer, SpecialPlan

if TYPE_CHECKING:
    from linli.foundation.people.models import User


class LayerNote(NamedTuple):
    """What is said of a layer: kind of the pack, name, source, day, codes of jurisdictions."""

    kind: str
    name: str
    origin: str
    dated: date
    covers: Sequence[str] = ()


def add_layer(user: User | None, plan: SpecialPlan, content: bytes, note: LayerNote) -> Layer:
    """Keep a layer as GeoJSON in degrees; raises ``ProblemError`` saying what is wrong with it."""
    kinds = {kind.code: kind for kind in current_pack().constraint_layers}
    if note.kind not in kinds:
        raise ProblemError(problems.NO_SUCH_KIND)
    features = features_of_file(content, kinds[note.kind])
    kept = written(features)
    sha256 = hashlib.sha256(kept).hexdigest()
    with editing(user, plan, _("上传图层：%s") % note.name):
        if plan.layers.filter(kind=note.kind, sha256=sha256, removed_at=None).exists():
            raise ProblemError(problems.LAYER_THERE)
        layer = Layer(
            plan=plan,
            kind=note.kind,
            name=note.name,
            origin=note.origin,
            dated=note.dated,
            covers=list(note.covers),
            sha256=sha256,
            features=len(features),
            added_by=user,
        )
        layer.content.save(f"{sha256}.geojson", ContentFile(kept), save=False)
        layer.save()
    return layer


def put_aside(user: User | None, layer: Layer) -> None:
    """Check no longer against a layer; it stays for the record."""
    with editing(user, layer.plan, _("停用图层：%s") % layer.name):
        layer.removed_at = timezone.now()
        layer.save()
