//! The story of labels, through HTTP, over both databases.
use house::{Client, each_house};
use serde_json::{Value, json};

async fn task(client: &Client, fields: Value) -> String {
    client.post("/api/v1/tasks", fields).await.expect(201).header("location").unwrap().to_owned()
}

async fn labels(client: &Client, path: &str) -> Value {
    client.get(path).await.expect(200).json["labels"].clone()
}

async fn titles(client: &Client, filter: &str) -> Vec<String> {
    let list = client.get(&format!("/api/v1/tasks?sort=oldest&filter={filter}")).await.expect(200);
    list.list().iter().map(|task| task["title"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_label_lives() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = ann.post("/api/v1/labels", json!({ "name": " Home ", "color": "#3B82F6" })).await.expect(201);
        let path = made.header("location").unwrap().to_owned();
        assert_eq!((&made.json["name"], &made.json["color"]), (&json!(" Home "), &json!("#3b82f6")));
        assert_eq!(ann.get("/api/v1/labels").await.expect(200).json, json!([made.json]));
        for taken in ["home", "HOME", " hOmE"] {
            assert_eq!(ann.post("/api/v1/labels", json!({ "name": taken })).await.flaw(), ("/name", "taken"));
        }
        assert_eq!(ann.post("/api/v1/labels", json!({ "name": " " })).await.flaw(), ("/name", "empty"));
        let renamed = ann.patch(&path, json!({ "name": "HOME", "revision": 1 })).await.expect(200).json;
        assert_eq!((&renamed["name"], &renamed["revision"]), (&json!("HOME"), &json!(2)), "its own name is not taken");
        ann.patch(&path, json!({ "name": "x", "revision": 1 })).await.expect_problem(409, "stale");

        ann.delete(&path).await.expect(200);
        ann.get(&path).await.expect_problem(404, "not_found");
        assert_eq!(ann.get("/api/v1/labels?deleted=true").await.expect(200).list().len(), 1);
        let other = ann.post("/api/v1/labels", json!({ "name": "home" })).await.expect(201);
        assert_eq!(ann.post(&format!("{path}/restore"), json!({})).await.flaw(), ("/name", "taken"));
        let other = other.header("location").unwrap().to_owned();
        ann.patch(&other, json!({ "name": "Garden" })).await.expect(200);
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        assert_eq!(ann.post(&format!("{other}/undo"), json!({})).await.flaw(), ("/name", "taken"));
        let past = ann.get(&format!("{path}/history")).await.expect(200);
        let events: Vec<&str> = past.list().iter().map(|change| change["event"].as_str().unwrap()).collect();
        assert_eq!(events, ["labels.restored", "labels.deleted", "labels.updated", "labels.created"]);
        let names = ann.get("/api/v1/labels?limit=1").await.expect(200);
        assert_eq!((&names.list()[0]["name"], names.header("x-next-cursor").is_some()), (&json!("Garden"), true));
    })
    .await;
}

#[tokio::test]
async fn a_task_carries_labels_and_a_name_that_is_new_makes_one() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        ann.post("/api/v1/labels", json!({ "name": "Home" })).await.expect(201);
        let fields = json!({ "title": "one", "labels": ["home", "Äpfel", "errand, small", "HOME "] });
        let made = ann.post("/api/v1/tasks", fields).await.expect(201);
        assert_eq!(made.json["labels"], json!(["errand, small", "Home", "Äpfel"]), "by name, each once");
        let path = made.header("location").unwrap().to_owned();
        assert_eq!(ann.get(&path).await.expect(200).json, made.json);
        assert_eq!(ann.get("/api/v1/tasks").await.expect(200).json, json!([made.json]));
        assert_eq!(made.json["label_ids"].as_array().unwrap().len(), 3);

        let kept = ann.patch(&path, json!({ "title": "two" })).await.expect(200).json;
        assert_eq!(kept["labels"], made.json["labels"]);
        let same = ann.put(&path, kept.clone()).await.expect(200).json;
        assert_eq!(same, kept, "what was sent back changes nothing");
        let fewer = ann.patch(&path, json!({ "labels": ["äpfel", "\"new\""] })).await.expect(200).json;
        assert_eq!(fewer["labels"], json!(["\"new\"", "Äpfel"]));
        assert_eq!(labels(&ann, &path).await, fewer["labels"]);
        let none = ann.patch(&path, json!({ "labels": [] })).await.expect(200).json;
        assert_eq!((&none["labels"], &none["label_ids"]), (&json!([]), &json!([])));
        assert_eq!(ann.get("/api/v1/labels").await.expect(200).list().len(), 4, "they stay for other tasks");

        for (wrong, code) in [(json!([" "]), "empty"), (json!(["x".repeat(101)]), "too_long")] {
            assert_eq!(ann.patch(&path, json!({ "labels": wrong })).await.flaw(), ("/labels", code));
        }
        let many: Vec<String> = (0..101).map(|number| number.to_string()).collect();
        assert_eq!(ann.patch(&path, json!({ "labels": many })).await.flaw(), ("/labels", "too_long"));
    })
    .await;
}

