"""Residents' contacts of a compound: masked in the list, opened one at a time for a purpose."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from linli.core.kernel.problem import Problem, ProblemError
from linli.foundation.desk.requests import StaffRequest
from linli.foundation.people.doors import roles_only
from linli.foundation.residents.notice import NOTICE_VERSION
from linli.registry.actions import IMPORT_ROLES
from linli.registry.contacts import (
    Given,
    add_contact,
    contacts_of,
    contacts_with,
    correct_contact,
    erase,
    unmask,
)
from linli.registry.models import Compound, Contact
from linli.registry.sheet import compound_of
from linli.registry.views.compounds import of_visible_compound


class ContactForm(forms.Form):
    """A resident's contact; what is wrong with it the action says."""

    role = forms.ChoiceField(label=gettext_lazy("身份"), choices=Contact.Role.choices)
    place = forms.CharField(label=gettext_lazy("楼栋、房号"), max_length=60, required=False)
    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("电话"), max_length=30, required=False)
    identity = forms.CharField(
        label=gettext_lazy("身份证号码（确有需要时）"), max_length=30, required=False
    )
    consented = forms.BooleanField(label=gettext_lazy("已告知本人并取得同意"), required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type] # the form's own
        for field in self.fields.values():
            field.widget.attrs["autocomplete"] = "off"

    def given(self) -> Given:
        """Return what was entered."""
        return Given(**self.cleaned_data)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*IMPORT_ROLES)
@of_visible_compound
def contacts(request: StaffRequest, code: str) -> HttpResponse:
    """List a compound's contacts masked; add one."""
    own = compound_of(request.user, code)
    form = ContactForm(request.POST or None)
    if not form.is_valid():
        return _page(request, own, form, status=422 if form.is_bound else 200)
    try:
        add_contact(request.user, own, form.given())
    except ProblemError as error:
        return _page(request, own, form, error.problems, status=422)
    messages.success(request, _("联系人已登记。"))
    return redirect("registry:compound-contacts", code)


def _page(
    request: StaffRequest,
    own: Compound,
    form: ContactForm,
    problems: tuple[Problem, ...] = (),
    shown: Contact | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "compound": own,
        "contacts": contacts_of(request.user, own),
        "form": form,
        "problems": problems,
        "shown": shown,
        "notice_version": NOTICE_VERSION,
    }
    return render(request, "registry/compound_contacts.html", context, status=status)


@never_cache
@require_http_methods(["POST"])
@roles_only(*IMPORT_ROLES)
@of_visible_compound
def contact(request: StaffRequest, code: str, number: int) -> HttpResponse:
    """Open, correct or erase a contact, by the button that was pressed."""
    own = compound_of(request.user, code)
    rows = Contact.objects.visible_to(request.user).filter(erased_on=None)
    found = get_object_or_404(rows, pk=number, compound__in=[own, *_merged(own)])
    why, posted = request.POST.get("why", "")[:200], request.POST
    try:
        if posted.get("act") == "open":
            return _page(request, own, ContactForm(), shown=unmask(request.user, found, why))
        if posted.get("act") == "erase":
            erase(request.user, [found], why)
            messages.success(request, _("联系人信息已删除。"))
        else:
            place, name = posted.get("place", ""), posted.get("name", "")
            phone, identity = posted.get("phone", ""), posted.get("identity", "")
            given = Given(place=place, name=name, phone=phone, identity=identity)
            correct_contact(request.user, found, given, why)
            messages.success(request, _("联系人信息已更正。"))
    except ProblemError as error:
        return _page(request, own, ContactForm(), error.problems, status=422)
    return redirect("registry:compound-contacts", code)


def _merged(own: Compound) -> list[Compound]:
    return list(Compound.with_merged.filter(merged_into=own))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@roles_only(*IMPORT_ROLES)
def search(request: StaffRequest) -> HttpResponse:
    """Find contacts by their phone number; it is posted, so that no log keeps it in an address."""
    phone = request.POST.get("phone", "")[:30]
    context = {"asked": bool(phone.strip()), "contacts": contacts_with(request.user, phone)}
    return render(request, "registry/contacts.html", context)
