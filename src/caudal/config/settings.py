"""Django's settings, spelt out. What may differ between two machines comes from ``Environment``."""

from pathlib import Path

from django.urls import reverse_lazy

from caudal.config.environment import Environment, database_settings

ENVIRONMENT = Environment.read()
PACKAGE_DIR = Path(__file__).resolve().parent.parent

SECRET_KEY = ENVIRONMENT.secret_key.get_secret_value()
DEBUG = ENVIRONMENT.debug
ALLOWED_HOSTS = ENVIRONMENT.allowed_hosts

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.staticfiles",
    "django.forms",
    "axes",
    "django_filters",
    "django_htmx",
    "django_tables2",
    "procrastinate.contrib.django",
    "caudal.domain.platform",
    "caudal.domain.tariffs",
    "caudal.domain.registry",
    "caudal.domain.metering",
    "caudal.domain.receivables",
    "caudal.domain.billing",
    "caudal.domain.payments",
    "caudal.domain.imports",
    "caudal.domain.reports",
    "caudal.interfaces.staff",
]

MIDDLEWARE = [
    "caudal.interfaces.staff.shell.request_log.RequestLogMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "caudal.interfaces.staff.shell.session_limits.SessionLimitsMiddleware",
    "caudal.interfaces.staff.shell.place.LocalTimeMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "caudal.interfaces.staff.shell.refusals.RefusalMiddleware",
    "caudal.interfaces.staff.access.AccessMiddleware",
    "axes.middleware.AxesMiddleware",
]

ROOT_URLCONF = "caudal.config.urls"
WSGI_APPLICATION = "caudal.config.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [PACKAGE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.messages.context_processors.messages",
                "caudal.interfaces.staff.shell.context.shell",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {
    "default": database_settings(
        ENVIRONMENT.database_url.get_secret_value(), process=ENVIRONMENT.process
    ),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Cached templates and static hashes are per process; nothing shared is kept outside the database.
CACHES = {"default": {"BACKEND": "django.core.cache.backends.dummy.DummyCache"}}

# People
AUTH_USER_MODEL = "platform.User"
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",
    "django.contrib.auth.backends.ModelBackend",
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 10},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
LOGIN_URL = reverse_lazy("login")
LOGIN_REDIRECT_URL = reverse_lazy("home")
LOGOUT_REDIRECT_URL = reverse_lazy("login")

AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = 0.25  # hours
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_TEMPLATE = "registration/locked.html"
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False
AXES_CLIENT_IP_CALLABLE = "caudal.interfaces.staff.shell.request_log.client_address"
TRUSTED_PROXIES = ENVIRONMENT.trusted_proxies

# Sessions: a cash desk is left alone often and shared sometimes.
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = ENVIRONMENT.session_hours * 3600
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = ENVIRONMENT.https
SESSION_COOKIE_NAME = "caudal_session"
SESSION_IDLE_SECONDS = ENVIRONMENT.session_idle_minutes * 60
SESSIONS_PER_USER = ENVIRONMENT.sessions_per_user

# Web security
CSRF_COOKIE_SECURE = ENVIRONMENT.https
CSRF_COOKIE_HTTPONLY = True
CSRF_USE_SESSIONS = False
CSRF_FAILURE_VIEW = "caudal.interfaces.staff.shell.errors.csrf_failure"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_SSL_REDIRECT = ENVIRONMENT.https
SECURE_HSTS_SECONDS = 31_536_000 if ENVIRONMENT.https else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = ENVIRONMENT.https
SECURE_HSTS_PRELOAD = False
SECURE_PROXY_SSL_HEADER = (
    ("HTTP_X_FORWARDED_PROTO", "https") if ENVIRONMENT.trusted_proxies else None
)
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:", "blob:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    }
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5_000

# Language and time: people read es-MX; each branch keeps its own zone (docs/architecture.md).
LANGUAGE_CODE = "es-mx"
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
FORMAT_MODULE_PATH = ["caudal.config.formats"]

# Files
STATIC_URL = "/static/"
STATIC_ROOT = ENVIRONMENT.home.resolve() / "static"
STATICFILES_DIRS = [PACKAGE_DIR / "static"]
FILES_DIR = ENVIRONMENT.files_dir
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": FILES_DIR},
    },
    "staticfiles": {
        "BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"
        if ENVIRONMENT.process == "web" and not DEBUG
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
# Only ``caudal web`` serves collected files; elsewhere they are read where they are written.
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = ENVIRONMENT.process != "web" or DEBUG

# Screens
DJANGO_TABLES2_TEMPLATE = "django_tables2/caudal.html"
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# Jobs
PROCRASTINATE_IMPORT_PATHS = ["caudal.interfaces.jobs.tasks"]
PROCRASTINATE_AUTODISCOVER_MODULE_NAME = ""

# Passwords that the migrations give to the run-time roles.
RUNTIME_ROLE_PASSWORDS = {
    "caudal_app": ENVIRONMENT.app_password.get_secret_value(),
    "caudal_ro": ENVIRONMENT.ro_password.get_secret_value(),
}

SILENCED_SYSTEM_CHECKS = [
    "security.W004",  # HSTS, redirect and secure cookies follow CAUDAL_HTTPS:
    "security.W008",  # a LAN without TLS is a supported (and announced) installation.
    "security.W012",
    "security.W016",
    "security.W021",
]

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "caudal.config.logs.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.server": {"level": "ERROR"},
        "axes": {"level": "WARNING"},
        "procrastinate": {"level": "WARNING"},
        # It tells at each start that it cannot draw images; bar codes are drawn as vectors here.
        "pyBarcode": {"level": "WARNING"},
    },
}
