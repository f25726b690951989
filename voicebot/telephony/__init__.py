"""The telephony provider: what we ask of it, what it tells us, what it is told to say. Only this room knows Twilio."""
