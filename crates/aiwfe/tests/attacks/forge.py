"""Forges access tokens with PyJWT, in every way in which such tokens are known to fail, and shows each of them to a running server.

What it knows comes in as JSON: the address, a genuine token, and words of other kinds. What came of it goes out as JSON.
"""

import hashlib
import http.client
import json
import sys

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
import jwt
from jwt import algorithms
from jwt.utils import base64url_decode, base64url_encode

KNOWN = json.load(sys.stdin)
GENUINE = KNOWN["access_token"]
PARTS = GENUINE.split(".")
HEAD = jwt.get_unverified_header(GENUINE)
TOLD = jwt.decode(GENUINE, options={"verify_signature": False})
DAY = 24 * 60 * 60
OPERATIONS = [
    ("GET", "/api/v1/user/current", None),
    ("GET", "/api/v1/users", None),
    ("POST", "/api/v1/tasks", {"title": "sow"}),
]


class AnyWords(algorithms.HMACAlgorithm):
    """PyJWT itself takes no public key for the secret of an HMAC; an attacker does."""

    def prepare_key(self, key):
        return key if isinstance(key, bytes) else key.encode()


class Cut(AnyWords):
    """A longer HMAC, cut to the length of a shorter one."""

    def sign(self, msg, key):
        return super().sign(msg, key)[:32]


NONE, SHA256 = algorithms.NoneAlgorithm(), algorithms.RSAAlgorithm.SHA256
HS256, HS384, HS512 = (AnyWords(getattr(hashlib, f"sha{bits}")) for bits in (256, 384, 512))


def encoded(part):
    text = part if isinstance(part, str) else json.dumps(part)
    return base64url_encode(text.encode()).decode()


def signed(head, told, by=HS256, key="secret"):
    """A token of these parts, signed by an algorithm with a key, whatever its head says."""
    text = f"{encoded(head)}.{encoded(told)}"
    return f"{text}.{base64url_encode(by.sign(text.encode(), by.prepare_key(key))).decode()}"


def without(part, name):
    return {known: value for known, value in part.items() if known != name}


def unsigned():
    for alg in ["none", "None", "NONE", "nOnE", "noNe", " none", "none ", "none\0", "", None, False, 0, [], ["none"]]:
        yield f"alg {alg!r}", signed({**HEAD, "alg": alg}, TOLD, NONE, None)
    yield "HS256, unsigned", signed(HEAD, TOLD, NONE, None)
    yield "no algorithm", signed(without(HEAD, "alg"), TOLD, NONE, None)
    yield "an empty head", signed({}, TOLD, NONE, None)


def guessed():
    words = ["", " ", "secret", "password", "changeme", "aiwfe", "aiwfe access token", "your-256-bit-secret", "\0" * 32]
    words += [HEAD["kid"], TOLD["sub"], TOLD["session_id"], PARTS[0], PARTS[2], *KNOWN["public_keys"]]
    for at, word in enumerate(words):
        yield f"HS256 with guessed key {at}", signed(HEAD, TOLD, HS256, word)
    for name, by in [("HS384", HS384), ("HS512", HS512), ("HS512", Cut(hashlib.sha512)), ("HS256", Cut(hashlib.sha512))]:
        yield f"{name} of {by.hash_alg.__name__}, cut: {isinstance(by, Cut)}", signed({**HEAD, "alg": name}, TOLD, by)
    for alg in ["none", "hs256", "HS256 ", "HS384", "HS512", "RS256", "ES256", "EdDSA", ["HS256"]]:
        yield f"alg {alg!r} over the genuine signature", f"{encoded({**HEAD, 'alg': alg})}.{PARTS[1]}.{PARTS[2]}"


