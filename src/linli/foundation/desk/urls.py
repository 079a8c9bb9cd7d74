"""Addresses of the room."""

from django.contrib.auth.decorators import login_not_required
from django.urls import path
from django.views.decorators.http import require_POST
from django.views.i18n import set_language

from linli.foundation.desk import (
    appearance,
    channel_pages,
    inbox_pages,
    own_pages,
    step_pages,
    styleguide,
    token_pages,
)

app_name = "desk"
urlpatterns = [
    path("language/", login_not_required(require_POST(set_language)), name="language"),
    path("appearance/", appearance.choose, name="appearance"),
    path("styleguide/", styleguide.styleguide, name="styleguide"),
    path("account/tokens/", token_pages.tokens, name="tokens"),
    path("account/tokens/<int:number>/revoke/", token_pages.revoke, name="token-revoke"),
    path("desk/", inbox_pages.inbox, name="inbox"),
    path("desk/steps/", inbox_pages.steps, name="steps"),
    path("desk/steps/new/", step_pages.give_out, name="give-out"),
    path("desk/steps/<int:number>/", step_pages.step, name="step"),
    path("desk/steps/<int:number>/file/", step_pages.step_file, name="step-file"),
    path("desk/steps/<int:number>/help/<int:asked>/", step_pages.answer, name="answer"),
    path("desk/steps/<int:number>/<slug:name>/", step_pages.act, name="act"),
    path("desk/month/", inbox_pages.month, name="month"),
    path("desk/notices/", own_pages.notices, name="notices"),
    path("desk/away/", own_pages.away, name="away"),
    path("desk/away/<int:number>/end/", own_pages.away_end, name="away-end"),
    path("desk/feed/", own_pages.feed, name="feed"),
    path("desk/feed/<str:token>.ics", own_pages.feed_file, name="feed-file"),
    path("desk/channels/", channel_pages.channels, name="channels"),
    path("desk/channels/<int:number>/stop/", channel_pages.channel_stop, name="channel-stop"),
]
