"""All settings, read from the environment. Nothing is needed for ``make demo``; a bad value stops the start.

The README holds the table of variables. Runtime state (database, media, broker, logs) lives under ``var/``.
"""

import os
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import environ

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

BASE_DIR = Path(__file__).resolve().parent.parent
env = environ.Env()


def flag(name: str, *, default: bool = False) -> bool:
    """A yes or no from the environment; anything else is a mistake and never quietly a no."""
    word = env.str(name, default=str(default)).lower()
    if word in {"1", "true", "yes", "on"}:
        return True
    if word in {"0", "false", "no", "off", ""}:
        return False
    raise ImproperlyConfigured(f"{name} must be 1 or 0, not {word!r}.")


# --- The installation -------------------------------------------------------------------------------------------

DEMO = flag("DEMO", default=False)
DEBUG = flag("DEBUG", default=False)
VAR_DIR = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var")))
VAR_DIR.mkdir(parents=True, exist_ok=True)
VERSION = "0.1.0"
DEMO_PASSWORD = env.str("DEMO_PASSWORD", default="Coso-demo-2026")

BASE_URL = env.str("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
_base = urlsplit(BASE_URL)
if _base.scheme not in {"http", "https"} or not _base.hostname or _base.path:
    raise ImproperlyConfigured(f"BASE_URL must look like https://coso.hanoi.gov.vn, not {BASE_URL!r}.")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[_base.hostname, "127.0.0.1", "localhost", "[::1]"])
# Where packages made by others are shown: never the portal's own address. "*" gives each package an address of its own.
LOOPBACK = _base.hostname in {"127.0.0.1", "localhost", "::1"}
PACKAGE_ORIGIN = env.str("PACKAGE_ORIGIN", default="http://*.packages.localhost" if LOOPBACK else "").rstrip("/")
if PACKAGE_ORIGIN:
    _packages = urlsplit(PACKAGE_ORIGIN)
    if _packages.scheme not in {"http", "https"} or not _packages.hostname or _packages.path:
        raise ImproperlyConfigured(
            f"PACKAGE_ORIGIN must look like https://*.packages.example.vn, not {PACKAGE_ORIGIN!r}."
        )
    if _packages.hostname in {_base.hostname, *ALLOWED_HOSTS}:
        raise ImproperlyConfigured("PACKAGE_ORIGIN must be another host than the portal's.")
    ALLOWED_HOSTS.append(_packages.hostname.removeprefix("*"))
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])
SECURE = flag("SECURE", default=_base.scheme == "https")
if SECURE and DEBUG:
    raise ImproperlyConfigured("DEBUG shows settings and code to every visitor: unset it where SECURE is on.")


def secret_key() -> str:
    """The key from the environment, or one made once and kept under ``var/`` (readable by the owner alone)."""
    path = VAR_DIR / "secret_key"
    key = env.str("SECRET_KEY", default="")
    if not key:
        if not path.exists():
            from django.core.management.utils import get_random_secret_key

            # Written aside and linked: of several processes that start at once one wins and none reads half a key.
            draft = path.with_suffix(f".{os.getpid()}")
            draft.touch(mode=0o600)
            draft.write_text(get_random_secret_key() + get_random_secret_key())
            with suppress(FileExistsError):
                path.hardlink_to(draft)
            draft.unlink()
        key = path.read_text().strip()
    if len(key) < 50:
        raise ImproperlyConfigured(f"SECRET_KEY must have 50 characters or more. Set it, or remove {path}.")
    return key


SECRET_KEY = secret_key()

# --- Rooms and libraries ----------------------------------------------------------------------------------------

INSTALLED_APPS = [
    "portal",  # first, so that its templates win
    "certificates",
    "training",
    "curriculum",
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.table_block",
    "wagtail.embeds",
    "wagtail.sites",
    "wagtail.users",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "django_filters",
    "django_htmx",
    "rules.apps.AutodiscoverRulesConfig",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
    "whitenoise.runserver_nostatic",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.humanize",
    "django.contrib.postgres",
    "django.forms",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "curriculum.packages.origin.PackageOrigin",  # before anything that knows a session
    "portal.compression.CompressedPages",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.office.door.OfficeDoor",
    "portal.offline.at_rest.Unkept",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
ASGI_APPLICATION = "config.asgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
                "portal.context.frame",
            ],
        },
    },
]

