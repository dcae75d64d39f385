"""What LMS and Studio of the lanes have in common: the settings that Open edX brings along, as far as they matter.

`common`, `production` and `tutor` of each follow one another as in the platform: the first two end with the plugins'
stages, and what an operator adds comes last.
"""

import os
from importlib.util import find_spec
from pathlib import Path
from tempfile import gettempdir

HAS_EDX_PROCTORING = find_spec("edx_proctoring") is not None

SECRET_KEY = "only for tests; long enough for every signing backend that Django ships"
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de-de", "Deutsch"), ("uk", "Українська")]
# Nobody's own: Open edX has AutoField, and each app its own.
DEFAULT_AUTO_FIELD = "django.db.models.AutoField"

DATABASES = {
    "default": {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(Path(gettempdir()) / f"proctoring-openedx-{os.getpid()}.sqlite3"),
        "TEST": {"NAME": str(Path(gettempdir()) / f"proctoring-openedx-test-{os.getpid()}.sqlite3")},
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": 30,
            "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL;",
        },
        # As the platform has it: each request is one transaction.
        "ATOMIC_REQUESTS": True,
    }
}

APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.sites",
    "django.contrib.messages",
    "django.contrib.admin",
    "django.contrib.staticfiles",
    "rest_framework",
    "drf_spectacular",
    "waffle",
    "openedx_events",
    "eventtracking.django.apps.EventTrackingConfig",
    *(("webpack_loader", "simple_history") if HAS_EDX_PROCTORING else ()),
]
MIDDLEWARE = [
    "crum.CurrentRequestUserMiddleware",
    "edx_django_utils.cache.middleware.RequestCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "waffle.middleware.WaffleMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": False,
        "OPTIONS": {
            "loaders": ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
AUTHENTICATION_BACKENDS = ["rules.permissions.ObjectPermissionBackend", "django.contrib.auth.backends.ModelBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
SITE_ID = 1
STATIC_URL = "/static/"
EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
LOGIN_URL = "/login"

REST_FRAMEWORK = {
    "DEFAULT_PAGINATION_CLASS": "edx_rest_framework_extensions.paginators.DefaultPagination",
    "DEFAULT_RENDERER_CLASSES": ("rest_framework.renderers.JSONRenderer",),
    "DEFAULT_SCHEMA_CLASS": "drf_spectacular.openapi.AutoSchema",
    "EXCEPTION_HANDLER": "tests.openedx.handlers.noted",
    "PAGE_SIZE": 10,
    "URL_FORMAT_OVERRIDE": None,
    "DEFAULT_THROTTLE_RATES": {"user": "60/minute"},
}
SPECTACULAR_SETTINGS = {
    "TITLE": "The platform",
    "PREPROCESSING_HOOKS": ["tests.openedx.handlers.only_the_platforms_own"],
    "SCHEMA_PATH_PREFIX": "/api/platform",
}
JWT_AUTH = {
    "JWT_ISSUER": "https://lms.example.org/oauth2",
    "JWT_AUDIENCE": "openedx",
    "JWT_SECRET_KEY": "the secret that this platform signs its tokens with, for tests only",
    "JWT_ALGORITHM": "HS256",
    "JWT_VERIFY_EXPIRATION": True,
    "JWT_AUTH_HEADER_PREFIX": "JWT",
    "JWT_PAYLOAD_GET_USERNAME_HANDLER": lambda payload: payload.get("preferred_username"),
    "JWT_ISSUERS": [
        {
            "ISSUER": "https://lms.example.org/oauth2",
            "SECRET_KEY": "the secret that this platform signs its tokens with, for tests only",
            "AUDIENCE": "openedx",
        }
    ],
}

SITE_NAME = "lms.example.org"
PLATFORM_NAME = "Example University"
CONTACT_EMAIL = "contact@example.org"
TECH_SUPPORT_EMAIL = "tech@example.org"
DEFAULT_FROM_EMAIL = "registration@example.org"
LMS_ROOT_URL = "https://lms.example.org"
LEARNING_MICROFRONTEND_URL = "https://apps.lms.example.org/learning"
COURSE_ID_PATTERN = r"(?P<course_id>[^/+]+(/|\+)[^/+]+(/|\+)[^/?]+)"
USAGE_ID_PATTERN = r"(?P<usage_id>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))"
USAGE_KEY_PATTERN = r"(?P<usage_key_string>(?:i4x://?[^/]+/[^/]+/[^/]+/[^@]+(?:@[^/]+)?)|(?:[^/]+))"
FEATURES: dict[str, bool] = {}
# The platform's own defaults, which an operator's files replace.
PROCTORING_BACKENDS: dict[str, object] = {"DEFAULT": "null", "null": {}}
PROCTORING_SETTINGS: dict[str, object] = {}
EVENT_TRACKING_ENABLED = True
EVENT_TRACKING_BACKENDS = {"logger": {"ENGINE": "eventtracking.backends.logger.LoggerBackend", "OPTIONS": {}}}
# What only edx-proctoring and its companions read.
PIPELINE_JS: dict[str, object] = {}
ENV_ROOT = NODE_MODULES_ROOT = gettempdir()
WEBPACK_LOADER = {"DEFAULT": {"STATS_FILE": str(Path(gettempdir()) / "webpack-stats.json")}}

# The platform's Celery reads settings with the older names.
BROKER_URL = "://:@/"
CELERYBEAT_SCHEDULE: dict[str, object] = {"platform-task": {"task": "platform.task", "schedule": 60}}


def locale_paths(settings: object) -> list[str]:
    """The platform computes this setting when all others are known."""
    return [*settings.PREPEND_LOCALE_PATHS, "/nowhere/conf/locale"]


PREPEND_LOCALE_PATHS: list[str] = []
LOCALE_PATHS = locale_paths
