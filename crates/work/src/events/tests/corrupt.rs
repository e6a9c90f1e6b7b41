//! Rows that hold what is no event, and the lists that they stand in.
use super::{PATH, lives_in, make, path};
use base::Id;
use house::{Client, House, each_house};
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

/// Those of the list of which something is wrong, and what.
async fn problems(client: &Client) -> Vec<String> {
    let list = client.get(PATH).await.expect(200);
    let told = list.list().iter().filter(|one| !one["problem"].is_null());
    told.map(|one| format!("{}: {}", one["title"].as_str().unwrap(), one["problem"].as_str().unwrap())).collect()
}

/// Lets the time go by, and tells what has rung by then, in the order of letters.
async fn rung(house: &House, client: &Client, minutes: u64) -> Vec<String> {
    house.advance(std::time::Duration::from_secs(minutes * 60));
    super::super::jobs::ring(house.app().clone()).await.unwrap();
    let told = client.get("/api/v1/notifications").await.expect(200);
    let mut told: Vec<_> = told.list().iter().map(|one| one["text"].as_str().unwrap().to_owned()).collect();
    told.sort();
    told
}

#[tokio::test]
async fn pt_62_a_row_whose_lists_are_none_is_told_with_what_can_be_read_and_rings() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "UTC").await;
        let names = ["attendees", "reminders", "some", "keywords", "tags", "fine"];
        for title in names {
            let fields = json!({
                "title": title, "start": "2026-11-20T09:00:00", "end": "2026-11-20T10:00:00", "attendees": ["bob@example.org"],
                "reminders": [30], "semantic_keywords": ["a"], "semantic_tags": ["b"],
            });
            make(&ann, fields).await;
        }
        let token = ann.get(PATH).await.expect(200);
        let token = token.header("x-sync-token").unwrap();
        for corrupt in [
            sql!(
                (),
                (Id,),
                sqlite: "update events set attendees = 'no JSON' where space_id = $1 and title = 'attendees'",
                postgres: "update events set attendees = '{\"no\": \"list\"}' where space_id = $1 and title = 'attendees'"
            ),
            sql!((), (Id,), "update events set reminders = '{\"soon\": 5}' where space_id = $1 and title = 'reminders'"),
            sql!((), (Id,), "update events set reminders = '[\"soon\", 20]' where space_id = $1 and title = 'some'"),
        ] {
            house.write(Batch::new().run(corrupt, (ann.space_id(),))).await;
        }
        // PostgreSQL keeps nothing there that is no JSON.
        house.corrupt(
            "update events set semantic_keywords = '{' where title = 'keywords'; \
             update events set semantic_tags = '[1,' where title = 'tags'; update events set attendees = '[1,' where title = 'attendees'",
            "update events set semantic_keywords = semantic_keywords",
        );
        let list = |field: &str| format!("{field}: what is kept as its {field} is no list of what belongs there");
        let mut expected = vec![list("attendees"), list("reminders"), list("reminders").replacen("reminders", "some", 1)];
        let of_json = ["keywords", "tags"].map(|name| format!("{name}: what is kept as its semantic_{name} is no JSON"));
        let is_file = problems(&ann).await.len() == 5;
        if is_file {
            expected.extend(of_json);
        }
        assert_eq!(problems(&ann).await, expected);
        let all = ann.get(PATH).await.expect(200);
        let find = |title: &str| all.list().iter().find(|one| one["title"] == title).unwrap().clone();
        assert_eq!((&find("attendees")["attendees"], &find("some")["reminders"]), (&json!([]), &json!([20])));
        assert_eq!(find("attendees")["start"], "2026-11-20T09:00:00+00:00");
        assert_eq!(find("fine")["attendees"], json!(["bob@example.org"]));

        for title in names {
            let one = ann.get(&path(&find(title))).await.expect(200).json;
            assert_eq!(one["problem"], find(title)["problem"]);
            assert_eq!(ann.get(&format!("/api/v1/search?q={title}")).await.expect(200).list().len(), 1, "{title}");
        }
        for path in ["/api/v1/calendar/free-busy", "/api/v1/calendar/conflicts", "/api/v1/calendar/calendars"] {
            ann.get(path).await.expect(200);
        }
        let filtered = ann.get(&format!("{PATH}?filter=title%20%3D%20attendees")).await.expect(200);
        assert_eq!(filtered.list().len(), 1);
        let window = "start_date=2026-11-16&end_date=2026-11-22";
        let week = ann.get(&format!("{PATH}?{window}")).await.expect(200);
        assert_eq!(week.list().len(), names.len());

        assert_eq!(rung(&house, &ann, 30).await, ["attendees", "fine", "keywords", "tags"], "30 minutes before");
        let five = ["attendees", "fine", "keywords", "some", "tags"];
        assert_eq!(rung(&house, &ann, 10).await, five, "what can be read of the reminders");
        assert_eq!(rung(&house, &ann, 5).await.len(), five.len() + names.len());

        // What says nothing of the fault leaves the row as it is.
        for (title, field, mend) in [
            ("attendees", "/attendees", json!({ "attendees": ["cleo@example.org"] })),
            ("reminders", "/reminders", json!({ "reminders": [] })),
        ] {
            let broken = find(title);
            assert_eq!(ann.patch(&path(&broken), json!({ "location": "x" })).await.flaw(), (field, "unreadable"));
            ann.post(&format!("{}/undo", path(&broken)), json!({})).await.expect_problem(409, "conflict");
            ann.delete(&path(&broken)).await.expect(200);
            let back = ann.post(&format!("{}/restore", path(&broken)), json!({})).await.expect(200).json;
            assert_eq!(back["problem"], broken["problem"], "nothing is lost, and nothing is made up");
            assert_eq!(ann.patch(&path(&broken), mend).await.expect(200).json["problem"], Value::Null);
        }
        let told = ann.get(&format!("{PATH}?{window}&sync_token={token}")).await.expect(200).json;
        assert_eq!(told["deleted"], json!([]));
        let calendar = find("fine")["calendar_id"].as_str().unwrap().to_owned();
        let file = ann.get(&format!("/api/v1/calendar/calendars/{calendar}/export")).await.expect(200).text;
        assert_eq!(file.matches("BEGIN:VEVENT").count(), 5, "what calendars say of it can be read");
    })
    .await;
}

