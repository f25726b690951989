"""The WSGI application, for any server: `granian --interface wsgi wsgi:application`."""

from voicebot.app import application_from_environment

application = application_from_environment()
