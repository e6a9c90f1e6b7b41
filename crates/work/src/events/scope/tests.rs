//! The story of series that are changed in part, through HTTP, over both databases.
use super::super::tests::{PATH, lives_in, make, path, told};
use house::{Client, each_house};
use serde_json::{Value, json};

/// A series of nine weeks of Mondays at nine in Berlin, across the change of the clocks.
async fn mondays(client: &Client) -> Value {
    lives_in(client, "Europe/Berlin").await;
    let fields = json!({
        "title": "Monday", "start": "2026-10-05T09:00:00", "end": "2026-10-05T10:00:00", "recurrence_rule": "FREQ=WEEKLY;COUNT=9",
    });
    make(client, fields).await
}

/// The days and times of what a quarter of a year holds, with the titles.
async fn quarter(client: &Client) -> Vec<String> {
    let told = told(client, "2026-10-01", "2026-12-31").await;
    told.into_iter().map(|(title, start)| format!("{title} {}", &start[5..16])).collect()
}

#[tokio::test]
async fn one_instance_is_changed_without_the_others_and_taken_back() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = mondays(&ann).await;
        let list = ann.get(&format!("{PATH}?start_date=2026-10-26&end_date=2026-10-26")).await.expect(200);
        let one = &list.list()[0];
        assert_eq!((&one["id"], &one["recurrence_id"]), (&made["id"], &json!("2026-10-26T09:00:00")));
        let change = json!({ "recurrence_id": one["recurrence_id"], "title": "Tuesday", "start": "2026-10-27T11:00:00", "end": "2026-10-27T12:00:00" });
        let changed = ann.patch(&path(&made), change).await.expect(200).json;
        assert_eq!((&changed["start"], &changed["id"]), (&json!("2026-10-27T11:00:00+01:00"), &made["id"]));
        let all = quarter(&ann).await;
        assert_eq!(all.len(), 9);
        assert_eq!(all[2..5], ["Monday 10-19T09:00", "Tuesday 10-27T11:00", "Monday 11-02T09:00"]);
        let shown = ann.get(&format!("{}?recurrence_id=2026-10-26T09:00:00", path(&made))).await.expect(200).json;
        assert_eq!(shown["title"], "Tuesday");
        // Who looks in another zone may name the instance by its instant.
        let again = json!({ "recurrence_id": "2026-10-26T08:00:00Z", "scope": "THIS", "title": "Wednesday" });
        let again = ann.patch(&path(&made), again).await.expect(200).json;
        assert_eq!((&again["title"], &again["revision"], &again["override_id"]), (&json!("Wednesday"), &json!(2), &changed["override_id"]));
        let own = format!("{PATH}/{}", changed["override_id"].as_str().unwrap());
        ann.post(&format!("{own}/undo"), json!({})).await.expect(200);
        assert_eq!(quarter(&ann).await[3], "Tuesday 10-27T11:00");
        ann.delete(&own).await.expect(200);
        assert_eq!(quarter(&ann).await[3], "Monday 10-26T09:00", "without it, the series says what takes place");
        let unknown = ann.patch(&path(&made), json!({ "recurrence_id": "2026-10-27T09:00:00", "title": "x" })).await;
        assert_eq!(unknown.flaw(), ("/recurrence_id", "unknown"));
        let missing = ann.patch(&path(&made), json!({ "scope": "this", "title": "x" })).await;
        assert_eq!(missing.flaw(), ("/recurrence_id", "missing"));
        let recurs = ann.patch(&path(&made), json!({ "recurrence_id": "2026-10-12T09:00:00", "recurrence_rule": "FREQ=DAILY" })).await;
        assert_eq!(recurs.flaw(), ("/recurrence_rule", "not_allowed"));
    })
    .await;
}

#[tokio::test]
async fn what_follows_becomes_a_series_of_its_own_and_keeps_what_was_changed_later() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = mondays(&ann).await;
        let later = json!({ "recurrence_id": "2026-11-16T09:00:00", "title": "Party" });
        ann.patch(&path(&made), later).await.expect(200);
        let earlier = json!({ "recurrence_id": "2026-10-12T09:00:00", "title": "Start" });
        ann.patch(&path(&made), earlier).await.expect(200);
        let gone = format!("{}?scope=this&recurrence_id=2026-11-23T09:00:00", path(&made));
        ann.delete(&gone).await.expect(200);
        let change = json!({
            "recurrence_id": "2026-11-02T09:00:00", "scope": "following", "title": "Moved",
            "start": "2026-11-02T10:00:00", "end": "2026-11-02T11:00:00",
        });
        let new = ann.patch(&path(&made), change).await.expect(200).json;
        assert_ne!(new["id"], made["id"]);
        assert_eq!(
            quarter(&ann).await,
            [
                "Monday 10-05T09:00",
                "Start 10-12T09:00",
                "Monday 10-19T09:00",
                "Monday 10-26T09:00",
                "Moved 11-02T10:00",
                "Moved 11-09T10:00",
                "Party 11-16T09:00",
                "Moved 11-30T10:00",
            ]
        );
        let rule = &ann.get(&path(&made)).await.expect(200).json["recurrence_rule"];
        assert_eq!(rule, "FREQ=WEEKLY;UNTIL=20261102T075959Z");
        assert_eq!(new["recurrence_rule"], "FREQ=WEEKLY;COUNT=5");
        ann.delete(&format!("{}?scope=following&recurrence_id=2026-11-09T10:00:00", path(&new))).await.expect(200);
        assert_eq!(quarter(&ann).await.len(), 5);
    })
    .await;
}

#[tokio::test]
async fn all_of_a_series_moves_with_what_was_changed_in_it_and_goes_and_comes_back_whole() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let made = mondays(&ann).await;
        ann.patch(&path(&made), json!({ "recurrence_id": "2026-10-12T09:00:00", "title": "Other" })).await.expect(200);
        ann.delete(&format!("{}?recurrence_id=2026-10-19T09:00:00", path(&made))).await.expect(200);
        // From one instance, an hour later: so do all of them.
        let change = json!({ "scope": "all", "recurrence_id": "2026-11-02T09:00:00", "start": "2026-11-02T10:00:00", "end": "2026-11-02T11:00:00" });
        let moved = ann.patch(&path(&made), change).await.expect(200).json;
        assert_eq!(moved["start"], "2026-10-05T10:00:00+02:00");
        let all = quarter(&ann).await;
        assert_eq!(all[..3], ["Monday 10-05T10:00", "Other 10-12T09:00", "Monday 10-26T10:00"]);
        assert_eq!(all.len(), 8);
        ann.delete(&path(&made)).await.expect(200);
        assert_eq!(quarter(&ann).await, [""; 0]);
        ann.post(&format!("{}/restore", path(&made)), json!({})).await.expect(200);
        assert_eq!(quarter(&ann).await, all);
    })
    .await;
}
