//! What somebody starts with.
use super::UserSettings;
use crate::testing::House;
use base::{Id, Instant};
use store::{Batch, sql};
use testkit::each_database;

#[tokio::test]
async fn new_settings_are_what_the_table_itself_would_fill_in() {
    each_database(async |location| {
        let house = House::open(&location).await;
        let root = house.first().await;
        let (store, now) = (house.app.store(), house.app.clock().now());
        let bare =
            sql!((), (Id, Instant), "insert into user_settings (user_id, revision, updated_at) values ($1, 1, $2)");
        let again = Batch::new().delete::<UserSettings>((root.id,)).run(bare, (root.id, now));
        let made = store.get::<UserSettings>((root.id,)).await.unwrap().unwrap();
        store.write(again).await.unwrap();
        let filled_in = store.get::<UserSettings>((root.id,)).await.unwrap().unwrap();
        assert_eq!((&made, made.updated_at), (&filled_in, now));
        house.close().await;
    })
    .await;
}
