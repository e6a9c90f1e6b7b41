//! Rotation of a whole column, and what interrupts it.
use crate::connections::{Connection, House, SEEDS, TABLES, TOKENS, each_vault, token_of};
use base::Id;
use std::{collections::BTreeSet, time::Duration};
use store::{Batch, Entity, Error as StoreError, Fault, Moment, sql};
use testkit::environment::is_long;
use vault::{Error, KeyId, Purpose, Sealed};

const HOUR: Duration = Duration::from_secs(60 * 60);

fn keys_of(rows: &[Connection]) -> BTreeSet<String> {
    let sealed = rows.iter().flat_map(|row| [Some(&row.token), row.seed.as_ref()]).flatten();
    sealed.map(|sealed| sealed.key().unwrap().to_string()).collect()
}

/// Rotates; gives the key before and the key after.
fn rotate(house: &House) -> (KeyId, KeyId) {
    let before = house.ring.current(Purpose::Encryption).unwrap().id;
    (before, house.ring.rotate(Purpose::Encryption, &house.clock).unwrap().id)
}

#[tokio::test]
async fn every_statement_of_a_sealed_column_is_sound() {
    each_vault(async |house| {
        let refused = house.store.examine(&[]).await.unwrap().findings;
        let statements: Vec<_> = refused.iter().filter(|finding| finding.id == "DB.E011").collect();
        assert!(statements.is_empty(), "{statements:#?}");
        assert_eq!(store::unscoped(TABLES), Vec::<String>::new());
        assert_eq!(Connection::TABLE.columns.len(), 3);
    })
    .await;
}

#[tokio::test]
async fn s_12_a_column_goes_under_the_current_key_and_the_old_one_may_go() {
    each_vault(async |house| {
        let count = if is_long() { 100_000 } else { 2_000 };
        house.fill(count).await;
        let secrets = house.secrets().await;
        let (before, after) = rotate(house);
        let old = house.rows().await;
        for (column, values) in [(&TOKENS, count), (&SEEDS, count.div_ceil(3))] {
            let done = house.vault.reseal(&house.store, column).await.unwrap();
            assert_eq!((done.values as usize, done.refused.len()), (values, 0));
            let again = house.vault.reseal(&house.store, column).await.unwrap();
            assert_eq!((again.values, again.refused.len()), (0, 0));
        }
        let new = house.rows().await;
        assert_eq!((keys_of(&old), keys_of(&new)), ([before.to_string()].into(), [after.to_string()].into()));
        assert_eq!(house.secrets().await, secrets);
        house.clock.advance(HOUR);
        house.vault.retire(&house.store, &[TOKENS, SEEDS], before, &house.clock).await.unwrap();
        assert_eq!(house.ring.key(before).map(|key| key.id), None);
        assert_eq!(house.secrets().await, secrets);
        let late = house.vault.open(token_of(old[0].id), &old[0].token).unwrap_err();
        assert!(matches!(late, Error::UnknownKey { key, .. } if key == before), "{late:?}");
    })
    .await;
}

#[tokio::test]
async fn s_12_a_rotation_that_is_interrupted_anywhere_loses_nothing_and_is_finished_by_the_next() {
    each_vault(async |house| {
        house.fill(2_000).await;
        let secrets = house.secrets().await;
        let (before, after) = rotate(house);
        let mut interrupted = 0;
        // The first strikes before anything, others in the middle of a batch or of the column.
        for (moment, at) in [(Moment::Statement, 0), (Moment::Statement, 555), (Moment::Commit, 2), (Moment::Begin, 1)]
        {
            house.store.fail(moment, at, Fault::Full);
            let error = house.vault.reseal(&house.store, &TOKENS).await.unwrap_err();
            assert!(matches!(error, Error::Store(StoreError::Full)), "{moment:?} {at}: {error:?}");
            assert_eq!(house.secrets().await, secrets, "{moment:?} {at}");
            interrupted += 1;
        }
        let left = keys_of(&house.rows().await);
        assert_eq!((interrupted, left), (4, [before, after].map(|key| key.to_string()).into()));
        house.clock.advance(HOUR);
        let early = house.vault.retire(&house.store, &[TOKENS, SEEDS], before, &house.clock).await.unwrap_err();
        assert!(matches!(early, Error::Kept { .. }), "{early:?}");
        let done = house.vault.reseal(&house.store, &TOKENS).await.unwrap();
        assert!(done.values > 0 && done.values < 2_000, "{done:?}");
        assert_eq!(house.secrets().await, secrets);
    })
    .await;
}

