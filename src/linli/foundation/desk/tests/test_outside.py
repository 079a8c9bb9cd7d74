"""What leaves the house: the calendar feed, e-mail, and webhooks to a real server."""

import json
import re
import threading
from datetime import date, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone
from icalendar import Calendar

from linli.core.kernel.text import Text
from linli.foundation.desk.models import CalendarFeed, Delivery, WebhookTarget
from linli.foundation.desk.outbox import MOST_ATTEMPTS, send_out, signature
from linli.foundation.offices.finding import office
from linli.foundation.people.models import Role
from linli.foundation.record.models import Entry
from linli.foundation.steps import actions
from linli.foundation.steps.actions import NewStep


class Messenger(BaseHTTPRequestHandler):
    """A messenger that keeps what it is told and answers as it is bidden."""

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.told.append((dict(self.headers), body))
        self.send_response(self.server.answers.pop(0) if self.server.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/")
        self.end_headers()

    def log_message(self, *_given):
        """Say nothing."""


@pytest.fixture
def messenger():
    server = HTTPServer(("127.0.0.1", 0), Messenger)
    server.told, server.answers = [], []
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def target(messenger, db):
    return WebhookTarget.objects.create(
        name="办公通讯", url=f"http://127.0.0.1:{messenger.server_port}/hook"
    )


def opened(**more):
    asked = {"title": Text("编制专项规划", "Special plan"), "lead": office("housing_bureau")}
    return actions.open_step(None, NewStep(**asked, **more))


def test_a_webhook_is_told_with_a_signature_that_proves_it(housing, target, messenger):
    step = opened(due_on=date(2030, 6, 30))
    assert send_out() == (1, 0, 0)
    ((headers, body),) = messenger.told
    moment, given = (part.partition("=")[2] for part in headers["X-Linli-Signature"].split(","))
    assert given == signature(target.secret, moment, body)
    assert given != signature(target.secret, moment, body + b" ")
    told = json.loads(body)
    assert (told["to"], told["step"]["id"]) == ("住建", step.pk)
    assert told["step"]["due_on"] == "2030-06-30"
    assert send_out() == (0, 0, 0)


def test_what_fails_is_tried_again_later_and_arrives(housing, target, messenger):
    messenger.answers = [500, 503]
    opened()
    now = timezone.now()
    assert send_out(now) == (0, 1, 0)
    assert send_out(now + timedelta(seconds=30)) == (0, 0, 0)
    assert send_out(now + timedelta(minutes=1)) == (0, 1, 0)
    assert send_out(now + timedelta(minutes=3)) == (1, 0, 0)
    assert Delivery.objects.get().attempts == 3
    assert len(messenger.told) == 3


def test_what_never_arrives_is_given_up_and_says_why(housing, db):
    WebhookTarget.objects.create(name="不通", url="http://127.0.0.1:9/")
    opened()
    now = timezone.now()
    for _attempt in range(MOST_ATTEMPTS):
        last = send_out(now)
        now += timedelta(days=1)
    assert last == (0, 0, 1)
    assert Delivery.objects.get().error
    assert send_out(now) == (0, 0, 0)


def test_a_redirect_is_not_followed(housing, target, messenger):
    messenger.answers = [302]
    opened()
    assert send_out() == (0, 1, 0)
    assert len(messenger.told) == 1


def test_a_notice_goes_by_mail_to_who_has_an_address(housing, finance):
    housing.email = "housing@example.org"
    housing.save()
    opened()
    assert send_out() == (1, 0, 0)
    (message,) = mail.outbox
    assert message.to == ["housing@example.org"]
    assert "编制专项规划" in message.subject
    assert "/desk/steps/" in message.body


def test_without_a_mail_server_nothing_claims_to_be_sent(housing, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    housing.email = "housing@example.org"
    housing.save()
    opened()
    assert send_out() == (0, 0, 0)
    assert not Delivery.objects.exists()


def test_the_administrator_enters_and_stops_a_webhook(visit, appoint, messenger, housing):
    administrator = appoint("系统", Role.SYSTEM_ADMINISTRATOR)
    data = {"name": "办公通讯", "url": f"http://127.0.0.1:{messenger.server_port}/"}
    shown = visit(administrator, "channels", data=data).content.decode()
    target = WebhookTarget.objects.get()
    assert target.secret in shown
    assert target.secret not in visit(administrator, "channels").content.decode()
    assert target.salt not in str(list(Entry.objects.values_list("after", flat=True)))
    bad = visit(administrator, "channels", data={**data, "url": "ftp://127.0.0.1/"})
    assert bad.status_code == 422
    visit(administrator, "channel-stop", target.pk, data={})
    opened()
    assert send_out() == (0, 0, 0)
    assert visit(housing, "channels").status_code == 403


# The calendar feed


@pytest.fixture
def feed(visit, housing):
    shown = visit(housing, "feed", data={}).content.decode()
    return re.search(r"/desk/feed/[\w-]+\.ics", shown).group()


def test_the_feed_gives_due_days_to_a_calendar_program(feed, housing):
    step = opened(due_on=date(2030, 6, 30))
    opened()  # without a day
    response = Client().get(feed)
    assert response["Content-Type"].startswith("text/calendar")
    (event,) = Calendar.from_ical(response.content).walk("VEVENT")
    assert event["uid"] == f"step-{step.pk}@linli"
    assert event.decoded("dtstart") == date(2030, 6, 30)
    assert event["summary"] == "编制专项规划"
    assert len(event.walk("VALARM")) == 1


def test_a_due_day_that_moves_moves_in_the_feed(feed, housing, city):
    step = opened(due_on=date(2030, 6, 30))
    actions.set_due(city, step, 1, date(2030, 7, 1), "顺延")
    (event,) = Calendar.from_ical(Client().get(feed).content).walk("VEVENT")
    assert (event["sequence"], event.decoded("dtstart")) == (2, date(2030, 7, 1))


def test_a_feed_is_private_and_revocable(feed, visit, housing):
    assert CalendarFeed.objects.get().digest not in feed
    assert Client().get("/desk/feed/guessed.ics").status_code == 404
    visit(housing, "feed", data={"revoke": "1"})
    assert Client().get(feed).status_code == 404


def test_a_new_feed_ends_the_one_before(feed, visit, housing):
    visit(housing, "feed", data={})
    assert Client().get(feed).status_code == 404
    assert CalendarFeed.objects.filter(revoked_at=None).count() == 1


def test_the_feed_of_a_closed_account_is_gone(feed, housing):
    housing.is_active = False
    housing.save()
    assert Client().get(feed).status_code == 404
