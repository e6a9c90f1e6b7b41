//! What is read of browsers and authenticators, whatever they send: nothing panics, and nothing that was changed passes.
use super::*;
use ed25519_dalek::{Signer, SigningKey};

fn site() -> Site {
    Site { id: "house.example.org".into(), origin: "https://house.example.org".into() }
}

fn client_data(kind: &str) -> Vec<u8> {
    format!(r#"{{"type":"{kind}","challenge":"abc","origin":"https://house.example.org","crossOrigin":false}}"#).into()
}

fn key() -> SigningKey {
    SigningKey::from_bytes(&[7; 32])
}

/// What an authenticator says, with these flags and this behind it.
fn data(flags: u8, rest: &[u8]) -> Vec<u8> {
    [&Sha256::digest("house.example.org")[..], &[flags, 0, 0, 0, 5], rest].concat()
}

fn cose() -> Vec<u8> {
    [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32][..], key().verifying_key().as_bytes()].concat()
}

fn attestation(statement: &[u8], data: &[u8]) -> Vec<u8> {
    let length = u8::try_from(data.len()).unwrap();
    [b"\xa3\x63fmt\x64none\x67attStmt", statement, b"\x68authData\x58", &[length], data].concat()
}

fn credential() -> Vec<u8> {
    [&[0; 16][..], &[0, 2, 8, 9], &cose()].concat()
}

const SEEN: u8 = 1 | 1 << 2;
const MADE: u8 = SEEN | 1 << 6;

#[test]
fn a_passkey_that_was_made_as_it_was_asked_for_is_taken_and_no_other() {
    let client = client_data("webauthn.create");
    let taken = |data: &[u8]| made(&site(), &client, &attestation(b"\xa0", data));
    let good = taken(&data(MADE, &credential())).unwrap();
    assert_eq!((good.challenge.as_str(), good.credential_id.as_slice(), good.sign_count), ("abc", &[8, 9][..], 5));
    let extended = [credential(), b"\xa1\x61a\xf5".to_vec()].concat();
    assert!(taken(&data(MADE | 1 << 7, &extended)).is_ok());
    for (flags, rest, why) in [
        (SEEN, vec![], "no key was made"),
        (MADE & !1, credential(), "the authenticator has not verified who used it"),
        (MADE & !4, credential(), "the authenticator has not verified who used it"),
        (MADE | 1 << 4, credential(), "the authenticator contradicts itself"),
        (MADE, [credential(), vec![0]].concat(), "something follows after the end"),
        (MADE | 1 << 7, [credential(), vec![1]].concat(), "the extensions are no map"),
        (MADE, vec![0; 18], "the name of the key has a length that none has"),
    ] {
        assert_eq!(taken(&data(flags, &rest)), Err(why));
    }
    let attested = made(&site(), &client, &attestation(b"\xa1\x61x\x01", &data(MADE, &credential())));
    assert_eq!(attested, Err("the authenticator attests what was not asked for"));
    let shown = made(&site(), &client_data("webauthn.get"), &attestation(b"\xa0", &data(MADE, &credential())));
    assert_eq!(shown, Err("this was made for something else"));
}

#[test]
fn a_key_of_another_kind_or_off_its_curve_is_refused() {
    let read = |bytes: &[u8]| PublicKey::of_cose(&cbor::whole(bytes).unwrap()).map(|key| key.algorithm);
    assert_eq!(read(&cose()), Ok(PasskeyAlgorithm::Ed25519));
    let rsa = [0xa4, 1, 3, 3, 0x39, 1, 0, 0x20, 1, 0x21, 0x41, 1];
    assert_eq!(read(&rsa), Err("the key is of a kind that was not asked for"));
    let weak = [&[0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x58, 32, 1][..], &[0; 31]].concat();
    assert_eq!(read(&weak), Err("the key is no point of its curve"));
    let half = [&[0x58, 32][..], &[1; 32]].concat();
    let off = [&[0xa5, 1, 2, 3, 0x26, 0x20, 1, 0x21][..], &half, &[0x22], &half].concat();
    assert_eq!(read(&off), Err("the key is no point of its curve"));
    let short = [0xa4, 1, 1, 3, 0x27, 0x20, 6, 0x21, 0x41, 1];
    assert_eq!(read(&short), Err("the key has no point"));
}