#[tokio::test]
async fn a_label_that_is_renamed_thrown_away_or_had_back_is_so_on_every_task() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let (one, two) = (
            task(&ann, json!({ "title": "one", "labels": ["home", "soon"] })).await,
            task(&ann, json!({ "title": "two", "labels": ["home"] })).await,
        );
        let home = ann.get("/api/v1/labels").await.expect(200).list()[0]["id"].as_str().unwrap().to_owned();
        let home = format!("/api/v1/labels/{home}");
        ann.patch(&home, json!({ "name": "house" })).await.expect(200);
        assert_eq!((labels(&ann, &one).await, labels(&ann, &two).await), (json!(["house", "soon"]), json!(["house"])));
        assert_eq!(titles(&ann, "label=HOUSE").await, ["one", "two"]);
        ann.delete(&home).await.expect(200);
        assert_eq!((labels(&ann, &one).await, labels(&ann, &two).await), (json!(["soon"]), json!([])));
        assert_eq!(titles(&ann, "label=house").await, [""; 0]);
        ann.patch(&one, json!({ "labels": ["later"] })).await.expect(200);
        ann.post(&format!("{home}/restore"), json!({})).await.expect(200);
        assert_eq!((labels(&ann, &one).await, labels(&ann, &two).await), (json!(["house", "later"]), json!(["house"])));
        ann.delete(&home).await.expect(200);
        house.write(api::let_go::<super::Label>(house.clock().now().plus(api::KEPT_DELETED * 2))).await;
        assert_eq!(labels(&ann, &two).await, json!([]));
        ann.post(&format!("{home}/restore"), json!({})).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn undoing_finds_labels_by_what_they_are_and_not_by_their_names() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = task(&ann, json!({ "title": "one", "labels": ["home", "soon"] })).await;
        ann.patch(&path, json!({ "labels": [] })).await.expect(200);
        let listed = ann.get("/api/v1/labels").await.expect(200);
        let id = |at: usize| format!("/api/v1/labels/{}", listed.list()[at]["id"].as_str().unwrap());
        ann.patch(&id(0), json!({ "name": "house" })).await.expect(200);
        ann.delete(&id(1)).await.expect(200);
        let back = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!(back["labels"], json!(["house"]));
        assert_eq!(labels(&ann, &path).await, back["labels"]);
        assert_eq!(ann.get("/api/v1/labels").await.expect(200).list().len(), 1, "and none is made");
        let past = ann.get(&format!("{path}/history")).await.expect(200);
        assert_eq!(past.list()[0]["after"]["labels"], json!(["house"]));
        assert_eq!(past.list()[1]["before"]["labels"], json!(["home", "soon"]));
    })
    .await;
}

#[tokio::test]
async fn many_tasks_at_once_share_the_labels_that_they_make() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = task(&ann, json!({ "title": "first" })).await;
        let id = path.rsplit('/').next().unwrap();
        let bulk = json!({
            "create": [{ "title": "a", "labels": ["New", "both"] }, { "title": "b", "labels": ["new"] }],
            "update": [{ "id": id, "labels": ["NEW"] }],
        });
        let told = ann.post("/api/v1/tasks/bulk", bulk).await.expect(200).json;
        assert_eq!(told["created"][1]["labels"], json!(["New"]));
        assert_eq!(told["updated"][0]["labels"], json!(["New"]));
        assert_eq!(ann.get("/api/v1/labels").await.expect(200).list().len(), 2);
        assert_eq!(labels(&ann, &path).await, json!(["New"]));
    })
    .await;
}

#[tokio::test]
async fn of_many_who_give_a_new_label_at_once_one_makes_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let make = |title: &'static str| ann.post("/api/v1/tasks", json!({ "title": title, "labels": ["home"] }));
        let made = tokio::join!(make("a"), make("b"), make("c"), make("d"));
        for made in [made.0, made.1, made.2, made.3] {
            assert_eq!(made.expect(201).json["labels"], json!(["home"]));
        }
        assert_eq!(ann.get("/api/v1/labels").await.expect(200).list().len(), 1);
        assert_eq!(titles(&ann, "label=home").await.len(), 4);
    })
    .await;
}

#[tokio::test]
async fn filters_ask_about_labels_and_names_are_suggested() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for (title, labels) in [("a", json!(["Home"])), ("b", json!(["home", "Work"])), ("c", json!([]))] {
            task(&ann, json!({ "title": title, "labels": labels })).await;
        }
        for (filter, expected) in [
            ("label=home", &["a", "b"][..]),
            ("label!=HOME", &["c"]),
            ("label%20in%20(work,soon)", &["b"]),
            ("label%20not%20in%20(work,soon)", &["a", "c"]),
            ("label~OR", &["b"]),
            ("label%20is%20empty", &["c"]),
            ("label%20is%20not%20empty%20%26%26%20not%20label=work", &["a"]),
        ] {
            assert_eq!(titles(&ann, filter).await, expected, "{filter}");
        }
        let begun = json!({ "noun": "tasks", "filter": "label = h", "cursor": 9 });
        let told = ann.post("/api/v1/filters/complete", begun).await.expect(200).json;
        assert_eq!(told["suggestions"], json!([{ "text": "\"Home\"", "kind": "value" }]));
    })
    .await;
}

#[tokio::test]
async fn nobody_carries_the_labels_of_another_space() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        task(&ann, json!({ "title": "a", "labels": ["home"] })).await;
        let made = bob.post("/api/v1/tasks", json!({ "title": "b", "labels": ["home"] })).await.expect(201).json;
        let (hers, his) = (ann.get("/api/v1/labels").await.expect(200), bob.get("/api/v1/labels").await.expect(200));
        assert_ne!(hers.list()[0]["id"], his.list()[0]["id"]);
        assert_eq!(made["label_ids"], json!([his.list()[0]["id"]]));
        let path = format!("/api/v1/labels/{}", hers.list()[0]["id"].as_str().unwrap());
        bob.get(&path).await.expect_problem(404, "not_found");
        bob.delete(&path).await.expect_problem(404, "not_found");
    })
    .await;
}
