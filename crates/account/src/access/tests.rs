//! That a token says what it was made to say, and that nothing else is taken for one.
use super::{AccessTokens, Claims, Refused};
use crate::UserRole;
use crate::signing::signer;
use base::{Clock, Id};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD as BASE64};
use hmac::{Hmac, KeyInit, Mac};
use serde_json::{Value, json};
use sha2::Sha256;
use std::time::Duration;
use tempfile::TempDir;
use vault::{Key, Purpose, Ring};

/// A house with keys, and a clock that stands still.
struct House {
    tokens: AccessTokens,
    ring: Ring,
    clock: Clock,
    _folder: TempDir,
}

impl House {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let ring = Ring::open_or_make(&Ring::path(folder.path()), &clock).unwrap();
        Self { tokens: AccessTokens::new(ring.clone()), ring, clock, _folder: folder }
    }

    fn claims(&self) -> Claims {
        let now = self.clock.now();
        Claims {
            user_id: Id::new(&self.clock),
            email: "ann@example.org".into(),
            role: UserRole::User,
            session_id: Id::new(&self.clock),
            issued_at: now,
            expires_at: now.plus(Duration::from_secs(900)),
        }
    }

    fn issue(&self, claims: &Claims) -> String {
        self.tokens.issue(claims).unwrap().expose().to_owned()
    }

    fn read(&self, token: &str) -> Result<Claims, Refused> {
        self.tokens.read(token, self.clock.now())
    }

    /// The parts of a token as JSON.
    fn parts(&self) -> (Value, Value) {
        let token = self.issue(&self.claims());
        let part = |at| serde_json::from_slice(&BASE64.decode(token.split('.').nth(at).unwrap()).unwrap()).unwrap();
        (part(0), part(1))
    }

    /// A token of these parts, signed as the house signs.
    fn signed(&self, head: &Value, told: &Value) -> String {
        let key = self.ring.current(Purpose::Signing).unwrap();
        by(head, told, |signed| signer(key.expose(), super::USE).chain_update(signed).finalize().into_bytes().to_vec())
    }

    /// A token with something else in its head, or in what it says.
    fn with(&self, in_head: Value, in_told: Value) -> Result<Claims, Refused> {
        let (mut head, mut told) = self.parts();
        for (part, other) in [(&mut head, in_head), (&mut told, in_told)] {
            for (name, value) in other.as_object().unwrap() {
                part[name] = value.clone();
            }
        }
        self.read(&self.signed(&head, &told))
    }
}

fn by(head: &Value, told: &Value, sign: impl Fn(&str) -> Vec<u8>) -> String {
    let encoded = |part: &Value| BASE64.encode(part.to_string());
    let signed = format!("{}.{}", encoded(head), encoded(told));
    format!("{signed}.{}", BASE64.encode(sign(&signed)))
}

fn hmac(key: &[u8], signed: &str) -> Vec<u8> {
    Hmac::<Sha256>::new_from_slice(key).unwrap().chain_update(signed).finalize().into_bytes().to_vec()
}

#[test]
fn a_token_says_what_it_was_made_to_say_until_its_time_is_over() {
    let house = House::new();
    let claims = house.claims();
    let token = house.issue(&claims);
    assert_eq!(house.read(&token), Ok(claims));
    house.clock.advance(Duration::from_secs(899));
    assert!(house.read(&token).is_ok());
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(house.read(&token), Err(Refused::Expired));
}

#[test]
fn the_older_clients_find_the_names_they_read() {
    let (head, told) = House::new().parts();
    assert_eq!((&head["alg"], &head["typ"]), (&json!("HS256"), &json!("at+jwt")));
    assert_eq!((&told["email"], &told["role"]), (&json!("ann@example.org"), &json!("user")));
    assert_eq!(told["sub"], told["id"]);
    assert_eq!(told["exp"].as_i64().unwrap() - told["iat"].as_i64().unwrap(), 900);
}

#[test]
fn s_08_every_changed_byte_is_noticed() {
    let house = House::new();
    let token = house.issue(&house.claims());
    assert!(house.read(&token).is_ok());
    for at in 0..token.len() {
        for other in [b'A', b'B', b'.', b'=', b' '] {
            let mut bytes = token.clone().into_bytes();
            if std::mem::replace(&mut bytes[at], other) != other {
                assert!(house.read(&String::from_utf8(bytes).unwrap()).is_err(), "{at}");
            }
        }
        assert!(house.read(&token[..at]).is_err(), "cut off at {at}");
    }
    for other in
        [format!("{token}="), format!("{token}."), format!("{token}.e30"), format!(".{token}"), format!(" {token}")]
    {
        assert!(house.read(&other).is_err(), "{other}");
    }
    assert_eq!(house.read(&format!("{token}{}", "A".repeat(5_000))), Err(Refused::Malformed));
}