#[tokio::test]
async fn pt_62_a_row_whose_words_are_none_of_the_known_is_named_until_it_is_mended() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        lives_in(&ann, "UTC").await;
        for title in ["status", "transparency", "fine"] {
            make(&ann, json!({ "title": title, "start": "2026-11-20T09:00:00", "end": "2026-11-20T10:00:00" })).await;
        }
        let rows = "update events set status = 'CONFIRMED!' where title = 'status'; \
                    update events set transparency = '' where title = 'transparency'";
        let unchecked = "alter table events drop constraint events__status__one_of; \
                         alter table events drop constraint events__transparency__one_of; ";
        house.corrupt(rows, &format!("{unchecked}{rows}"));
        let expected = [
            "status: what is kept as its status is none of confirmed, tentative, cancelled",
            "transparency: what is kept as its transparency is none of busy, free",
        ];
        assert_eq!(problems(&ann).await, expected);
        let all = ann.get(PATH).await.expect(200);
        assert_eq!(all.list().len(), 3);
        let busy = ann.get("/api/v1/calendar/free-busy").await.expect(200).json;
        assert_eq!(busy["busy"].as_array().unwrap().len(), 1, "nobody is told to be free who may not be");
        assert_eq!(ann.get("/api/v1/search?q=status").await.expect(200).list().len(), 1);
        assert_eq!(rung(&house, &ann, 45).await, ["fine", "status", "transparency"]);
        for (broken, mend) in [(0, json!({ "status": "tentative" })), (1, json!({ "transparency": "free" }))] {
            let (broken, field) = (&all.list()[broken], mend.as_object().unwrap().keys().next().unwrap());
            ann.get(&path(broken)).await.expect(200);
            let refused = ann.patch(&path(broken), json!({ "title": "x" })).await;
            assert_eq!(refused.flaw(), (format!("/{field}").as_str(), "unreadable"));
            // It can go and come back as it is.
            ann.delete(&path(broken)).await.expect(200);
            ann.get(&path(broken)).await.expect_problem(404, "not_found");
            let gone = ann.get(&format!("{PATH}?deleted=true")).await.expect(200);
            assert_eq!(gone.list()[0]["problem"], broken["problem"]);
            let back = ann.post(&format!("{}/restore", path(broken)), json!({})).await.expect(200).json;
            assert_eq!((&back["problem"], back["revision"].as_i64()), (&broken["problem"], Some(3)));
            let mended = ann.patch(&path(broken), mend.clone()).await.expect(200).json;
            assert_eq!((&mended["problem"], &mended[field]), (&Value::Null, &mend[field]));
        }
        assert_eq!(problems(&ann).await, [""; 0]);
    })
    .await;
}
