//! What nobody says of a task and the house works out: its score, and what it is about.
use super::{make, path};
use house::each_house;
use serde_json::{Value, json};
use std::time::Duration;

#[tokio::test]
async fn a_score_is_told_with_its_terms() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = make(&ann, json!({ "title": "sow", "due_date": "2026-11-20", "priority": "urgent" })).await;
        let score = ann.get(&format!("{}/score", path(&made))).await.expect(200).json;
        assert_eq!(score["calculated_score"], made["calculated_score"]);
        let words: Vec<_> =
            score["terms"].as_array().unwrap().iter().map(|term| term["why"].as_str().unwrap()).collect();
        assert_eq!(
            words,
            [
                "importance 1 of 2",
                "due in 16 hours",
                "its owner's wish 1 of 2",
                "urgent priority",
                "complexity 1 of 2 divides it by 1"
            ]
        );
    })
    .await;
}

#[tokio::test]
async fn what_a_task_is_about_is_read_from_its_words_until_somebody_says_it() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let about = json!({ "title": "Pay the tax", "description": "Money for the bank. By Friday." });
        let made = make(&ann, about).await;
        assert_eq!(made["semantic_keywords"], json!(["pay", "tax", "money", "bank", "friday"]));
        assert_eq!(
            (&made["semantic_category"], &made["semantic_tags"], &made["semantic_summary"], &made["semantic_source"]),
            (&json!("Finance"), &json!(["Finance"]), &json!("Money for the bank."), &json!("rules"))
        );
        let path = path(&made);
        let renamed = ann.patch(&path, json!({ "title": "Run to the bank" })).await.expect(200).json;
        assert_eq!(renamed["semantic_tags"], json!(["Fitness", "Finance"]), "other words say something else");
        let same = ann.patch(&path, json!({ "priority": "low" })).await.expect(200).json;
        assert_eq!(same["semantic_keywords"], renamed["semantic_keywords"]);

        let said = ann.patch(&path, json!({ "semantic_category": "Duties" })).await.expect(200).json;
        assert_eq!((&said["semantic_category"], &said["semantic_source"]), (&json!("Duties"), &json!("user")));
        let kept = ann.patch(&path, json!({ "title": "Sleep" })).await.expect(200).json;
        assert_eq!(kept["semantic_category"], "Duties", "who has said it is believed");
        let told = make(&ann, json!({ "title": "Swim", "semantic_keywords": ["water"] })).await;
        assert_eq!((&told["semantic_keywords"], &told["semantic_summary"]), (&json!(["water"]), &Value::Null));
    })
    .await;
}

#[tokio::test]
async fn a_task_that_nobody_touches_asks_for_more_when_its_day_comes_near() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = make(&ann, json!({ "title": "Vote", "due_date": "2026-12-02" })).await;
        let later = make(&ann, json!({ "title": "Some day" })).await;
        house.advance(Duration::from_secs(11 * 24 * 60 * 60));
        let ann = ann.signed_in().await;
        assert_eq!(ann.get(&path(&made)).await.expect(200).json, made, "nothing happens by itself in a test");
        crate::tasks::jobs::rank(house.app().clone()).await.unwrap();
        let ranked = ann.get(&path(&made)).await.expect(200).json;
        let score = |task: &Value| task["calculated_score"].as_f64().unwrap();
        assert!(score(&ranked) > score(&made), "{ranked}");
        assert_eq!(ranked["revision"], 1, "nobody has edited it");
        assert_eq!(ann.get(&path(&later)).await.expect(200).json, later);
        let told = ann.get(&format!("{}/score", path(&made))).await.expect(200).json;
        assert_eq!(told["calculated_score"], ranked["calculated_score"]);
    })
    .await;
}
