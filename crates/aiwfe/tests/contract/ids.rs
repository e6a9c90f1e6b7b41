//! Ids of other people's things, wherever a request can hold one.
use crate::{
    sample,
    scene::{Parts, Scene, path},
    table::{self, Row},
};
use api::Place;
use base::Id;
use house::{Client, each_house};
use serde_json::{Value, json};

/// Whether a field names a thing that lies in a space.
fn names_thing(name: &str, schema: &'static Value) -> bool {
    let noun = name.strip_suffix("_id").filter(|_| sample::is_id(schema));
    let making = noun.and_then(table::making);
    making.is_some_and(|making| making.permission().place == Place::Space)
}

/// Asks with that value in that field of the body; tells what came back without names.
async fn with_field(scene: &Scene, row: Row, ann: &Client, name: &str, id: &str) -> (u16, Value, Value) {
    let parts = scene.parts(row, ann).await;
    let mut body = scene.body(row, ann).await.unwrap();
    body[name] = json!(id);
    let told = scene.send(row, ann, &parts, Some(body)).await;
    (told.status, told.json["flaws"].clone(), told.json["detail"].clone())
}

#[tokio::test]
async fn pt_44_a_strangers_id_in_a_body_is_an_unknown_id() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let (ann, zed) = (scene.somebody().await, scene.somebody().await);
        let mut tried = 0;
        for row in table::rows() {
            for (name, _) in row.fields().filter(|(name, schema)| names_thing(name, schema)) {
                let foreign = scene.parent(name, &zed).await.unwrap();
                let missing = Id::new(scene.house.clock()).to_string();
                let told = with_field(&scene, row, &ann, name, foreign.as_str().unwrap()).await;
                assert_eq!(told.0, 422, "{} {name}: {told:?}", row.id());
                assert_eq!(told.1[0]["at"], format!("/{name}"), "{}", row.id());
                assert_eq!(told, with_field(&scene, row, &ann, name, &missing).await, "{} {name}", row.id());
                tried += 1;
            }
        }
        assert!(tried > 0, "no body names a thing");
    })
    .await;
}

#[tokio::test]
async fn pt_44_a_strangers_id_in_a_query_finds_nothing() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let ann = scene.somebody().await;
        let mut tried = 0;
        for row in table::rows() {
            let zed = scene.somebody().await;
            for (name, _) in row.query().filter(|(name, schema)| names_thing(name, schema)) {
                let id = scene.parent(name, &zed).await.unwrap();
                // What lies there is found by whose it is, and by nobody else.
                let making = table::row("POST", row.route.path()).expect("what is listed is made at the same path");
                let mut there = scene.body(making, &zed).await.unwrap();
                there[name] = id.clone();
                scene.send(making, &zed, &Parts::new(), Some(there)).await.expect(201);
                let path = format!("{}?{name}={}", path(row, &Parts::new()), id.as_str().unwrap());
                assert_eq!(zed.get(&path).await.expect(200).list().len(), 1, "{path}");
                assert_eq!(ann.get(&path).await.expect(200).list(), &[] as &[Value], "{path}");
                tried += 1;
            }
        }
        assert!(tried > 0, "no query names a thing");
    })
    .await;
}

#[tokio::test]
async fn pt_44_who_somebody_is_comes_from_what_they_show_and_never_from_the_body() {
    each_house(async |house| {
        let scene = Scene::new(house).await;
        let (ann, zed) = (scene.somebody().await, scene.somebody().await);
        for row in table::rows().into_iter().filter(|row| row.method() == "POST" && row.body().is_some()) {
            for (name, own, foreign) in
                [("user_id", ann.user_id, zed.user_id), ("space_id", ann.own_space, zed.own_space)]
            {
                let is_in_path = row.route.path().contains(&format!("{{{name}}}"));
                if is_in_path || row.fields().any(|(known, _)| known == name) {
                    continue;
                }
                let parts = scene.parts(row, &ann).await;
                let mut body = scene.body(row, &ann).await.unwrap();
                body[name] = json!(foreign.to_string());
                let told = scene.send(row, scene.entitled(row, &ann), &parts, Some(body)).await;
                let is_refused = told.status == 422 && told.flaw() == (format!("/{name}").as_str(), "unknown_field");
                let is_ignored = told.status < 300 && !told.text.contains(&foreign.to_string());
                assert!(is_refused || is_ignored, "{} with {name}: {}", row.id(), told.text);
                if is_ignored && told.json.get(name).is_some() {
                    assert_eq!(told.json[name], own.to_string(), "{}", row.id());
                }
            }
        }
    })
    .await;
}
