from voicebot.rehearsal.calls.call import Call
from voicebot.rehearsal.calls.parameters import identity


def test_the_parameters_are_those_of_a_recorded_request():
    pairs = dict(identity(Call("CA1", "+447700900123", "anonymous", "inbound", 0.0), "AC1"))
    places = {
        f"{who}{what}" for who in ("From", "To", "Caller", "Called") for what in ("", "City", "State", "Zip", "Country")
    }
    assert pairs.keys() == {"AccountSid", "ApiVersion", "CallSid", "Direction"} | places
    assert (pairs["FromCountry"], pairs["CalledCountry"]) == ("", "GB")
