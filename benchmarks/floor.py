"""The floor that a webhook stands on: a Flask view that checks the signature and returns fixed TwiML, nothing else."""

import os

from flask import Flask, Response, request
from twilio.request_validator import RequestValidator

application = Flask(__name__)
_validator = RequestValidator(os.environ["TWILIO_AUTH_TOKEN"])
_public_url = os.environ["VOICEBOT_PUBLIC_URL"]
_TWIML = (
    '<?xml version="1.0" encoding="UTF-8"?><Response><Gather input="dtmf" numDigits="1" timeout="8"'
    ' action="/"><Say>How satisfied are you?</Say></Gather></Response>'
)


@application.post("/<path:path>")
def answer(path: str) -> Response:
    """Check and answer."""
    if not _validator.validate(f"{_public_url}/{path}", request.form, request.headers.get("X-Twilio-Signature", "")):
        return Response(status=403)
    return Response(_TWIML, content_type="text/xml; charset=utf-8")