# --- Data -------------------------------------------------------------------------------------------------------

DATABASES = {"default": env.db("DATABASE_URL", default=f"sqlite:///{VAR_DIR / 'coso.sqlite3'}")}
if DATABASES["default"]["ENGINE"] == "django.db.backends.sqlite3":
    # IMMEDIATE takes the write lock at the start, so that "lock, count, write" holds here as on PostgreSQL.
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": (
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA temp_store=MEMORY;"
            "PRAGMA mmap_size=134217728; PRAGMA cache_size=-16000; PRAGMA journal_size_limit=67108864;"
        ),
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
DATABASES["default"]["CONN_MAX_AGE"] = env.int("CONN_MAX_AGE", default=60)

CACHE_URL = env.str("CACHE_URL", default="")
CACHES = {
    "default": env.cache("CACHE_URL")
    if CACHE_URL
    else {"BACKEND": "django.core.cache.backends.filebased.FileBasedCache", "LOCATION": str(VAR_DIR / "cache")}
}

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "private": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": str(VAR_DIR / "private")},
    },
    "staticfiles": {"BACKEND": "config.static.MarkedModules"},
}
WHITENOISE_MAX_AGE = 3600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

# A spreadsheet given to an import: its size, what it may unpack to, how far its sheet may reach.
IMPORT_MAX_BYTES = env.int("IMPORT_MAX_MEGABYTES", default=20) * 1024**2
IMPORT_MAX_UNPACKED_BYTES = env.int("IMPORT_MAX_UNPACKED_MEGABYTES", default=400) * 1024**2
IMPORT_MAX_ROWS = env.int("IMPORT_MAX_ROWS", default=50_000)
IMPORT_MAX_COLUMNS = env.int("IMPORT_MAX_COLUMNS", default=60)

# A package of learning content given to the portal: its size, what it may unpack to, how many files it may hold.
PACKAGE_MAX_BYTES = env.int("PACKAGE_MAX_MEGABYTES", default=500) * 1024**2
PACKAGE_MAX_UNPACKED_BYTES = env.int("PACKAGE_MAX_UNPACKED_MEGABYTES", default=2000) * 1024**2
PACKAGE_MAX_FILES = env.int("PACKAGE_MAX_FILES", default=20_000)

# --- Seals on documents -----------------------------------------------------------------------------------------

# The keys of the institutions: PKCS#12 files named after their codes in one folder, or labelled so on a PKCS#11 token.
SEAL_FOLDER = env.str("SEAL_FOLDER", default="")
SEAL_PASSPHRASE = env.str("SEAL_PASSPHRASE", default="")
SEAL_PKCS11_MODULE = env.str("SEAL_PKCS11_MODULE", default="")
SEAL_PKCS11_TOKEN = env.str("SEAL_PKCS11_TOKEN", default="")
SEAL_PKCS11_PIN = env.str("SEAL_PKCS11_PIN", default="")
SEAL_LEVEL = env.str("SEAL_LEVEL", default="B-LT")
if SEAL_LEVEL not in {"B-B", "B-T", "B-LT", "B-LTA"}:
    raise ImproperlyConfigured(f"SEAL_LEVEL must be B-B, B-T, B-LT or B-LTA, not {SEAL_LEVEL!r}.")
