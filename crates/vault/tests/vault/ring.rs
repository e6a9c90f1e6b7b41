//! The file of the keys: who may read it, what it may hold, and who changes it when.
use crate::connections::{clock, ring};
use std::{
    collections::BTreeSet,
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    thread,
    time::Duration,
};
use tempfile::TempDir;
use vault::{Error, KeyId, Purpose, Ring};

/// A folder with a ring in it.
fn place() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let path = Ring::path(folder.path());
    ring(folder.path());
    (folder, path)
}

fn ids(ring: &Ring) -> Vec<KeyId> {
    ring.keys().iter().map(|key| key.id).collect()
}

fn names(folder: &Path) -> BTreeSet<String> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
}

#[test]
fn s_12_a_ring_is_made_once_for_its_owner_alone_with_a_key_for_each_purpose() {
    let (folder, path) = place();
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert_eq!(names(folder.path()), ["keys", "keys.lock"].map(str::to_owned).into());
    let ring = Ring::open(&path).unwrap();
    let purposes: Vec<Purpose> = ring.keys().iter().map(|key| key.purpose).collect();
    assert_eq!(purposes, [Purpose::Encryption, Purpose::Signing, Purpose::Audit]);
    let distinct: BTreeSet<_> = ring.keys().iter().map(|key| *key.expose()).collect();
    assert_eq!(distinct.len(), 3);
    assert!(ring.keys().iter().all(|key| key.created_at == clock().now()));
    assert_eq!(ids(&Ring::open_or_make(&path, &clock()).unwrap()), ids(&ring), "it is not made again");
}

#[test]
fn s_12_a_file_that_others_may_open_is_refused_by_name() {
    let (_folder, path) = place();
    for mode in [0o604, 0o640, 0o602, 0o660, 0o777] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        let error = Ring::open_or_make(&path, &clock()).unwrap_err();
        assert!(matches!(error, Error::Exposed { mode: told, .. } if told == mode), "{error:?}");
        let words = format!("keys holds keys and has the mode {mode:03o}, so that others may open it");
        assert!(error.to_string().ends_with(&words), "{error}");
        assert_eq!(error.finding().id, "SEC.E030");
    }
    for mode in [0o400, 0o600] {
        fs::set_permissions(&path, fs::Permissions::from_mode(mode)).unwrap();
        Ring::open(&path).unwrap();
    }
}

