//! What opens, and what does not.
use crate::connections::{clock, ring, token_of};
use base::{Id, Secret};
use std::collections::BTreeSet;
use store::Level;
use tempfile::TempDir;
use vault::{Error, Place, Purpose, Ring, Sealed, Vault};

const CANARY: &str = "Qx7canaryZ9";

fn vault() -> (TempDir, Ring, Vault) {
    let folder = tempfile::tempdir().unwrap();
    let ring = ring(folder.path());
    (folder, ring.clone(), Vault::new(ring))
}

fn place() -> Place {
    token_of(Id::new(&clock()))
}

#[test]
fn s_12_what_is_sealed_opens_in_its_place_whatever_it_says() {
    let (_folder, ring, vault) = vault();
    for text in ["", CANARY, "ключ \u{1f511} \0", &"x".repeat(100_000)] {
        let sealed = vault.seal(place(), &Secret::new(text)).unwrap();
        assert_eq!(vault.open(place(), &sealed).unwrap().expose(), text);
        let start = format!("v1.{}.", ring.current(Purpose::Encryption).unwrap().id);
        let body = sealed.as_str().strip_prefix(&start).unwrap();
        assert!(body.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_".contains(&byte)), "{body}");
        assert_eq!(body.len(), ((24 + text.len() + 16) * 4).div_ceil(3));
    }
    let again: BTreeSet<String> =
        (0..100).map(|_| vault.seal(place(), &Secret::new(CANARY)).unwrap().as_str().to_owned()).collect();
    assert_eq!(again.len(), 100, "equal secrets are not sealed equally");
}

#[test]
fn s_12_what_is_moved_to_another_place_does_not_open() {
    let (_folder, _, vault) = vault();
    let clock = clock();
    let here = token_of(Id::new(&clock));
    let sealed = vault.seal(here, &Secret::new(CANARY)).unwrap();
    for there in [
        token_of(Id::new(&clock)),
        Place { column: "seed", ..here },
        Place { table: "mailboxes", ..here },
        Place { table: "connection", column: "stoken", ..here },
    ] {
        let error = vault.open(there, &sealed).unwrap_err();
        assert!(matches!(error, Error::Tampered(told) if told == there), "{error:?}");
    }
    assert_eq!(vault.open(here, &sealed).unwrap().expose(), CANARY);
}

#[test]
fn s_12_a_flipped_bit_anywhere_does_not_open() {
    let (_folder, _, vault) = vault();
    let sealed = vault.seal(place(), &Secret::new(CANARY)).unwrap();
    let (mut tried, mut kinds) = (0, [0; 3]);
    for at in 0..sealed.as_str().len() {
        for bit in 0..7 {
            let mut bytes = sealed.as_str().as_bytes().to_vec();
            bytes[at] ^= 1 << bit;
            let flipped = Sealed::of_text(String::from_utf8(bytes).unwrap());
            let error = vault.open(place(), &flipped).unwrap_err();
            kinds[match error {
                Error::Malformed(_) => 0,
                Error::UnknownKey { .. } => 1,
                Error::Tampered(_) => 2,
                other => panic!("{other:?}"),
            }] += 1;
            tried += 1;
        }
    }
    assert_eq!(tried, sealed.as_str().len() * 7);
    assert!(kinds.iter().all(|count| *count > 0), "{kinds:?}");
}

#[test]
fn s_12_what_is_cut_or_made_up_does_not_open() {
    let (_folder, ring, vault) = vault();
    let sealed = vault.seal(place(), &Secret::new(CANARY)).unwrap();
    for end in 0..sealed.as_str().len() {
        assert!(vault.open(place(), &Sealed::of_text(&sealed.as_str()[..end])).is_err(), "{end}");
    }
    for text in ["", CANARY, "v1..", "v1.1234567.AAAA", "v2.12345678.AAAA"] {
        assert!(matches!(vault.open(place(), &Sealed::of_text(text)), Err(Error::Malformed(_))), "{text}");
    }
    let signing = ring.current(Purpose::Signing).unwrap().id;
    let body = sealed.as_str().rsplit('.').next().unwrap();
    let other = Sealed::of_text(format!("v1.{signing}.{body}"));
    assert!(matches!(vault.open(place(), &other), Err(Error::UnknownKey { key, .. }) if key == signing));
}

#[test]
fn s_12_the_wrong_ring_is_a_finding_that_a_start_is_refused_with() {
    let ((folder, right, vault), (elsewhere, wrong, stranger)) = (vault(), self::vault());
    let sealed = vault.seal(place(), &Secret::new(CANARY)).unwrap();
    assert_eq!(vault.prove(place(), &sealed), Ok(()));
    let finding = stranger.prove(place(), &sealed).unwrap_err();
    assert_eq!((finding.id, finding.level), ("SEC.E031", Level::Error));
    let key = right.current(Purpose::Encryption).unwrap().id;
    assert_eq!(finding.observed, format!("{} was sealed under the key {key}, which is not there", place()));

    // A key of the right name with other bytes.
    let path = Ring::path(folder.path());
    let id = wrong.current(Purpose::Encryption).unwrap().id.to_string();
    let theirs = std::fs::read_to_string(Ring::path(elsewhere.path())).unwrap();
    std::fs::write(&path, theirs.replace(&id, &key.to_string())).unwrap();
    let forged = Vault::new(Ring::open(&path).unwrap());
    assert!(matches!(forged.open(place(), &sealed), Err(Error::Tampered(_))));
    assert_eq!(forged.prove(place(), &sealed).unwrap_err().id, "SEC.E031");
    assert_eq!(Ring::open(folder.path().join("gone").as_path()).unwrap_err().finding().id, "SEC.E031");
}

#[test]
fn s_12_what_a_process_has_sealed_under_a_new_key_opens_in_one_that_holds_the_old_ring() {
    let (folder, _, vault) = vault();
    let other = Ring::open(&Ring::path(folder.path())).unwrap();
    other.rotate(Purpose::Encryption, &clock()).unwrap();
    let sealed = Vault::new(other).seal(place(), &Secret::new(CANARY)).unwrap();
    assert_eq!(vault.open(place(), &sealed).unwrap().expose(), CANARY);
}

#[test]
fn s_12_nothing_prints_a_key_or_a_secret() {
    let (folder, ring, vault) = vault();
    let sealed = vault.seal(place(), &Secret::new(CANARY)).unwrap();
    let opened = vault.open(place(), &sealed).unwrap();
    let changed = Sealed::of_text(sealed.as_str().to_owned() + "A");
    let error = vault.open(place(), &changed).unwrap_err();
    let key = ring.current(Purpose::Encryption).unwrap();
    let (words, finding) = (error.to_string(), error.finding());
    let refused = base::Error::from(error);
    let told =
        format!("{ring:?} {vault:?} {sealed:?} {opened:?} {words} {refused:?} {key:?} {finding:?} {:?}", ring.keys());
    assert!(told.contains(&format!("Key(encryption {})", key.id)), "{told}");
    let file = std::fs::read_to_string(Ring::path(folder.path())).unwrap();
    let secrets = file.split("\"secret\": \"").skip(1).map(|rest| rest.split('"').next().unwrap());
    let secrets: Vec<&str> = secrets.chain([CANARY]).collect();
    assert_eq!(secrets.len(), 4);
    for secret in secrets {
        assert!(!told.contains(secret), "{told}");
    }
    for key in ring.keys() {
        assert!(!told.contains(&format!("{:?}", key.expose())), "{told}");
    }
}