def own_keys():
    """What an attacker signs with keys of their own, and how they hint at them."""
    rsa_key, ec_key = rsa.generate_private_key(65537, 2048), ec.generate_private_key(ec.SECP256R1())
    pairs = [
        ("RS256", algorithms.RSAAlgorithm(SHA256), rsa_key),
        ("PS256", algorithms.RSAPSSAlgorithm(SHA256), rsa_key),
        ("ES256", algorithms.ECAlgorithm(SHA256), ec_key),
        ("EdDSA", algorithms.OKPAlgorithm(), ed25519.Ed25519PrivateKey.generate()),
    ]
    for alg, by, key in pairs:
        public = key.public_key()
        pem = public.public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
        der = public.public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
        hints = {
            "jwk": {**by.to_jwk(public, as_dict=True), "kid": HEAD["kid"]},
            "jku": "https://evil.example/keys.json",
            "x5u": "https://evil.example/cert.pem",
            "x5c": [base64url_encode(der).decode()],
            "x5t": base64url_encode(hashlib.sha1(der).digest()).decode(),
        }
        yield f"{alg} with a key of one's own", signed({**HEAD, "alg": alg}, TOLD, by, key)
        yield f"{alg} that says HS256", signed(HEAD, TOLD, by, key)
        yield f"HS256 with the public key of {alg}", signed(HEAD, TOLD, HS256, pem)
        for name, hint in hints.items():
            yield f"{alg} with {name}", signed({**HEAD, "alg": alg, name: hint}, TOLD, by, key)
    oct_key = {"kty": "oct", "k": base64url_encode(b"secret").decode(), "kid": HEAD["kid"]}
    yield "HS256 with jwk", signed({**HEAD, "jwk": oct_key}, TOLD)


def heads():
    kids = ["", " ", "../../../../../../dev/null", "/etc/hostname", "' union select 'secret' --", "x' or '1'='1", "0" * 8]
    kids += ["|id", "keys", HEAD["kid"].upper() + " ", "\0" + HEAD["kid"], None, 1, [HEAD["kid"]], {"kid": HEAD["kid"]}]
    for kid in [*kids, *(other for other in KNOWN["key_ids"] if other != HEAD["kid"])]:
        yield f"kid {kid!r}", signed({**HEAD, "kid": kid}, TOLD, HS256, "" if str(kid).endswith("null") else "secret")
    for typ in ["JWT", "at+JWT", "rt+jwt", "application/at+jwt", "", None]:
        yield f"typ {typ!r}", f"{encoded({**HEAD, 'typ': typ})}.{PARTS[1]}.{PARTS[2]}"
    for more in [{"crit": ["exp"]}, {"b64": False, "crit": ["b64"]}, {"zip": "DEF"}, {"cty": "JWT"}, {"enc": "A256GCM"}]:
        yield f"a head with {more}", signed({**HEAD, **more}, TOLD)
    yield "no kid", signed(without(HEAD, "kid"), TOLD)
    yield "no typ", signed(without(HEAD, "typ"), TOLD)
    twice = json.dumps(HEAD)[:-1] + ', "alg": "none"}'
    yield "two algorithms", signed(twice, TOLD, NONE, None)


def claims():
    now = TOLD["iat"]
    changes = [
        {"iss": "evil"},
        {"aud": "evil"},
        {"aud": ["aiwfe", "evil"]},
        {"exp": now - 1},
        {"exp": now + 365 * DAY},
        {"exp": 1e300},
        {"exp": None},
        {"nbf": now + DAY},
        {"iat": now + DAY},
        {"sub": KNOWN["other_user_id"], "id": KNOWN["other_user_id"]},
        {"sub": KNOWN["other_user_id"]},
        {"session_id": KNOWN["other_user_id"]},
        {"session_id": None},
        {"role": "root"},
        {"email": "eve@example.org"},
        {"scope": "house.admin"},
    ]
    told = [(f"saying {change}", {**TOLD, **change}) for change in changes]
    told += [(f"not saying {name}", without(TOLD, name)) for name in TOLD]
    told += [("saying nothing", {}), ("saying null", "null"), ("saying a list", [TOLD])]
    for name, told in told:
        yield f"{name}, with the signature kept", f"{PARTS[0]}.{encoded(told)}.{PARTS[2]}"
    yield "evil in all, signed with a guess", signed(HEAD, {**TOLD, "iss": "evil", "aud": "evil", "role": "root"})
    yield "the same in other words", f"{PARTS[0]}.{encoded(json.dumps(TOLD, indent=1))}.{PARTS[2]}"


