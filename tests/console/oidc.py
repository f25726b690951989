"""A service that vouches for staff, played here: it answers what Authlib asks, and the browser's visit is acted out."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import responses
from joserfc import jwt
from joserfc.jwk import RSAKey
from requests import PreparedRequest

ISSUER, CLIENT, SECRET = "https://sso.example", "voicebot", "a secret between the two"


@dataclass
class Service:
    """Vouches for whoever it is told to, as `claims` change what it says of them."""

    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "one"}))
    asked: dict[str, str] = field(default_factory=dict)
    claims: dict[str, object] = field(default_factory=dict)

    def answers(self, network: responses.RequestsMock) -> None:
        """Stand on this network."""
        network.get(
            f"{ISSUER}/.well-known/openid-configuration",
            json={
                "issuer": ISSUER,
                "authorization_endpoint": f"{ISSUER}/authorize",
                "token_endpoint": f"{ISSUER}/token",
                "jwks_uri": f"{ISSUER}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            },
        )
        network.get(f"{ISSUER}/keys", json={"keys": [self.key.as_dict(private=False)]})
        network.add_callback("POST", f"{ISSUER}/token", self._token)

    def visited(self, address: str) -> str:
        """Somebody was sent there and signs in; the path with which they come back."""
        self.asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        back = urlsplit(self.asked["redirect_uri"]).path
        return f"{back}?{urlencode({'code': 'one-time', 'state': self.asked['state']})}"

    def _token(self, request: PreparedRequest) -> tuple[int, Mapping[str, str], str]:
        given = {name: values[0] for name, values in parse_qs(str(request.body)).items()}
        digest = hashlib.sha256(given["code_verifier"].encode()).digest()
        if base64.urlsafe_b64encode(digest).decode().rstrip("=") != self.asked["code_challenge"]:
            return 400, {}, json.dumps({"error": "invalid_grant"})
        now = int(time.time())
        said = {"iss": ISSUER, "sub": "17", "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": self.asked["nonce"]}
        token = jwt.encode({"alg": "RS256", "kid": "one"}, said | self.claims, self.key)
        return 200, {}, json.dumps({"access_token": "unused", "token_type": "Bearer", "id_token": token})
