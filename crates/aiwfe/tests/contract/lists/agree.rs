//! That a filter lets the same rows through wherever it is asked: in the database, in memory, and page by page.
use super::{
    asked,
    draw::{Chance, expression},
    fill::filled,
    filtered,
};
use crate::{
    scene::{Scene, path},
    table::Row,
};
use api::{Caller, Grants, Level, filter::FieldKind};
use house::{Client, each_house};
use serde_json::Value;

/// How many filters are drawn for each list.
const DRAWN: u64 = 60;

/// The pages of a list under a filter, one after the other.
async fn paged(row: Row, client: &Client, path: &str, filter: &str) -> Vec<Value> {
    let (mut rows, mut besides) = (Vec::new(), "&limit=2".to_owned());
    loop {
        let page = asked(row, client, path, filter, &besides).await.expect(200);
        rows.extend_from_slice(page.list());
        match page.header("x-next-cursor") {
            Some(cursor) => besides = format!("&limit=2&cursor={cursor}"),
            None => return rows,
        }
    }
}

#[tokio::test]
async fn a_filter_means_the_same_in_the_database_in_memory_and_page_by_page() {
    each_house(async |house| {
        let scene = Scene::new(house.clone()).await;
        let (ann, mut telling, mut unequal) = (scene.somebody().await, Vec::new(), Vec::new());
        for row in filtered() {
            let parts = scene.parts(row, &ann).await;
            filled(&scene, row, &ann, &parts).await;
            let (client, path) = (scene.entitled(row, &ann), path(row, &parts));
            let fields = row.route.operation().asks().unwrap();
            let shown = serde_json::to_value(fields.shown()).unwrap();
            // The name of another thing is told with that thing, and compared where tasks are tested.
            let is_own = |name: &Value| {
                let field = fields.fields.iter().find(|field| field.name == name.as_str().unwrap()).unwrap();
                field.needs.is_none() || matches!(field.kind, FieldKind::Names(_))
            };
            let shown: Vec<Value> =
                shown.as_array().unwrap().iter().filter(|field| is_own(&field["name"])).cloned().collect();
            let has_pages = row.query().any(|(name, _)| name == "cursor");
            let all = client.get(&path).await.expect(200);
            let all = all.list();
            let caller = Caller::new(client.user_id, client.own_space, Grants::new(Some(Level::Admin), None), "r");
            let mut some = 0;
            for seed in 0..DRAWN {
                let text = expression(&mut Chance::of(seed), &shown, all, usize::try_from(seed % 3).unwrap());
                let filter = fields.read(house.app(), &caller, "/filter", &text).unwrap();
                let expected: Vec<Value> =
                    all.iter().filter(|one| fields.holds(&filter, one).unwrap()).cloned().collect();
                let found = asked(row, client, &path, &text, "").await.expect(200);
                some += usize::from(!expected.is_empty() && expected.len() < all.len());
                let is_equal = found.list() == expected
                    && (!has_pages || seed % 6 > 0 || paged(row, client, &path, &text).await == expected);
                if !is_equal {
                    unequal.push(format!("{}: {text}", row.id()));
                }
            }
            telling.push((row.id(), all.len(), some));
        }
        assert_eq!(unequal, Vec::<String>::new());
        let dull: Vec<_> = telling.iter().filter(|(_, rows, some)| *rows < 2 || *some < 5).collect();
        assert!(dull.is_empty(), "hardly anything is compared of these: {dull:?}");
    })
    .await;
}
