"""The bench: try the rules on facts of one's own."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET
from django_htmx.middleware import HtmxDetails

from linli.core.policy.expression.read import SUBJECTS
from linli.core.policy.schema import Pack, Subject
from linli.determination.reads.bench import bench, written_facts
from linli.determination.reads.library import subjects_of
from linli.determination.views.asked import asked_day, asked_pack
from linli.foundation.people.doors import StaffRequest, programme_only
from linli.registry.models import Compound


@require_GET
@programme_only
def page(request: StaffRequest) -> HttpResponse:
    """Show a form of facts and what every rule says of them; a script asks for the answers only.

    It serves whatever has rules before its own room is built: S06, S07, S09, S25, S30-S36,
    S38, S39, S42-S44, S70, S72-S79, S81-S84, S87, S88.
    """
    pack = asked_pack()
    subject = _subject(pack, request.GET.get("subject", Subject.COMPOUND))
    day, day_error = asked_day(request)
    written, load_error = request.GET.dict(), ""
    code = request.GET.get("compound", "").strip()
    if "load" in request.GET:
        written, load_error = _loaded(request, pack, code)
    context = {
        "pack": pack,
        "bench": bench(pack, subject, day, written),
        "subjects": [(each, SUBJECTS[each]) for each in subjects_of(pack.rules.values())],
        "day": day,
        "day_error": day_error,
        "code": code,
        "load_error": load_error,
    }
    part = "_bench_answers.html" if _by_script(request) else "bench.html"
    return render(request, f"determination/{part}", context)


def _by_script(request: HttpRequest) -> bool:
    htmx: HtmxDetails = request.htmx  # type: ignore[attr-defined] # its middleware put it there
    return bool(htmx)


def _subject(pack: Pack, asked: str) -> Subject:
    """Return the subject asked for; one without rules is not found."""
    if asked not in subjects_of(pack.rules.values()):
        raise Http404
    return Subject(asked)


def _loaded(request: StaffRequest, pack: Pack, code: str) -> tuple[dict[str, str], str]:
    """Return a compound's facts as written, or what to say where there is none."""
    try:
        return written_facts(request.user, pack, code), ""
    except Compound.DoesNotExist:
        return request.GET.dict(), _("没有这个小区，或不在您的管辖范围内。")
