"""Django settings of the standalone host.

Nothing here is meant to be edited: the two files in PROCTORING_CONFIG_DIR and environment variables say what is
different on a site, and `proctoring doctor` says what is wrong with them. The environment wins over the files.
"""

from typing import Any

from proctoring_host.catalogues import locale_paths
from proctoring_host.celery_schedule import BEAT_SCHEDULE
from proctoring_host.standalone import environment, sources
from proctoring_host.standalone.languages import languages

_sources = sources.read()
_env = _sources.env
_data = _sources.data
_files: dict[str, Any] = dict(_sources.taken)

environment.make_folders(_data)

DEBUG = _env.switch("DEBUG")
SECRET_KEY = _env.text("SECRET_KEY") or _files.get("SECRET_KEY") or environment.kept_key(_data / "secret_key")
# For a site that configures none in PROCTORING_SETTINGS["ACCESS_TOKEN_KEY"].
PROCTORING_ACCESS_TOKEN_KEY = environment.kept_access_key(_data / "access_token_key.pem")
DATABASES = {"default": environment.database(_env, _data)}
ALLOWED_HOSTS = (
    _env.names("ALLOWED_HOSTS") or _files.get("ALLOWED_HOSTS") or environment.own_hosts(_files.get("SITE_NAME"))
)
CSRF_TRUSTED_ORIGINS = environment.own_origins(_files.get("SITE_NAME"))
CELERY_BROKER_URL = _env.text("CELERY_BROKER_URL")
CELERY_BEAT_SCHEDULE = BEAT_SCHEDULE
CELERY_TASK_IGNORE_RESULT = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# A broker that is away must not keep a request waiting: then the process runs its effects itself.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 1, "socket_timeout": 5, "max_retries": 0}

INSTALLED_APPS = [
    "proctoring_host.standalone",
    "proctoring_host",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "rest_framework",
]
MIDDLEWARE = [
    "proctoring_host.web.correlation.Correlation",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "proctoring_host.standalone.middleware.SecureResponses",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
            ],
        },
    },
]
ROOT_URLCONF = "proctoring_host.standalone.urls"
WSGI_APPLICATION = "proctoring_host.standalone.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTHENTICATION_BACKENDS = [
    "proctoring_host.standalone.auth.Accounts",
    "proctoring_host.standalone.auth.ReferencePermissions",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{name}"}
    for name in (
        "UserAttributeSimilarityValidator",
        "MinimumLengthValidator",
        "CommonPasswordValidator",
        "NumericPasswordValidator",
    )
]
LOGIN_URL = "/accounts/login/"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/accounts/login/"
REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["rest_framework.authentication.SessionAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["rest_framework.permissions.IsAuthenticated"],
}

LANGUAGE_CODE = "en"
LANGUAGES = languages(_files.get("LANGUAGE_CODE", LANGUAGE_CODE))
LOCALE_PATHS = [*_files.pop("LOCALE_PATHS", ()), *locale_paths()]
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATIC_ROOT = str(_data / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedStaticFilesStorage"},
}
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "proctoring_host.web.statics.BackendFinder",
]
# Also without `collectstatic`, which only `proctoring serve` runs, pages have their styles.
WHITENOISE_USE_FINDERS = True

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_ENGINE = "proctoring_host.standalone.sessions"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"clean": {"()": "proctoring_host.standalone.logs.CleanPaths"}},
    "formatters": {"keys": {"()": "proctoring_host.standalone.logs.KeyFormatter"}},
    "handlers": {
        "stderr": {"class": "logging.StreamHandler", "formatter": "keys", "filters": ["clean"]},
    },
    "root": {"handlers": ["stderr"], "level": "INFO"},
    # Django's own set-up adds handlers here, which would write every line a second time and uncleaned.
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "level": "INFO", "propagate": True},
        # Anybody can send any Host header, and would fill the log with tracebacks.
        "django.security.DisallowedHost": {"handlers": [], "level": "CRITICAL", "propagate": True},
        # Django leaves it to the server to drop the body of an answer to HEAD; some warn of it each time.
        "gunicorn.http.wsgi": {"level": "ERROR"},
    },
}

for _name in ("SECRET_KEY", "ALLOWED_HOSTS"):
    _files.pop(_name, None)
globals().update(environment.mail_in_files(_data) | _files | environment.mail(_env, _data))
