"""The web application as a WSGI callable."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "caudal.config.settings")

application = get_wsgi_application()
# What is loaded by now lives as long as the process; the collector of cycles need not walk it again
# and again while people wait.
gc.freeze()