def forms():
    head, told, signature = PARTS
    yield "no signature", f"{head}.{told}."
    yield "no signature and no dot", f"{head}.{told}"
    yield "the signature alone", f"..{signature}"
    yield "nothing but dots", ".."
    yield "a dot before", f".{GENUINE}"
    yield "a dot after", f"{GENUINE}."
    yield "two dots", f"{head}..{told}.{signature}"
    yield "four parts", f"{GENUINE}.{signature}"
    yield "five parts", f"{head}.{signature}.{signature}.{told}.{signature}"
    yield "parts in another order", f"{told}.{head}.{signature}"
    yield "JSON", json.dumps({"protected": head, "payload": told, "signature": signature}, separators=(",", ":"))
    yield "dots that are escaped", GENUINE.replace(".", "%2E")
    yield "twice", f"{GENUINE},{GENUINE}"
    yield "upper case", GENUINE.upper()
    yield "reversed", GENUINE[::-1]
    yield "a space within", f"{head}. {told}.{signature}"
    yield "longer than any", GENUINE + "A" * 5_000


def alphabets():
    head, told, signature = PARTS
    raw, letters = base64url_decode(signature), "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    yield "padding after the signature", f"{GENUINE}="
    yield "padding after each part", f"{head}==.{told}==.{signature}="
    yield "padding of another kind", f"{GENUINE}%3D"
    # The last letter of 32 bytes stands for four bits; the other two have to be zero.
    for bits in (1, 2, 3):
        last = letters[letters.index(signature[-1]) | bits]
        yield f"trailing bits {bits}", f"{head}.{told}.{signature[:-1]}{last}"
    yield "a letter of the other alphabet", f"{head}.{told}.+{signature[1:]}"
    yield "a letter of no alphabet", f"{head}.{told}.!{signature}"
    yield "the signature in hex", f"{head}.{told}.{raw.hex()}"
    yield "a byte less", f"{head}.{told}.{base64url_encode(raw[:-1]).decode()}"
    yield "a byte more", f"{head}.{told}.{base64url_encode(raw + bytes(1)).decode()}"
    for at in (0, 15, 31):
        flipped = raw[:at] + bytes([raw[at] ^ 1]) + raw[at + 1 :]
        yield f"a bit of byte {at}", f"{head}.{told}.{base64url_encode(flipped).decode()}"


def forgeries():
    """Every forged token by what it is; and words that the house itself has made, for something else or for another house."""
    every = [*unsigned(), *guessed(), *own_keys(), *heads(), *claims(), *forms(), *alphabets()]
    return {**dict(every), **KNOWN["of_other_kinds"]}


def ask(way, token, method, path, body):
    """Shows a token as programs do or as browsers do, over a line of its own; tells the status and the code of the answer."""
    headers = {"Content-Type": "application/json"}
    if way == "bearer":
        headers["Authorization"] = f"Bearer {token}"
    else:
        csrf = KNOWN["csrf_token"]
        headers |= {"Cookie": f"access_token={token}; csrf_token={csrf}", "X-CSRF-TOKEN": csrf}
    line = http.client.HTTPConnection(KNOWN["address"], timeout=60)
    line.request(method, path, body and json.dumps(body), headers)
    answer = line.getresponse()
    told = json.loads(answer.read())
    line.close()
    return answer.status, told.get("code") if isinstance(told, dict) else None


def main():
    asked, unexpected = 0, []

    def show(name, token, ways, is_expected):
        nonlocal asked
        for way in ways:
            for method, path, body in OPERATIONS:
                status, code = ask(way, token, method, path, body)
                asked += 1
                if not is_expected(status, code):
                    unexpected.append(f"{name}, by {way}, {method} {path}: {status} {code}")

    def is_let_in(status, _):
        return status in (200, 201)

    def is_refused(status, code):
        return (status, code) in ((401, "unauthenticated"), (403, "csrf"))

    forged = forgeries()
    assert GENUINE not in forged.values(), "a forged token is the genuine one"
    show("the genuine one, before", GENUINE, ("bearer", "cookie"), is_let_in)
    for name, token in forged.items():
        show(name, token, ("bearer", "cookie"), is_refused)
    # An API token is shown by programs, and never kept by a browser.
    show("an API token", KNOWN["api_token"], ("cookie",), is_refused)
    show("the genuine one, after", GENUINE, ("bearer", "cookie"), is_let_in)
    json.dump({"forged": len(set(forged.values())), "asked": asked, "unexpected": unexpected}, sys.stdout)


main()
