"""Django settings of the test suite: the reusable app with as little around it as Django allows.

`DATABASE_URL` chooses the database, so the same tests run on SQLite (the default), PostgreSQL and MariaDB.
"""

import os
from pathlib import Path
from tempfile import gettempdir

import environ

env = environ.Env()

DATABASES = {"default": env.db("DATABASE_URL", default="sqlite://:memory:")}
DATABASES["default"]["ATOMIC_REQUESTS"] = False
if DATABASES["default"]["ENGINE"].endswith("mysql"):
    # A driver in pure Python, so that testing on MariaDB needs no system library and no compiler.
    import pymysql

    pymysql.install_as_MySQLdb()
    DATABASES["default"].setdefault("OPTIONS", {})["charset"] = "utf8mb4"
    DATABASES["default"]["TEST"] = {"CHARSET": "utf8mb4", "COLLATION": "utf8mb4_unicode_ci"}
elif DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # A file, because connections of several threads to a database in memory do not wait for each other's locks.
    # IMMEDIATE, because a transaction that reads first and writes later cannot wait for its lock either.
    DATABASES["default"]["TEST"] = {"NAME": str(Path(gettempdir()) / f"proctoring-tests-{os.getpid()}.sqlite3")}
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 30,
        "init_command": "PRAGMA synchronous=OFF; PRAGMA journal_mode=WAL;",
    }

SECRET_KEY = "only for tests; long enough for every signing backend that Django ships"
DEBUG = False
ALLOWED_HOSTS = ["*"]
USE_TZ = True
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("de", "Deutsch"), ("ar", "العربية")]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

INSTALLED_APPS = [
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "rest_framework",
    "proctoring_host",
]
MIDDLEWARE = [
    "proctoring_host.web.correlation.Correlation",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
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
STATIC_URL = "/static/"
STATICFILES_FINDERS = [
    "django.contrib.staticfiles.finders.AppDirectoriesFinder",
    "proctoring_host.web.statics.BackendFinder",
]
LOGIN_URL = "/accounts/login/"

EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
# Hashing a password slowly protects nobody here and costs a large part of the run.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]

FEATURES = {"ENABLE_SPECIAL_EXAMS": True}
