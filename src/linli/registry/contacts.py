"""Residents' contacts: kept by consent, corrected, read for a purpose, erased (PIPL 19, 47)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Place, Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.access.policy import policy
from linli.foundation.people.scope import scope_of
from linli.foundation.record.context import changing
from linli.foundation.record.events import note
from linli.foundation.record.models import Event
from linli.foundation.residents.fields import having
from linli.foundation.residents.kinds import Kind, is_right, normalised
from linli.foundation.residents.notice import NOTICE_VERSION
from linli.registry.actions import IMPORT_ROLES
from linli.registry.models import Compound, Contact

if TYPE_CHECKING:
    from linli.foundation.people.models import User

PERSONAL = {"name": Kind.NAME, "phone": Kind.PHONE, "identity": Kind.IDENTITY}


class Given(NamedTuple):
    """What is entered of a resident; empty fields of a correction leave what is kept."""

    role: str = ""
    place: str = ""
    name: str = ""
    phone: str = ""
    identity: str = ""
    consented: bool = False


def contacts_of(user: User, compound: Compound) -> list[Contact]:
    """Return a compound's contacts within the user's scope, those of merged ones too."""
    own = Q(compound=compound) | Q(compound__merged_into=compound)
    return list(_open(user).filter(own))


def contacts_with(user: User, phone: str) -> list[Contact]:
    """Return the contacts within the user's scope that have a phone number."""
    hashes = having(Contact._meta.get_field("phone"), phone)
    return list(_open(user).filter(phone_hash__in=hashes).select_related("compound"))


def _open(user: User) -> QuerySet[Contact]:
    if not scope_of(user).has(*IMPORT_ROLES):
        return Contact.objects.none()
    found: QuerySet[Contact] = Contact.objects.visible_to(user).filter(erased_on=None)
    return found


def may_keep(user: User | None) -> list[Problem]:
    """Only the offices that speak with residents keep their contacts (S10)."""
    return [] if user is None or scope_of(user).has(*IMPORT_ROLES) else [_NOT_YOURS]


def add_contact(user: User, compound: Compound, given: Given) -> Contact:
    """Keep a resident's contact; raises ``ProblemError`` at its fields, and without consent."""
    found = [*may_keep(user), *_wrong(given)]
    found += [_MISSING[name] for name in ("name", "phone") if not getattr(given, name).strip()]
    if not given.consented:
        found.append(_NO_CONSENT)
    refuse(found)
    with changing(user, _("登记居民联系人")):
        own = Compound.objects.visible_to(user).get(pk=compound.pk)
        return Contact.objects.create(
            **_kept(given),
            compound=own,
            consent_version=NOTICE_VERSION,
            consent_on=timezone.localdate(),
            added_by=user,
        )


def _kept(given: Given) -> dict[str, str]:
    return {name: value for name, value in given._asdict().items() if name != "consented"}


def correct_contact(user: User, contact: Contact, given: Given, reason: str) -> Contact:
    """Correct what is given of a contact, and note the day as that of its last confirmation."""
    refuse([*may_keep(user), *_wrong(given), *([] if reason.strip() else [_NO_REASON])])
    with changing(user, reason):
        mine: Contact = _open(user).select_for_update(of=("self",)).get(pk=contact.pk)
        touched = {name: value for name, value in _kept(given).items() if value.strip()}
        for name, value in touched.items():
            setattr(mine, name, value)
        _write(mine, sorted(touched))
    return mine


def unmask(user: User, contact: Contact, purpose: str) -> Contact:
    """Return a contact that may be opened, after who reads whose data and why is in the record."""
    refuse([*may_keep(user), *([] if purpose.strip() else [_NO_PURPOSE])])
    mine: Contact = _open(user).select_related("compound").get(pk=contact.pk)
    about = f"{mine._meta.db_table} {mine.pk} {mine.compound.code} {mine.name}"
    note(user, Event.Kind.READ_PERSONAL, about, purpose.strip())
    return mine


def outdated(today: date) -> QuerySet[Contact]:
    """Return the contacts that nobody confirmed for longer than the security policy lets stand."""
    last = today - timedelta(days=policy().personal_days)
    return Contact.objects.filter(erased_on=None, confirmed_on__lt=last)


def erase(user: User | None, contacts: Iterable[Contact], reason: str) -> int:
    """Empty contacts of all that is personal; the row stays as a proof that it was done."""
    refuse([*may_keep(user), *([] if reason.strip() else [_NO_REASON])])
    count = 0
    with changing(user, reason):
        for contact in contacts:
            contact.name = contact.phone = contact.identity = ""  # sealed on saving
            contact.place = ""
            contact.erased_on, contact.erased_why = timezone.localdate(), reason
            _write(contact, ["erased"])
            count += 1
    return count


def _write(contact: Contact, touched: list[str]) -> None:
    contact.touched, contact.version = ",".join(touched), contact.version + 1
    contact.confirmed_on = timezone.localdate()
    contact.save()


def _wrong(given: Given) -> list[Problem]:
    """Return what cannot be a value of its kind."""
    found = []
    for name, kind in PERSONAL.items():
        text = normalised(kind, getattr(given, name))
        if text and not is_right(kind, text):
            found.append(_WRONG[name])
    return found


_NOT_YOURS = Problem(
    "contact-not-yours",
    Text("居民联系人由社区和县区工作人员登记。", "Community and county offices keep contacts."),
    Text("请联系所在社区。", "Ask the community."),
)
_NO_CONSENT = Problem(
    "contact-no-consent",
    Text("须先告知本人并取得同意。", "The resident must be told and agree first."),
    Text("请出示告知内容，同意后勾选。", "Show the notice; tick once they agree."),
    Place(key="consented"),
)
_NO_PURPOSE = Problem(
    "contact-no-purpose",
    Text("查看全文须写明用途。", "Say what the full data is needed for."),
    Text("请写明用途，将记入变更记录。", "Write the purpose; it is recorded."),
    Place(key="purpose"),
)
_NO_REASON = Problem(
    "contact-no-reason",
    Text("须写明事由。", "A reason is needed."),
    Text("请写明更正或删除的事由。", "Write why it is corrected or erased."),
    Place(key="reason"),
)
_MISSING = {
    "name": Problem(
        "contact-no-name",
        Text("没有填写姓名。", "The name is missing."),
        Text("请填写姓名。", "Enter the name."),
        Place(key="name"),
    ),
    "phone": Problem(
        "contact-no-phone",
        Text("没有填写电话。", "The phone number is missing."),
        Text("请填写电话。", "Enter the phone number."),
        Place(key="phone"),
    ),
}
_WRONG = {
    "name": _MISSING["name"],
    "phone": Problem(
        "contact-phone",
        Text("电话号码不对。", "This is no phone number."),
        Text(
            "请填 11 位手机号，或带区号的座机号。", "Enter 11 digits, or a landline with its code."
        ),
        Place(key="phone"),
    ),
    "identity": Problem(
        "contact-identity",
        Text("身份证号码不对，校验位不符。", "The identity number's check digit does not fit."),
        Text("请对照证件核对 18 位号码。", "Compare the 18 characters with the card."),
        Place(key="identity"),
    ),
}