TSA_URL = env.str("TSA_URL", default="")
TSA_USERNAME = env.str("TSA_USERNAME", default="")
TSA_PASSWORD = env.str("TSA_PASSWORD", default="")
SIGNING_TRUST = env.str("SIGNING_TRUST", default="")  # folder: certificates of authorities, lists of revoked ones
SIGNING_FETCHES = flag("SIGNING_FETCHES", default=False)  # whether authorities are asked what they revoked
RENEW_TIME_STAMPS_AFTER_MONTHS = env.int("RENEW_TIME_STAMPS_AFTER_MONTHS", default=12)
AUTHORITY_FOLDER = str(VAR_DIR / "authority")  # the throw-away authority of the demonstration
SIGNED_MAX_BYTES = env.int("SIGNED_MAX_MEGABYTES", default=5) * 1024**2  # a PDF given to be checked

# --- Work in the background -------------------------------------------------------------------------------------

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://")
if CELERY_BROKER_URL == "filesystem://":
    for folder in ("queue", "processed", "control"):
        (VAR_DIR / "broker" / folder).mkdir(parents=True, exist_ok=True)
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(VAR_DIR / "broker" / "queue"),
        "data_folder_out": str(VAR_DIR / "broker" / "queue"),
        "processed_folder": str(VAR_DIR / "broker" / "processed"),
        "control_folder": str(VAR_DIR / "broker" / "control"),
        "store_processed": False,
        "polling_interval": 0.1,  # seconds; a worker that is done waits for its next task no longer than this
    }
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = True
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_TIMEZONE = "Asia/Ho_Chi_Minh"
CELERY_BEAT_SCHEDULE_FILENAME = str(VAR_DIR / "beat")
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True

# --- People and sign-in -----------------------------------------------------------------------------------------

AUTH_USER_MODEL = "training.User"
AUTHENTICATION_BACKENDS = [
    "rules.permissions.ObjectPermissionBackend",
    "django.contrib.auth.backends.ModelBackend",
    "allauth.account.auth_backends.AuthenticationBackend",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/home/"
LOGOUT_REDIRECT_URL = "/"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "optional"
ACCOUNT_LOGIN_BY_CODE_ENABLED = True
ACCOUNT_USER_MODEL_USERNAME_FIELD = "username"
ACCOUNT_SESSION_REMEMBER = None
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_DEFAULT_HTTP_PROTOCOL = "https" if SECURE else "http"
# Slow for one account and for one address, yet wide enough for a school of which all sit behind one address.
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",
    "login_failed": "60/m/ip,5/300s/key",
    "request_login_code": "60/m/ip,3/m/key",
}
ACCOUNT_ADAPTER = "portal.accounts.adapter.AccountAdapter"
SOCIALACCOUNT_ADAPTER = "portal.accounts.adapter.SocialAccountAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_PASSKEY_SIGNUP_ENABLED = False
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not SECURE
USERSESSIONS_TRACK_ACTIVITY = False
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="")
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "oidc",
                "name": env.str("OIDC_NAME", default="OpenID Connect"),
                "client_id": env.str("OIDC_CLIENT_ID"),
                "secret": env.str("OIDC_CLIENT_SECRET"),
                "settings": {"server_url": OIDC_SERVER_URL},
            }
        ]
        if OIDC_SERVER_URL
        else []
    }
}
SESSION_ENGINE = "portal.accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(hours=env.int("SESSION_HOURS", default=12)).total_seconds())

