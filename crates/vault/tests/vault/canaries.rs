//! No file of a data directory holds a secret, and none but the file of the keys holds a key.
use crate::connections::House;
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

/// Every form of a key that somebody could have written: as its own file has it, as it is, in hexadecimal.
fn forms(keys: &Path, ring: &Ring) -> Vec<Vec<u8>> {
    let file = fs::read_to_string(keys).unwrap();
    let written = file.split("\"secret\": \"").skip(1).map(|rest| rest.as_bytes()[..43].to_vec());
    let hexadecimal = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes();
    let ring = ring.keys();
    written.chain(ring.iter().flat_map(|key| [key.expose().to_vec(), hexadecimal(key.expose())])).collect()
}

fn assert_silent(house: &House) {
    let keys = Ring::path(house.folder.path());
    let forms = forms(&keys, &house.ring);
    assert_eq!(forms.len(), 3 * house.ring.keys().len());
    for path in files(house.folder.path()) {
        let bytes = fs::read(&path).unwrap();
        assert!(!holds(&bytes, CANARY.as_bytes()), "{} holds a secret", path.display());
        let found = forms.iter().any(|form| holds(&bytes, form));
        assert_eq!(found, path == keys, "{}: does it hold a key? {found}", path.display());
    }
}

#[tokio::test]
async fn s_12_no_file_but_that_of_the_keys_holds_a_key_and_none_holds_a_secret() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.db");
    let house = House::at(&Location::Sqlite(path.clone()), folder).await;
    for number in 0..50 {
        let connection = house.connection(&format!("{CANARY}{number}"), Some(CANARY));
        house.store.write(Batch::new().insert(&connection)).await.unwrap();
        if number == 25 {
            house.ring.rotate(Purpose::Encryption, &house.clock).unwrap();
        }
    }
    let log = path.with_extension("db-wal");
    assert!(log.exists());
    assert_silent(&house);
    house.store.close().await;
    assert!(!log.exists());
    let alone = rusqlite::Connection::open(&path).unwrap();
    alone.execute("vacuum into ?1", [path.with_extension("backup").display().to_string()]).unwrap();
    assert_silent(&house);
    // What is not sealed would have been found.
    alone.execute("update connections set seed = ?1", [CANARY]).unwrap();
    drop(alone);
    assert!(holds(&fs::read(&path).unwrap(), CANARY.as_bytes()));
}
