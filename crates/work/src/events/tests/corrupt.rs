//! Rows that hold what is no event, and the lists that they stand in.
use super::{PATH, make, path};
use base::Id;
use house::each_house;
use serde_json::{Value, json};
use store::{Batch, sql};

#[tokio::test]
async fn pt_62_one_corrupt_row_is_reported_and_the_others_are_told() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for number in 0..50 {
            let start = format!("2026-11-21T{:02}:{:02}:00", number / 4, number % 4 * 15);
            make(&ann, json!({ "title": number.to_string(), "start": start, "recurrence_rule": "FREQ=DAILY;COUNT=1" }))
                .await;
        }
        let corrupt = sql!((), (Id,), "update events set timezone = 'Mars/Phobos' where space_id = $1 and title = '7'");
        house.write(Batch::new().run(corrupt, (ann.space_id(),))).await;
        let corrupt =
            sql!((), (Id,), "update events set recurrence_rule = 'FREQ=' where space_id = $1 and title = '8'");
        house.write(Batch::new().run(corrupt, (ann.space_id(),))).await;
        let list = ann.get(PATH).await.expect(200);
        let broken: Vec<_> = list.list().iter().filter(|one| !one["problem"].is_null()).collect();
        assert_eq!((list.list().len(), broken.len()), (50, 2));
        assert_eq!(
            (&broken[0]["title"], &broken[0]["problem"]),
            (&json!("7"), &json!("the time zone Mars/Phobos is not known"))
        );
        assert_eq!(broken[1]["title"], "8");
        let mended = ann.patch(&path(broken[1]), json!({ "recurrence_rule": null })).await.expect(200).json;
        assert_eq!(mended["problem"], Value::Null);
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_row_that_holds_no_time_does_not_fail_its_list_and_can_be_mended() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        for title in ["start", "end", "rdates", "exdates", "fine"] {
            let fields = json!({ "title": title, "start": "2026-11-21T09:00:00", "end": "2026-11-21T10:00:00", "recurrence_rule": "FREQ=DAILY;COUNT=2" });
            make(&ann, fields).await;
        }
        for corrupt in [
            sql!((), (Id,), "update events set starts = 'no time!!!' where space_id = $1 and title = 'start'"),
            sql!((), (Id,), "update events set ends = '2026-13-45' where space_id = $1 and title = 'end'"),
            sql!((), (Id,), "update events set rdates = '{}' where space_id = $1 and title = 'rdates'"),
            sql!((), (Id,), "update events set exdates = '[\"soon\"]' where space_id = $1 and title = 'exdates'"),
        ] {
            house.write(Batch::new().run(corrupt, (ann.space_id(),))).await;
        }
        let problems = async || {
            let list = ann.get(PATH).await.expect(200);
            let broken = list.list().iter().filter(|one| !one["problem"].is_null());
            let broken = broken.map(|one| format!("{}: {}", one["title"].as_str().unwrap(), one["problem"].as_str().unwrap()));
            (broken.collect::<Vec<_>>(), list.list().len())
        };
        let (mut told, count) = problems().await;
        told.sort();
        assert_eq!(told, ["end", "exdates", "rdates", "start"].map(|name| format!("{name}: what is kept as its {name} is no time")));
        assert_eq!(count, 6);
        for path in ["/api/v1/calendar/free-busy", "/api/v1/calendar/conflicts", "/api/v1/search?q=start", "/api/v1/calendar/calendars"] {
            ann.get(path).await.expect(200);
        }
        assert_eq!(ann.get("/api/v1/search?q=start").await.expect(200).list().len(), 1);
        super::super::jobs::ring(house.app().clone()).await.unwrap();

        let broken = ann.get(&format!("{PATH}?filter=title%20%3D%20start")).await.expect(200).list()[0].clone();
        ann.get(&path(&broken)).await.expect(200);
        assert_eq!(ann.patch(&path(&broken), json!({ "title": "x" })).await.flaw(), ("/start", "unreadable"));
        ann.post(&format!("{}/undo", path(&broken)), json!({})).await.expect_problem(409, "conflict");
        let mend = json!({ "start": "2026-11-21T08:00:00", "end": "2026-11-21T10:00:00" });
        assert_eq!(ann.patch(&path(&broken), mend).await.expect(200).json["problem"], Value::Null);
        let calendar = broken["calendar_id"].as_str().unwrap();
        let file = ann.get(&format!("/api/v1/calendar/calendars/{calendar}/export")).await.expect(200).text;
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 2, "what is readable");
        let list = ann.get(PATH).await.expect(200);
        for broken in list.list().iter().filter(|one| !one["problem"].is_null()) {
            ann.delete(&path(broken)).await.expect(200);
            ann.post(&format!("{}/restore", path(broken)), json!({})).await.expect(200);
            ann.delete(&path(broken)).await.expect(200);
        }
        assert_eq!(ann.get(&format!("{PATH}?deleted=true")).await.expect(200).list().len(), 3);
        assert_eq!(problems().await, (Vec::new(), 4));
    })
    .await;
}