# --- Security ---------------------------------------------------------------------------------------------------

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"  # Wagtail previews pages in a frame of its own
SILENCED_SYSTEM_CHECKS = ["security.W019"]  # which asks for DENY; frame-ancestors below says the same as the line above
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = SECURE
SECURE_SSL_REDIRECT = SECURE
SECURE_REDIRECT_EXEMPT = [r"^healthz$"]  # asked over plain HTTP from the machine itself
SECURE_HSTS_SECONDS = 31_536_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = SECURE
if flag("BEHIND_PROXY", default=False):
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    ALLAUTH_TRUSTED_PROXY_COUNT = 1  # the last address in X-Forwarded-For is the one our proxy saw
VERIFY_PER_MINUTE = env.int("VERIFY_PER_MINUTE", default=30)  # looks at /verify/ from one address
VERIFY_DOCUMENTS_PER_MINUTE = env.int("VERIFY_DOCUMENTS_PER_MINUTE", default=10)  # files checked for one address
CALENDAR_PER_MINUTE = env.int("CALENDAR_PER_MINUTE", default=120)  # feeds read from one address, often a whole school's
CREDENTIALS_PER_MINUTE = env.int("CREDENTIALS_PER_MINUTE", default=120)  # badges, keys and status lists, one address
# Private keys of the institutions for badges and QR codes: one PEM file each, or all of them in one variable.
ISSUER_KEYS_DIR = Path(env.str("ISSUER_KEYS_DIR", default=str(VAR_DIR / "keys" / "issuers")))
ISSUER_KEYS = env.str("ISSUER_KEYS", default="", multiline=True)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "script-src": ["'self'"],
        "style-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "font-src": ["'self'"],
        "connect-src": ["'self'"],
        "media-src": ["'self'", "blob:"],
        "frame-src": ["'self'"],
        "frame-ancestors": ["'self'"],
        "object-src": ["'none'"],
        "base-uri": ["'self'"],
        "form-action": ["'self'"],
        "manifest-src": ["'self'"],
        "worker-src": ["'self'"],
    }
}

# --- Language and time ------------------------------------------------------------------------------------------

LANGUAGE_CODE = "vi"
LANGUAGES = [("vi", _("Vietnamese")), ("en", _("English"))]
LOCALE_PATHS = [str(BASE_DIR / "portal" / "wagtail_locale")]  # what Wagtail's own Vietnamese lacks
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Asia/Ho_Chi_Minh"
FORMAT_MODULE_PATH = ["config.formats"]
USE_THOUSAND_SEPARATOR = True
FIRST_DAY_OF_WEEK = 1
COSO_NOW = env.str("COSO_NOW", default="")  # rehearsals: an ISO date and time at which the clock stands
if COSO_NOW:
    try:
        datetime.fromisoformat(COSO_NOW)
    except ValueError as error:
        raise ImproperlyConfigured(f"COSO_NOW must look like 2026-11-20T08:00, not {COSO_NOW!r}.") from error

# --- Mail -------------------------------------------------------------------------------------------------------

EMAIL_URL = env.str("EMAIL_URL", default="")
if EMAIL_URL:
    vars().update(env.email("EMAIL_URL"))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = str(VAR_DIR / "mail")
DEFAULT_FROM_EMAIL = SERVER_EMAIL = env.str("DEFAULT_FROM_EMAIL", default="Cổng Cơ Sở <no-reply@localhost>")

# --- Wagtail ----------------------------------------------------------------------------------------------------

WAGTAIL_SITE_NAME = "Cơ Sở"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_DATE_FORMAT, WAGTAIL_DATETIME_FORMAT = "%d/%m/%Y", "%d/%m/%Y %H:%M"
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAIL_USER_TIME_ZONES = [TIME_ZONE]
WAGTAILADMIN_PERMITTED_LANGUAGES = [("vi", "Tiếng Việt"), ("en", "English")]
WAGTAILADMIN_LOGIN_URL = "/accounts/login/"
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAILEMBEDS_FINDERS: list[dict] = []  # a closed network: nothing is fetched from outside
WAGTAILIMAGES_IMAGE_FORM_BASE = "portal.pages.library.DescribedImageForm"
WAGTAILDOCS_EXTENSIONS = ["pdf", "docx", "xlsx", "pptx", "odt", "csv", "txt", "zip", "mp4", "webm", "vtt"]
WAGTAILDOCS_CONTENT_TYPES = {"vtt": "text/vtt"}
WAGTAILDOCS_SERVE_METHOD = "serve_view"  # documents are asked for by their collection's rules, never by their path

# --- Logging ----------------------------------------------------------------------------------------------------

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s: %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain"}},
    "loggers": {
        "weasyprint": {"level": "WARNING"},  # otherwise eight lines a document
        "django_tasks": {"level": "WARNING"},  # and two for each indexing
    },
    "root": {"handlers": ["console"], "level": env.str("LOG_LEVEL", default="INFO")},
}
