//! The story of categories, through HTTP, over both databases.
use house::each_house;
use serde_json::{Value, json};

const PATH: &str = "/api/v1/categories";

fn names(list: &[Value]) -> Vec<&str> {
    list.iter().map(|category| category["name"].as_str().unwrap()).collect()
}

const USUAL: [&str; 10] =
    ["Work", "Personal", "Health", "Learning", "Social", "Meeting", "Appointment", "Task", "Reminder", "Event"];

#[tokio::test]
async fn pt_43_ten_categories_are_there_from_the_start_and_more_can_be_made() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let first = ann.get(PATH).await.expect(200);
        assert_eq!(names(first.list()), USUAL);
        assert_eq!(ann.get(PATH).await.expect(200).json, first.json, "to list them writes nothing");
        let work = &first.list()[0];
        assert_eq!(
            (&work["type"], &work["color"], &work["priority"], &work["is_default"], &work["ai_generated"]),
            (&json!("both"), &json!("#3b82f6"), &json!(4), &json!(true), &json!(false))
        );
        assert_eq!(
            work["weights"],
            json!({ "importance": 0.8, "urgency": 0.64, "complexity": 0.48, "flexibility": 0.6 })
        );

        let garden = json!({ "name": "Garden", "type": "EVENT", "color": "#84CC16", "emoji": "🌱" });
        let made = ann.post(PATH, garden.clone()).await.expect(201).json;
        assert_eq!((&made["type"], &made["color"], &made["priority"]), (&json!("event"), &json!("#84cc16"), &json!(3)));
        assert_eq!(names(ann.get(PATH).await.expect(200).list()).last(), Some(&"Garden"));
        let twice = ann.post(PATH, garden).await;
        assert_eq!(twice.flaw(), ("/name", "taken"));
        assert_eq!(twice.json["detail"], "Category 'Garden' already exists");
        ann.post(PATH, json!({ "name": "work" })).await.expect_problem(422, "invalid");
        for wrong in [json!({ "name": "x", "color": "red" }), json!({ "name": "x", "priority": 6 }), json!({})] {
            ann.post(PATH, wrong).await.expect_problem(422, "invalid");
        }
    })
    .await;
}

#[tokio::test]
async fn a_category_from_the_start_is_changed_thrown_away_and_had_back_like_any_other() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let work = ann.get(PATH).await.expect(200).list()[0].clone();
        let path = format!("{PATH}/{}", work["id"].as_str().unwrap());
        let shown = ann.get(&path).await.expect(200);
        assert_eq!((&shown.json, shown.header("etag")), (&work, Some("\"0\"")));
        assert_eq!(ann.get(&format!("{path}/history")).await.expect(200).json, json!([]));

        let renamed =
            ann.patch(&path, json!({ "name": "Office", "priority": 5, "revision": 0 })).await.expect(200).json;
        assert_eq!((&renamed["revision"], &renamed["weights"]["importance"]), (&json!(1), &json!(1.0)));
        assert_eq!(renamed["color"], work["color"], "what is not named is kept");
        ann.patch(&path, json!({ "name": "Work", "revision": 0 })).await.expect_problem(409, "stale");
        let mut expected = USUAL.to_vec();
        expected[0] = "Office";
        assert_eq!(names(ann.get(PATH).await.expect(200).list()), expected, "it keeps its place");
        let undone = ann.post(&format!("{path}/undo"), json!({})).await.expect(200).json;
        assert_eq!((&undone["name"], &undone["priority"]), (&json!("Work"), &json!(4)));

        let gone = ann.delete(&path).await.expect(200).json;
        assert_eq!(gone["message"], "Category deleted successfully");
        assert_eq!(names(ann.get(PATH).await.expect(200).list()), USUAL[1..]);
        ann.get(&path).await.expect_problem(404, "not_found");
        let later = house.clock().now().plus(api::KEPT_DELETED * 2);
        house.write(super::ops::sweep(later)).await;
        assert_eq!(names(ann.get(PATH).await.expect(200).list()), USUAL[1..], "and does not come back by itself");
        ann.post(&format!("{path}/restore"), json!({})).await.expect(200);
        assert_eq!(names(ann.get(PATH).await.expect(200).list()), USUAL);
    })
    .await;
}