#[test]
fn a_page_of_another_site_is_refused_also_where_it_holds_ours() {
    let read = |text: &str| client_data::challenge(text.as_bytes(), Ceremony::Assertion, &site());
    let said = |origin: &str, more: &str| {
        read(&format!(r#"{{"type":"webauthn.get","challenge":"abc","origin":"{origin}"{more}}}"#))
    };
    assert_eq!(said("https://house.example.org", r#","other":[1]"#), Ok("abc".into()));
    for origin in
        ["http://house.example.org", "https://house.example.org:8443", "https://house.example.org.evil.org", "null"]
    {
        assert_eq!(said(origin, ""), Err("this was made on a page of another site"), "{origin}");
    }
    for more in [r#","crossOrigin":true"#, r#","crossOrigin":false,"topOrigin":"https://evil.example.org""#] {
        assert_eq!(
            said("https://house.example.org", more),
            Err("this was made within a page of another site"),
            "{more}"
        );
    }
    for text in ["", "[]", r#"{"type":"webauthn.get"}"#, r#"{"type":"webauthn.get","type":"webauthn.get"}"#] {
        assert_eq!(read(text), Err("the client's data cannot be read"), "{text}");
    }
    assert_eq!(said("https://house.example.org", r#","origin":"x""#), Err("the client's data cannot be read"));
}

/// Numbers that look like chance and are the same each time (xorshift).
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).unwrap()).unwrap()
    }

    /// The same with a few bytes changed, added, doubled or taken away.
    fn mutated(&mut self, bytes: &[u8]) -> Vec<u8> {
        let mut bytes = bytes.to_vec();
        for _ in 0..=self.below(3) {
            let at = self.below(bytes.len().max(1)).min(bytes.len().saturating_sub(1));
            let byte = u8::try_from(self.below(256)).unwrap();
            match self.below(5) {
                0 => bytes.insert(at, byte),
                1 => bytes.truncate(at),
                2 if !bytes.is_empty() => drop(bytes.remove(at)),
                3 => bytes.extend_from_within(at..),
                _ if !bytes.is_empty() => bytes[at] = byte,
                _ => {}
            }
        }
        bytes
    }
}

#[test]
fn nothing_that_an_authenticator_or_a_browser_sends_makes_it_panic() {
    let (mut numbers, site) = (Numbers(0x9e37_79b9_7f4a_7c15), site());
    let (client, attested) = (client_data("webauthn.create"), attestation(b"\xa0", &data(MADE, &credential())));
    assert!(made(&site, &client, &attested).is_ok());
    let mut refused = 0;
    for _ in 0..20_000 {
        refused += usize::from(made(&site, &client, &numbers.mutated(&attested)).is_err());
        refused += usize::from(made(&site, &numbers.mutated(&client), &attested).is_err());
        let _ = cbor::whole(&numbers.mutated(&attested));
    }
    assert!(refused > 10_000, "{refused}");
}

#[test]
fn nothing_that_was_changed_after_it_was_signed_passes() {
    let (mut numbers, site) = (Numbers(0x2545_f491_4f6c_dd1d), site());
    let (client, data) = (client_data("webauthn.get"), data(SEEN, &[]));
    let signature = key().sign(&[&data[..], &Sha256::digest(&client)].concat()).to_bytes();
    let key = PublicKey::of_cose(&cbor::whole(&cose()).unwrap()).unwrap();
    assert_eq!(signed(&site, &key, &client, &data, &signature), Ok(Signed { challenge: "abc".into(), sign_count: 5 }));
    for _ in 0..1_000 {
        let whole = [&client[..], &data, &signature].map(<[u8]>::to_vec);
        let changed: [Vec<u8>; 3] = std::array::from_fn(|part| numbers.mutated(&whole[part]));
        for part in (0..3).filter(|part| changed[*part] != whole[*part]) {
            let said: [&[u8]; 3] = std::array::from_fn(|at| if at == part { &changed[at][..] } else { &whole[at] });
            assert!(signed(&site, &key, said[0], said[1], said[2]).is_err(), "{said:x?}");
        }
    }
}