#[tokio::test]
async fn s_12_a_rotation_that_nobody_waits_for_any_more_loses_nothing() {
    each_vault(async |house| {
        house.fill(1_000).await;
        let secrets = house.secrets().await;
        rotate(house);
        for turns in 0..30 {
            let mut reseal = std::pin::pin!(house.vault.reseal(&house.store, &TOKENS));
            for _ in 0..turns {
                tokio::select! { biased; done = &mut reseal => drop(done.unwrap()), () = tokio::task::yield_now() => continue }
                break;
            }
        }
        house.vault.reseal(&house.store, &TOKENS).await.unwrap();
        assert_eq!(house.secrets().await, secrets);
    })
    .await;
}

#[tokio::test]
async fn s_12_a_key_stays_while_it_is_needed() {
    each_vault(async |house| {
        house.fill(10).await;
        let (before, after) = rotate(house);
        let columns = [TOKENS, SEEDS];
        let why = async |key| {
            let error = house.vault.retire(&house.store, &columns, key, &house.clock).await.unwrap_err();
            let Error::Kept { why, .. } = error else { panic!("{error:?}") };
            why
        };
        assert_eq!(why(before).await, "10 values of connections.token are sealed under it");
        house.vault.reseal(&house.store, &TOKENS).await.unwrap();
        assert_eq!(why(before).await, "4 values of connections.seed are sealed under it");
        house.vault.reseal(&house.store, &SEEDS).await.unwrap();
        assert_eq!(why(before).await, "it was the current one until less than an hour ago");
        assert_eq!(why(after).await, "10 values of connections.token are sealed under it");
        let signing = house.ring.current(Purpose::Signing).unwrap().id;
        assert_eq!(why(signing).await, "it is the current one");
        assert_eq!(why("00000000".parse().unwrap()).await, "it is not there");
        assert_eq!(house.ring.keys().len(), 4);
    })
    .await;
}

#[tokio::test]
async fn s_12_what_cannot_be_opened_is_told_and_left_as_it_is() {
    each_vault(async |house| {
        let ids = house.fill(500).await;
        let rows = house.rows().await;
        let set = sql!((), (Sealed, Id), "update connections set token = $1 where id = $2");
        let (moved, broken) = (rows[8].token.clone(), Sealed::of_text("a token that was never sealed"));
        let harm = Batch::new().run(set, (moved.clone(), ids[7])).run(set, (broken.clone(), ids[499]));
        house.store.write(harm).await.unwrap();
        let (before, _) = rotate(house);
        let done = house.vault.reseal(&house.store, &TOKENS).await.unwrap();
        assert_eq!(done.values, 498);
        let told = done.refused.as_slice();
        assert!(matches!(told, [Error::Tampered(one), Error::Malformed(other)] if (one.row, other.row) == (ids[7], ids[499])), "{told:?}");
        let after = house.rows().await;
        assert_eq!((&after[7].token, &after[499].token), (&moved, &broken));
        house.clock.advance(HOUR);
        let kept = house.vault.retire(&house.store, &[TOKENS, SEEDS], before, &house.clock).await.unwrap_err();
        assert!(kept.to_string().ends_with("1 values of connections.token are sealed under it"), "{kept}");
    })
    .await;
}
