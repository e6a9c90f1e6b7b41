//! That every operation can be called, and by nobody who shows nothing.
use crate::{scene::Scene, table};
use house::each_house;
use std::collections::BTreeSet;

/// The operations that this walk does not call with success. The list may only get shorter.
const NOT_CALLED: &[&str] = table::UNCONNECTED;
/// The operations that answer whoever shows nothing. The list may only get shorter.
const OPEN: &[&str] = &[];

fn names(list: &[&str]) -> BTreeSet<String> {
    list.iter().map(ToString::to_string).collect()
}

#[tokio::test]
async fn pt_20_every_operation_is_called_with_success() {
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let ann = scene.somebody().await;
        for row in table::rows() {
            scene.ask(row, &ann).await;
        }
        let called = house.answered(|status| status < 300);
        let ids = table::rows().into_iter().map(|row| row.id().to_owned());
        let missing: BTreeSet<String> = ids.filter(|id| !called.contains(id)).collect();
        assert_eq!(missing, names(NOT_CALLED));
    })
    .await;
}

#[tokio::test]
async fn s_01_whoever_shows_nothing_is_told_to_sign_in_and_nothing_else() {
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let ann = scene.somebody().await;
        let mut open = BTreeSet::new();
        for row in table::rows() {
            let (parts, body) = (scene.parts(row, &ann).await, scene.body(row, &ann).await);
            let written = scene.written().await;
            let told = scene.send(row, &house.anonymous(), &parts, body).await;
            if (told.status, told.json["code"].as_str()) != (401, Some("unauthenticated")) {
                open.insert(row.id().to_owned());
            }
            assert_eq!(scene.written().await, written, "{}", row.id());
        }
        assert_eq!(open, names(OPEN));
    })
    .await;
}
