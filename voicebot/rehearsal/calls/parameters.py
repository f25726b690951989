"""The parameters that Twilio sends with every webhook of a call.

Source: https://www.twilio.com/docs/voice/twiml#request-parameters and recorded requests.
"""

from voicebot.rehearsal.api.resource import API_VERSION
from voicebot.rehearsal.calls.call import Call
from voicebot.rehearsal.calls.signature import Pair


def identity(call: Call, account_sid: str) -> tuple[Pair, ...]:
    """Everything that stays the same through a call; city, state and zip code are empty in the United Kingdom."""
    pairs = [
        ("AccountSid", account_sid),
        ("ApiVersion", API_VERSION),
        ("CallSid", call.sid),
        ("Direction", call.direction),
    ]
    for names, number in ((("From", "Caller"), call.from_), (("To", "Called"), call.to)):
        for name in names:
            country = "GB" if number.startswith("+44") else ""
            places = [(f"{name}City", ""), (f"{name}Country", country), (f"{name}State", ""), (f"{name}Zip", "")]
            pairs += [(name, number), *places]
    return tuple(sorted(pairs))
