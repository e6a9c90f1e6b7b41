//! No file of a data directory holds a secret, and none but the file of the keys holds a key.
use crate::connections::House;
use base::Secret;
use std::{
    fs,
    path::{Path, PathBuf},
};
use store::{Batch, Location};
use vault::{Purpose, Ring};

/// No word, no key and no path holds it by accident.
const CANARY: &str = "Qx7canaryZ9";

fn files(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}

fn holds(bytes: &[u8], canary: &[u8]) -> bool {
    bytes.windows(canary.len()).any(|window| window == canary)
}

/// Every form of a key that somebody could have written: as it is, in hexadecimal, as its own file has it.
fn forms(ring: &Ring) -> Vec<Vec<u8>> {
    let file = fs::read_to_string(ring_path(ring)).unwrap();
    let written = file.split("\"secret\": \"").skip(1).map(|rest| rest[..43].as_bytes().to_vec());
    let keys = ring.keys();
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let others = keys.iter().flat_map(|key| [key.expose().to_vec(), hexadecimal(key.expose())]);
    written.chain(others).collect()
}

fn ring_path(ring: &Ring) -> PathBuf {
    let text = format!("{ring:?}");
    text.strip_prefix("Ring(").unwrap().split(' ').next().unwrap().into()
}

fn assert_silent(folder: &Path, ring: &Ring) {
    let (forms, keys) = (forms(ring), ring_path(ring));
    assert_eq!(forms.len(), 3 * ring.keys().len());
    for path in files(folder) {
        let bytes = fs::read(&path).unwrap();
        assert!(!holds(&bytes, CANARY.as_bytes()), "{} holds a secret", path.display());
        let found = forms.iter().any(|form| holds(&bytes, form));
        assert_eq!(found, path == keys, "{} holds a key: {found}", path.display());
    }
}

#[tokio::test]
async fn s_12_no_file_but_that_of_the_keys_holds_a_key_and_none_holds_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let (path, data) = (folder.path().join("house.db"), folder.path().to_owned());
    let house = House::at(&Location::Sqlite(path.clone()), folder).await;
    for number in 0..50 {
        let connection = house.connection(&format!("{CANARY}{number}"), Some(CANARY));
        house.store.write(Batch::new().insert(&connection)).await.unwrap();
        if number == 25 {
            house.ring.rotate(Purpose::Encryption, &house.clock).unwrap();
        }
    }
    let names =
        |folder: &Path| files(folder).iter().map(|path| path.file_name().unwrap().to_owned()).collect::<Vec<_>>();
    assert!(names(&data).iter().any(|name| name == "house.db-wal"));
    assert_silent(&data, &house.ring);
    house.store.close().await;
    let backup = data.join("backup.db").display().to_string();
    rusqlite::Connection::open(&path).unwrap().execute("vacuum into ?1", [backup]).unwrap();
    assert!(!names(&data).iter().any(|name| name == "house.db-wal"));
    assert_silent(&data, &house.ring);
    // The canary is one: what is not sealed would be found.
    rusqlite::Connection::open(&path).unwrap().execute("update connections set seed = ?1", [CANARY]).unwrap();
    assert!(holds(&fs::read(&path).unwrap(), CANARY.as_bytes()));
    assert_eq!(Secret::new(CANARY).to_string(), "***");
}
