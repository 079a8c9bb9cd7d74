"""Settings: an embedded city by default; ``LINLI_...`` variables make it a city server.

``LINLI_HOME`` (folder of the database, files and secret; default ``./var``),
``LINLI_DATABASE_URL``, ``LINLI_HOSTS`` (comma-separated), ``LINLI_HTTPS=1``, ``LINLI_PACK``;
``LINLI_OIDC_ISSUER`` and its companions for single sign-on. Rules of signing in are no settings:
the security administrator keeps them (``foundation.access.models.SecurityPolicy``).
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import dj_database_url
from django.core.management.utils import get_random_secret_key
from django.utils.translation import gettext_lazy as _

HERE = Path(__file__).parent
HOME = Path(os.environ.get("LINLI_HOME", "var")).resolve()
HOME.mkdir(parents=True, exist_ok=True)


def _secret() -> str:
    """Return the installation's secret, made on the first start, readable by its owner only."""
    path = HOME / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(get_random_secret_key(), encoding="utf-8")
    return path.read_text(encoding="utf-8")


def _database() -> dict[str, Any]:
    """Return the database of LINLI_DATABASE_URL, or SQLite for many readers and a writer."""
    name = "LINLI_TEST_DATABASE_URL" if "PYTEST_VERSION" in os.environ else "LINLI_DATABASE_URL"
    if url := os.environ.get(name):
        # Measured: without kept connections PostgreSQL falls to a third of its rate.
        return {**dj_database_url.parse(url), "CONN_MAX_AGE": None, "CONN_HEALTH_CHECKS": True}
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": HOME / "linli.sqlite3",
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; "
            "PRAGMA temp_store=MEMORY",
        },
    }


def _sign_on() -> list[dict[str, Any]]:
    """Return the city's identity provider, where one is set."""
    issuer = os.environ.get("LINLI_OIDC_ISSUER")
    if not issuer:
        return []
    return [
        {
            "provider_id": "oidc",
            "name": os.environ.get("LINLI_OIDC_NAME", "统一身份认证"),
            "client_id": os.environ.get("LINLI_OIDC_CLIENT_ID", ""),
            "secret": os.environ.get("LINLI_OIDC_CLIENT_SECRET", ""),
            "settings": {"server_url": issuer},
        }
    ]


SECRET_KEY = _secret()
DEBUG = False
HTTPS = os.environ.get("LINLI_HTTPS") == "1"
ALLOWED_HOSTS = os.environ.get("LINLI_HOSTS", "127.0.0.1,localhost,[::1]").split(",")
PACK = Path(os.environ.get("LINLI_PACK", HERE / "packs" / "qinzhou_2021_5"))
DEMO = (HOME / "demo").exists()  # `linli demo` leaves the mark; every page then says so
PUBLIC_URL = os.environ.get("LINLI_PUBLIC_URL", "http://127.0.0.1:8000").rstrip("/")
PERSONAL_KEYS = os.environ.get("LINLI_PERSONAL_KEYS", "")
PERSONAL_KEY_FILE = Path(os.environ.get("LINLI_PERSONAL_KEY_FILE", HOME / "personal_keys"))
PERSONAL_CIPHER = os.environ.get("LINLI_PERSONAL_CIPHER", "aes")
RECORD_HEADS = HOME / "record_heads"
RECORD_HASH = os.environ.get("LINLI_RECORD_HASH", "sha256")
MAX_UPLOAD_BYTES = 100 * 1024 * 1024

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    # Ours come first: their sign-in pages replace the library's.
    "linli.foundation.people",
    "linli.foundation.record",
    "linli.foundation.residents",
    "linli.foundation.access",
    "linli.foundation.files",
    "linli.foundation.jobs",
    "linli.foundation.calendar_admin",
    "linli.foundation.offices",
    "linli.foundation.steps",
    "linli.foundation.group",
    "linli.foundation.desk",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "axes",
    "django_htmx",
    "ninja",  # its documentation page comes from this server
    "linli.registry",
    "linli.determination",
    "linli.reserve",
    "linli.plan",
    "linli.plan.special",
    "linli.approvals",
    "linli.overview",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "linli.foundation.desk.middleware.TextsCompressed",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "linli.foundation.desk.middleware.security_headers",
    "linli.registry.api.problems.answer_in_json",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "linli.foundation.access.gates.account_in_order",
    "linli.foundation.record.downloads.note_downloads",
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "linli.urls"
WSGI_APPLICATION = "linli.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "linli.foundation.desk.navigation.navigation",
            ],
            "builtins": ["linli.foundation.desk.templatetags.words"],
        },
    }
]
DATABASES = {"default": _database()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "people.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("username", "display_name")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "linli.foundation.access.passwords.LongEnough"},
    {"NAME": "linli.foundation.access.passwords.SeveralKinds"},
    {"NAME": "linli.foundation.access.passwords.NotUsedBefore"},
]
ACCOUNT_ADAPTER = "linli.foundation.access.sign_in.StaffAccounts"
ACCOUNT_SESSION_REMEMBER = False  # the session ends with the browser
MFA_ADAPTER = "linli.foundation.access.sign_in.SecondFactor"
MFA_TOTP_TOLERANCE = 1  # a clock may be half a minute off
MFA_RECOVERY_CODES_SHOW_ONCE = True
USERSESSIONS_TRACK_ACTIVITY = False  # the gate notes it, once a minute
SOCIALACCOUNT_ADAPTER = "linli.foundation.access.sign_in.SingleSignOn"
SIGN_ON = _sign_on()
SOCIALACCOUNT_PROVIDERS = {"openid_connect": {"APPS": SIGN_ON, "OAUTH_PKCE_ENABLED": True}}
OIDC_CLAIM = os.environ.get("LINLI_OIDC_CLAIM", "preferred_username")
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
AXES_FAILURE_LIMIT = "linli.foundation.access.lockout.failure_limit"
AXES_COOLOFF_TIME = "linli.foundation.access.lockout.cool_off"
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_CALLABLE = "linli.foundation.access.lockout.locked_page"
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
LOGIN_REDIRECT_URL = "/"
LOGIN_URL = "account_login"
SESSION_COOKIE_AGE = 24 * 60 * 60  # the policy's hours are fewer
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
if HTTPS:  # the prefix binds a cookie to this very host
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
SECURE_SSL_REDIRECT = HTTPS
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

LANGUAGE_CODE = "zh-hans"
LANGUAGES = [("zh-hans", _("简体中文")), ("en", _("English"))]
LOCALE_PATHS = [HERE / "locale"]
TIME_ZONE = "Asia/Shanghai"
USE_TZ = True

EMAIL_HOST = os.environ.get("LINLI_EMAIL_HOST", "")
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'dummy'}.EmailBackend"
EMAIL_PORT = int(os.environ.get("LINLI_EMAIL_PORT", "25"))
EMAIL_HOST_USER = os.environ.get("LINLI_EMAIL_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("LINLI_EMAIL_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("LINLI_EMAIL_TLS") == "1"
DEFAULT_FROM_EMAIL = os.environ.get("LINLI_EMAIL_FROM", "linli@localhost")

STATIC_URL = "/static/"
WHITENOISE_USE_FINDERS = True
MEDIA_ROOT = HOME / "files"
DATA_UPLOAD_MAX_NUMBER_FIELDS = 20_000
DATA_UPLOAD_MAX_MEMORY_SIZE = 10 * 1024 * 1024  # a thousand rows of a program, every fact filled

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "handlers": {"console": {"class": "logging.StreamHandler"}},
    "root": {"handlers": ["console"], "level": "WARNING"},
}