#[tokio::test]
async fn the_category_that_stays_cannot_be_thrown_away_and_others_see_none_of_it() {
    each_house(async |house| {
        let (ann, bob) = (house.user("ann").await, house.user("bob").await);
        let kept = ann.post(PATH, json!({ "name": "Rest", "type": "default" })).await.expect(201).json;
        let path = format!("{PATH}/{}", kept["id"].as_str().unwrap());
        let refused = ann.delete(&path).await;
        assert_eq!(
            (refused.problem(), &refused.json["detail"]),
            ((409, "conflict"), &json!("Cannot delete default categories"))
        );
        bob.get(&path).await.expect_problem(404, "not_found");
        let of_ann = ann.get(PATH).await.expect(200).list()[0]["id"].clone();
        bob.patch(&format!("{PATH}/{}", of_ann.as_str().unwrap()), json!({ "name": "x" }))
            .await
            .expect_problem(404, "not_found");
        assert_eq!(bob.get(PATH).await.expect(200).list().len(), 10);
        bob.get(&format!("{PATH}/undefined")).await.expect_problem(400, "malformed");
    })
    .await;
}

#[tokio::test]
async fn of_many_first_changes_at_once_none_is_lost() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let path = format!("{PATH}/{}", ann.get(PATH).await.expect(200).list()[0]["id"].as_str().unwrap());
        let change = async |fields| ann.patch(&path, fields).await.expect(200);
        tokio::join!(
            change(json!({ "emoji": "🏢" })),
            change(json!({ "color": "#000000" })),
            change(json!({ "description": "where money comes from" }))
        );
        let work = ann.get(&path).await.expect(200).json;
        assert_eq!(
            (&work["emoji"], &work["color"], &work["description"], &work["revision"]),
            (&json!("🏢"), &json!("#000000"), &json!("where money comes from"), &json!(3))
        );
    })
    .await;
}

#[tokio::test]
async fn categories_colours_and_signs_are_suggested_without_a_model() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let about = json!({ "missionStatement": { "text": "Being a good engineer" }, "existingCategories": [] });
        let told = ann.post(&format!("{PATH}/generate-ai-suggestions"), about).await.expect(200).json;
        let suggested = &told["suggestions"][0];
        assert_eq!((&suggested["action"], &suggested["category"]["name"]), (&json!("create"), &json!("Coding")));
        ann.post(PATH, suggested["category"].clone()).await.expect(201);
        let again = ann.post(&format!("{PATH}/generate-ai-suggestions"), json!({})).await.expect(200).json;
        assert_eq!(again["suggestions"][0]["category"]["name"], "Focus Time");
        let wanted = json!({ "categoryName": "Taxes", "categoryType": "both" });
        let painted = ann.post(&format!("{PATH}/assign-color-emoji"), wanted).await.expect(200).json;
        assert_eq!((&painted["emoji"], &painted["color"]), (&json!("💰"), &json!("#059669")));
    })
    .await;
}

#[tokio::test]
async fn a_category_whose_name_was_taken_meanwhile_does_not_come_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = ann.post(PATH, json!({ "name": "Garden" })).await.expect(201).json;
        let path = format!("{PATH}/{}", made["id"].as_str().unwrap());
        ann.delete(&path).await.expect(200);
        ann.post(PATH, json!({ "name": "Garden" })).await.expect(201);
        let refused = ann.post(&format!("{path}/restore"), json!({})).await;
        assert_eq!((refused.problem(), refused.flaw()), ((422, "invalid"), ("/name", "taken")));
        assert_eq!(refused.json["flaws"].as_array().unwrap().len(), 1, "nobody said the space");
    })
    .await;
}