#[test]
fn s_12_a_file_that_is_no_ring_is_refused_by_name_and_not_replaced() {
    let (_folder, path) = place();
    let whole = fs::read_to_string(&path).unwrap();
    let secret = whole.split("\"secret\": \"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let id = Ring::open(&path).unwrap().keys()[0].id.to_string();
    let other = Ring::open(&path).unwrap().keys()[1].id.to_string();
    for (text, words) in [
        (String::new(), "what it says at line 1 cannot be understood"),
        (whole[..whole.len() / 2].to_owned(), "cannot be understood"),
        (whole.replace("\"id\"", "\"name\""), "cannot be understood"),
        (whole.replace("\"version\"", "\"kind\": 1, \"version\""), "cannot be understood"),
        (whole.replace("encryption", &secret), "cannot be understood"),
        (whole.replace(&id, "K7"), "cannot be understood"),
        (whole.replace("\"version\": 1", "\"version\": 2"), "it has the layout 2, and this program knows 1"),
        (whole.replace(&secret, &secret[..40]), "has 30 bytes, and a key has 32"),
        (whole.replace(&secret, &format!("{secret}A")), "has 33 bytes, and a key has 32"),
        (whole.replace(&secret, &format!("{}+", &secret[1..])), "is not base64url"),
        (whole.replace(&secret, ""), "has 0 bytes, and a key has 32"),
        (whole.replace(&other, &id), "it has two keys of the name"),
        (whole.replace("audit", "signing"), "it has no key for audit"),
        ("{\"version\": 1, \"keys\": []}".to_owned(), "it has no key for encryption"),
    ] {
        fs::write(&path, &text).unwrap();
        let error = Ring::open_or_make(&path, &clock()).unwrap_err();
        assert!(matches!(&error, Error::Damaged { why, .. } if why.contains(words)), "{words}: {error:?}");
        assert!(error.to_string().contains("/keys holds no keys that can be used: "), "{error}");
        assert!(!format!("{error} {error:?}").contains(&secret[..40]), "{error:?}");
        assert_eq!(error.finding().id, "SEC.E031");
        assert_eq!(fs::read_to_string(&path).unwrap(), text, "{words}");
    }
}

#[test]
fn s_12_a_half_written_file_of_a_writer_that_was_killed_does_no_harm_and_goes_away() {
    let (folder, path) = place();
    let (whole, new) = (fs::read(&path).unwrap(), folder.path().join("keys.new"));
    let ring = Ring::open(&path).unwrap();
    fs::write(&new, &whole[..whole.len() / 2]).unwrap();
    fs::set_permissions(&new, fs::Permissions::from_mode(0o644)).unwrap();
    assert_eq!(ids(&Ring::open(&path).unwrap()), ids(&ring));
    ring.rotate(Purpose::Signing, &clock()).unwrap();
    assert_eq!(ids(&Ring::open(&path).unwrap()).len(), 4);
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(!new.exists());

    let fresh = tempfile::tempdir().unwrap();
    fs::write(fresh.path().join("keys.new"), "{").unwrap();
    assert_eq!(Ring::open_or_make(&Ring::path(fresh.path()), &clock()).unwrap().keys().len(), 3);
}

#[test]
fn s_12_a_change_that_cannot_be_written_leaves_the_ring_as_it_was() {
    let (folder, path) = place();
    let (ring, whole) = (Ring::open(&path).unwrap(), fs::read(&path).unwrap());
    // A folder in its way cannot be replaced by a file.
    fs::create_dir(folder.path().join("keys.new")).unwrap();
    assert!(matches!(ring.rotate(Purpose::Encryption, &clock()), Err(Error::Disk { .. })));
    assert_eq!((fs::read(&path).unwrap(), ring.keys().len()), (whole, 3));
}

#[test]
fn s_12_whoever_makes_the_ring_at_the_same_time_gets_the_same_one() {
    for _ in 0..20 {
        let folder = tempfile::tempdir().unwrap();
        let made: BTreeSet<String> = thread::scope(|scope| {
            let makers: Vec<_> = (0..8).map(|_| scope.spawn(|| format!("{:?}", ids(&ring(folder.path()))))).collect();
            makers.into_iter().map(|maker| maker.join().unwrap()).collect()
        });
        assert_eq!(made.len(), 1, "{made:?}");
    }
}

#[test]
fn s_12_rotations_at_the_same_time_all_stay_and_every_holder_sees_them() {
    let (_folder, path) = place();
    let holder = Ring::open(&path).unwrap();
    assert!(!holder.reload_if_changed().unwrap());
    thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| Ring::open(&path).unwrap().rotate(Purpose::Encryption, &clock()).unwrap());
        }
    });
    assert_eq!(holder.keys().len(), 3);
    assert!(holder.reload_if_changed().unwrap() && !holder.reload_if_changed().unwrap());
    assert_eq!(ids(&holder).len(), 11);
    assert_eq!(ids(&holder), ids(&Ring::open(&path).unwrap()));
}

#[test]
fn s_12_a_new_key_is_current_at_once_everywhere_and_the_one_before_it_stays() {
    let (_folder, path) = place();
    let (here, there, clock) = (Ring::open(&path).unwrap(), Ring::open(&path).unwrap(), clock());
    for purpose in [Purpose::Encryption, Purpose::Signing, Purpose::Audit] {
        let before = here.current(purpose).unwrap();
        clock.advance(Duration::from_secs(60));
        let made = here.rotate(purpose, &clock).unwrap();
        assert_eq!(made.created_at, clock.now());
        assert_ne!(made.expose(), before.expose());
        assert_eq!(there.current(purpose).unwrap().id, made.id);
        assert_eq!(there.of(purpose).iter().map(|key| key.id).collect::<Vec<_>>(), [made.id, before.id]);
        assert_eq!(there.key(before.id).unwrap().expose(), before.expose());
    }
}

#[test]
fn s_12_without_its_file_a_ring_gives_no_key_to_seal_with_and_goes_on_opening() {
    let (_folder, path) = place();
    let ring = Ring::open(&path).unwrap();
    let key = ring.current(Purpose::Encryption).unwrap();
    fs::remove_file(&path).unwrap();
    assert!(matches!(ring.current(Purpose::Encryption), Err(Error::Missing { .. })));
    assert_eq!(ring.key(key.id).unwrap().id, key.id);
    assert!(matches!(Ring::open(&path), Err(Error::Missing { .. })));
}
