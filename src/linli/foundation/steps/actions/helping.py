"""Ask other offices to help with a step (会办), and answer."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from linli.core.kernel.problem import Problem, refuse
from linli.core.kernel.text import Text
from linli.foundation.people.models import Organisation
from linli.foundation.steps import problems
from linli.foundation.steps.actions.turn import Act, may_act, people_of, tell, turn, write
from linli.foundation.steps.hands import hands_of, holders
from linli.foundation.steps.models import Cooperation, Notice, Step

if TYPE_CHECKING:
    from linli.foundation.people.models import User

WAITING = Cooperation.State.WAITING


def may_ask(user: User | None, step: Step, to: Organisation, question: str) -> list[Problem]:
    """Return what stands against asking an office: itself, a request that waits, no question."""
    found = may_act(user, step)
    if to.pk == step.lead_id:
        found.append(problems.OWN_OFFICE)
    if step.cooperations.filter(organisation=to, state=WAITING).exists():
        found.append(problems.ASKED_ALREADY)
    if not question.strip():
        found.append(problems.NO_REASON)
    return found


def ask(
    user: User | None,
    step: Step,
    version: int | None,
    to: Organisation,
    question: str,
    due_on: date | None = None,
) -> Cooperation:
    """Ask an office to help; the step then waits for others, its clock runs on."""
    with turn(user, step, version, _("请会办")) as mine:
        refuse(may_ask(user, mine, to, question))
        asked = Cooperation.objects.create(
            step=mine, organisation=to, question=question, due_on=due_on, asked_by=user
        )
        mine.state = Step.State.WAITING
        write(user, mine, Act.ASKED, question, to_organisation=to)
        text = Text(f"请会办：{mine.title}", f"Asked to help: {mine.words.en}")
        tell(holders({to.pk})[to.pk], mine, Notice.Kind.NEW, text, user)
    return asked


def may_answer(user: User | None, asked: Cooperation, answer_text: str) -> list[Problem]:
    """Let the people of the office that was asked answer, once."""
    found = []
    if user and asked.organisation_id not in hands_of(user).organisations:
        found.append(problems.NOT_YOURS)
    if asked.state != WAITING:
        found.append(problems.finished(asked.step))
    if not answer_text.strip():
        found.append(problems.NO_RESULT)
    return found


def answer(user: User | None, asked: Cooperation, answer_text: str) -> Cooperation:
    """Answer a request; when the last is answered the step is open again and its office is told."""
    with turn(user, asked.step, None, _("会办回复")) as mine:
        request = mine.cooperations.get(pk=asked.pk)
        refuse(may_answer(user, request, answer_text))
        request.state, request.answer = Cooperation.State.ANSWERED, answer_text
        request.answered_by, request.answered_at = user, timezone.now()
        request.save()
        _settle(mine)
        write(user, mine, Act.ANSWERED, answer_text, from_organisation=request.organisation)
        text = Text(
            f"{request.organisation} 已回复会办：{mine.title}",
            f"{request.organisation} answered: {mine.words.en}",
        )
        tell(people_of(mine), mine, Notice.Kind.MOVED, text, user)
    return request


def _settle(step: Step) -> None:
    """Open a waiting step again once nobody's answer is missing."""
    if step.state == Step.State.WAITING and not step.cooperations.filter(state=WAITING).exists():
        step.state = Step.State.OPEN


def may_recall_request(user: User | None, asked: Cooperation) -> list[Problem]:
    """Let a step's officer recall a request that was not opened yet."""
    found = may_act(user, asked.step)
    if asked.state != WAITING or asked.seen_at:
        found.append(problems.OPENED_ALREADY)
    return found


def recall_request(user: User | None, asked: Cooperation) -> Cooperation:
    """Take a request to help back."""
    with turn(user, asked.step, None, _("收回会办")) as mine:
        request = mine.cooperations.get(pk=asked.pk)
        refuse(may_recall_request(user, request))
        request.state = Cooperation.State.RECALLED
        request.save()
        _settle(mine)
        write(user, mine, Act.RECALLED, str(request.organisation))
    return request