#[test]
fn s_08_the_head_chooses_neither_the_way_of_signing_nor_the_key() {
    let house = House::new();
    let (head, told) = house.parts();
    let key: std::sync::Arc<Key> = house.ring.current(Purpose::Signing).unwrap();
    for algorithm in ["none", "None", "NONE", "nOnE", "", "hs256", "HS384", "HS512", "RS256", "ES256", "PS256", "EdDSA"]
    {
        let mut foreign = head.clone();
        foreign["alg"] = json!(algorithm);
        let unsigned = by(&foreign, &told, |_| Vec::new());
        assert_eq!(house.read(&unsigned), Err(Refused::Foreign), "{algorithm}, unsigned");
        assert_eq!(house.read(&house.signed(&foreign, &told)), Err(Refused::Foreign), "{algorithm}, signed");
    }
    assert_eq!(house.read(&by(&head, &told, |_| Vec::new())), Err(Refused::Forged), "signed with nothing");
    assert_eq!(house.read(&by(&head, &told, |signed| hmac(b"", signed))), Err(Refused::Forged));
    assert_eq!(
        house.read(&by(&head, &told, |signed| hmac(key.expose(), signed))),
        Err(Refused::Forged),
        "for another use"
    );
    for (name, value) in [
        ("jku", json!("https://evil.example/keys")),
        ("x5u", json!("https://evil.example/cert")),
        ("jwk", json!({ "kty": "oct", "k": "AAAA" })),
        ("x5c", json!(["AAAA"])),
        ("crit", json!(["exp"])),
        ("b64", json!(false)),
        ("zip", json!("DEF")),
    ] {
        let mut more = head.clone();
        more[name] = value;
        assert_eq!(house.read(&house.signed(&more, &told)), Err(Refused::Foreign), "{name}");
    }
    let of_encryption = house.ring.current(Purpose::Encryption).unwrap();
    let foreign_keys =
        ["", "../../../../dev/null", "' or 1=1 --", "00000000", "/etc/hostname", "a b"].map(str::to_owned);
    for kid in foreign_keys.into_iter().chain([of_encryption.id.to_string()]) {
        assert_eq!(house.with(json!({ "kid": kid }), json!({})), Err(Refused::UnknownKey), "{kid}");
    }
    let other = House::new();
    assert_eq!(house.read(&other.issue(&other.claims())), Err(Refused::UnknownKey));
}

#[test]
fn s_08_what_was_made_for_somebody_else_or_for_another_time_is_refused() {
    let house = House::new();
    let now = house.clock.now().micros() / 1_000_000;
    assert!(house.with(json!({}), json!({ "later": "versions may say more" })).is_ok());
    for head in [json!({ "typ": "JWT" }), json!({ "typ": "rt+jwt" }), json!({ "typ": 1 }), json!({ "alg": null })] {
        assert_eq!(house.with(head.clone(), json!({})), Err(Refused::Foreign), "{head}");
    }
    let other = Id::new(&house.clock);
    for told in [json!({ "iss": "other" }), json!({ "aud": "other" }), json!({ "sub": other }), json!({ "iss": "" })] {
        assert_eq!(house.with(json!({}), told.clone()), Err(Refused::Misdirected), "{told}");
    }
    for told in [json!({ "exp": now }), json!({ "exp": now - 1 }), json!({ "exp": 0 }), json!({ "exp": -1 })] {
        assert_eq!(house.with(json!({}), told.clone()), Err(Refused::Expired), "{told}");
    }
    for told in [json!({ "nbf": now + 31 }), json!({ "iat": now + 31 }), json!({ "nbf": i64::MAX })] {
        assert_eq!(house.with(json!({}), told.clone()), Err(Refused::Early), "{told}");
    }
    assert!(house.with(json!({}), json!({ "nbf": now + 30, "iat": now + 30 })).is_ok(), "clocks lie apart a little");
    for told in
        [json!({ "exp": i64::MAX }), json!({ "iat": i64::MIN }), json!({ "exp": "never" }), json!({ "exp": 1e300 })]
    {
        assert!(house.with(json!({}), told.clone()).is_err(), "{told}");
    }
    for told in [
        json!({ "aud": ["aiwfe", "other"] }),
        json!({ "role": "root" }),
        json!({ "session_id": null }),
        json!({ "exp": null }),
    ] {
        assert_eq!(house.with(json!({}), told.clone()), Err(Refused::Foreign), "{told}");
    }
}

#[test]
fn a_token_outlives_the_rotation_of_the_keys() {
    let house = House::new();
    let token = house.issue(&house.claims());
    house.ring.rotate(Purpose::Signing, &house.clock).unwrap();
    assert!(house.read(&token).is_ok());
    let next = house.issue(&house.claims());
    assert!(next.split('.').next() != token.split('.').next() && house.read(&next).is_ok());
}
