//! A value that is changed while its column is sealed anew stays as whoever changed it wanted it.
use crate::connections::{Connection, House, TABLES, TOKENS, each_vault, token_of};
use base::{Id, Secret};
use std::{
    pin::pin,
    task::{Context, Poll, Waker},
};
use store::{Batch, Location, Options, Store, Turn, sql};
use vault::{Purpose, Sealed, Vault};

fn poll<F: Future>(future: std::pin::Pin<&mut F>) -> Poll<F::Output> {
    future.poll(&mut Context::from_waker(Waker::noop()))
}

#[tokio::test]
async fn s_12_a_value_that_changed_between_the_read_and_the_write_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("house.db");
    let house = House::at(&Location::Sqlite(path.clone()), folder).await;
    let ids = house.fill(3).await;
    let sealed_before = Vault::new(house.ring.clone()).seal(token_of(ids[1]), &Secret::new("changed")).unwrap();
    house.ring.rotate(Purpose::Encryption, &house.clock).unwrap();
    let (stepped, mut writer) = {
        house.store.close().await;
        Store::stepped(&path, TABLES).unwrap()
    };
    let mut reseal = pin!(house.vault.reseal(&stepped, &TOKENS));
    assert!(poll(reseal.as_mut()).is_pending(), "it has read, and waits for its write");
    // Somebody who still holds the old key is faster.
    let other = Store::open(&Location::Sqlite(path), &Options::default(), TABLES).unwrap();
    let set = sql!((), (Sealed, Id), "update connections set token = $1 where id = $2");
    other.write(Batch::new().run(set, (sealed_before, ids[1]))).await.unwrap();
    let done = loop {
        match poll(reseal.as_mut()) {
            Poll::Ready(done) => break done.unwrap(),
            Poll::Pending => while writer.turn() != Turn::Idle {},
        }
    };
    assert_eq!((done.values, done.refused.len()), (3, 0));
    let row: Connection = other.get((ids[1],)).await.unwrap().unwrap();
    assert_eq!(house.vault.open(token_of(row.id), &row.token).unwrap().expose(), "changed");
    assert_eq!(row.token.key(), Some(house.ring.current(Purpose::Encryption).unwrap().id));
}

#[tokio::test]
async fn s_12_values_that_are_changed_all_the_while_stay_as_they_were_changed() {
    each_vault(async |house| {
        let ids = house.fill(2_000).await;
        house.ring.rotate(Purpose::Encryption, &house.clock).unwrap();
        let set = sql!((), (Sealed, Id), "update connections set token = $1 where id = $2");
        let change = async {
            for id in ids.iter().step_by(7).rev() {
                let fresh = house.vault.seal(token_of(*id), &Secret::new(format!("changed {id}"))).unwrap();
                house.store.write(Batch::new().run(set, (fresh, *id))).await.unwrap();
            }
        };
        let (done, ()) = tokio::join!(house.vault.reseal(&house.store, &TOKENS), change);
        assert!(done.unwrap().refused.is_empty());
        let secrets = house.secrets().await;
        for (at, (id, (token, _))) in ids.iter().zip(&secrets).enumerate() {
            let expected = if at.is_multiple_of(7) { format!("changed {id}") } else { format!("token {at}") };
            assert_eq!(*token, expected);
        }
    })
    .await;
}
