//! Files that are written: what programs of other people read in them.
use super::{EVENTS, calendar, counts, event, export, file, import, told};
use house::each_house;
use serde_json::json;

#[tokio::test]
async fn events_that_were_made_here_are_written_with_all_that_a_file_can_say() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let id = garden.rsplit('/').next().unwrap();
        let series = json!({
            "calendar_id": id, "title": "Sow; water", "description": "two\nrows", "location": "Garden", "category": "Health",
            "start": "2026-10-23T09:00:00", "end": "2026-10-23T10:00:00", "recurrence_rule": "FREQ=DAILY;COUNT=5",
            "exdates": ["2026-10-27T09:00:00"], "attendees": ["ben@example.org", "Eve"], "priority": 5, "status": "tentative",
            "transparency": "free", "reminder_minutes": 30, "reminders": [1440],
        });
        let made = ann.post(EVENTS, series).await.expect(201).json;
        let path = format!("{EVENTS}/{}", made["id"].as_str().unwrap());
        let this = format!("{path}?recurrence_id=2026-10-24T09:00:00");
        ann.patch(&this, json!({ "title": "later", "start": "2026-10-24T11:00:00", "end": "2026-10-24T12:00:00" })).await.expect(200);
        ann.post(EVENTS, json!({ "calendar_id": id, "title": "Holiday", "start": "2026-12-24", "end": "2026-12-25" })).await.expect(201);
        let text = export(&ann, &garden).await;
        for line in [
            "VERSION:2.0", "X-WR-CALNAME:Garden", "TZID:Europe/Berlin", "DTSTART;TZID=Europe/Berlin:20261023T090000",
            "DTEND;TZID=Europe/Berlin:20261023T100000", "RRULE:FREQ=DAILY;COUNT=5", "EXDATE;TZID=Europe/Berlin:20261027T090000",
            "SUMMARY:Sow\\; water", "DESCRIPTION:two\\nrows", "LOCATION:Garden", "CATEGORIES:Health", "PRIORITY:1",
            "STATUS:TENTATIVE", "TRANSP:TRANSPARENT", "ATTENDEE:mailto:ben@example.org", "ATTENDEE;CN=Eve:invalid:nomail",
            "TRIGGER:-PT30M", "TRIGGER:-PT24H", "RECURRENCE-ID;TZID=Europe/Berlin:20261024T090000",
            "DTSTART;TZID=Europe/Berlin:20261024T110000", "DTSTART;VALUE=DATE:20261224", "DTEND;VALUE=DATE:20261225",
            "DTSTAMP:20261120T080000Z", "LAST-MODIFIED:20261120T080000Z", "SEQUENCE:0", "END:VCALENDAR",
        ] {
            assert!(text.lines().any(|known| known == line), "{line} is not in {text}");
        }
        assert!(text.split("\r\n").all(|line| line.len() <= 75 && !line.contains('\n')));
        let before = told(&ann, "2026-10-01", "2026-12-31").await;
        let other = calendar(&ann, "Other").await;
        assert_eq!(counts(&import(&ann, &other, &*text).await), [2, 0, 0, 0]);
        ann.delete(&garden).await.expect(200);
        assert_eq!(told(&ann, "2026-10-01", "2026-12-31").await, before, "each instance takes place as before");
        assert_eq!(counts(&import(&ann, &other, &*text).await), [0, 0, 2, 0]);
    })
    .await;
}

#[tokio::test]
async fn what_nobody_here_knows_survives_a_change_and_only_its_lines_are_touched() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let lines = "DTSTART;X-A=1;TZID=W. Europe Standard Time:20261121T0900\n 00\nDURATION:PT1H\nSUMMARY;LANGUAGE=de:Eins\nRRULE:FREQ=DAILY;COUNT=9\n\
            ATTENDEE;CN=Ann;X-B=2;PARTSTAT=ACCEPTED:mailto:ann@example.org\nCLASS:PRIVATE\nGEO:1.5;2.5\nX-ODD:1\nCATEGORIES:a,b\n\
            BEGIN:VALARM\nACTION:EMAIL\nTRIGGER;RELATED=END:-PT5M\nX-C:3\nEND:VALARM";
        let text = file(&("X-WR-CALDESC:beans\nREFRESH-INTERVAL;VALUE=DURATION:P1D\n".to_owned() + &event("a", lines)));
        let made = import(&ann, &garden, &*text).await;
        let path = format!("{EVENTS}/{}", made["events"][0]["event_id"].as_str().unwrap());
        let first = export(&ann, &garden).await;
        for line in text.lines().filter(|line| !line.contains("PRODID")) {
            assert!(first.lines().any(|known| known == line), "{line} is lost of {first}");
        }
        let lost = |after: &str| -> Vec<String> {
            first.lines().filter(|line| !after.lines().any(|known| known == *line)).map(str::to_owned).collect()
        };
        ann.patch(&path, json!({ "title": "Zwei" })).await.expect(200);
        let after = export(&ann, &garden).await;
        assert_eq!(lost(&after), ["DTSTAMP:20260101T000000Z", "SUMMARY;LANGUAGE=de:Eins"]);
        assert!(after.contains("SUMMARY;LANGUAGE=de:Zwei\r\n") && after.contains("SEQUENCE:1\r\n"), "{after}");
        let this = format!("{path}?recurrence_id=2026-11-22T09:00:00");
        ann.patch(&this, json!({ "location": "Shed" })).await.expect(200);
        let following = format!("{path}?recurrence_id=2026-11-25T09:00:00&scope=following");
        ann.patch(&following, json!({ "location": "Orchard" })).await.expect(200);
        let after = export(&ann, &garden).await;
        assert_eq!(after.matches("X-ODD:1").count(), 3, "the series, an instance of it, and what follows: {after}");
        assert_eq!((after.matches("RRULE").count(), after.matches("RECURRENCE-ID").count()), (2 + 2 + 2, 1), "{after}");
        ann.patch(&path, json!({ "attendees": ["ann@example.org", "ben@example.org"], "category": "c", "reminder_minutes": 10 })).await.expect(200);
        let after = export(&ann, &garden).await;
        for line in ["ATTENDEE;CN=Ann;X-B=2;PARTSTAT=ACCEPTED:mailto:ann@example.org", "ATTENDEE:mailto:ben@example.org",
            "CATEGORIES:c,b", "TRIGGER;RELATED=END:-PT5M", "TRIGGER:-PT10M", "X-C:3"] {
            assert!(after.lines().any(|known| known == line), "{line} is not in {after}");
        }
        let before = told(&ann, "2026-11-01", "2026-12-31").await;
        let other = calendar(&ann, "Other").await;
        import(&ann, &other, after).await;
        ann.delete(&garden).await.expect(200);
        assert_eq!(told(&ann, "2026-11-01", "2026-12-31").await, before);
    })
    .await;
}

#[tokio::test]
async fn a_file_has_the_name_of_its_calendar_and_a_tag_that_changes_with_it() {
    each_house(async |house| {
        let (ann, eve) = (house.user("ann").await, house.user("eve").await);
        for (name, told) in [
            ("Garden", "attachment; filename=\"Garden.ics\""),
            ("../../etc/\"passwd\"\\x", "attachment; filename=\"_.._etc__passwd__x.ics\""),
            ("Gärten", "attachment; filename=\"G_rten.ics\"; filename*=UTF-8''G%C3%A4rten.ics"),
            ("...", "attachment; filename=\"calendar.ics\""),
        ] {
            let path = calendar(&ann, name).await;
            let answer = ann.get(&format!("{path}/export")).await.expect(200);
            assert_eq!(answer.header("content-disposition"), Some(told));
            assert_eq!(answer.header("content-type"), Some("text/calendar; charset=utf-8"));
        }
        let garden = calendar(&ann, "Tagged").await;
        let path = format!("{garden}/export");
        let tag = async || ann.get(&path).await.expect(200).header("etag").unwrap().to_owned();
        let mut tags = vec![tag().await];
        ann.send("GET", &path, &[("if-none-match", &*tags[0])], "").await.expect(304);
        import(&ann, &garden, file(&event("a", "DTSTART:20261201T100000Z\nSUMMARY:x"))).await;
        tags.push(tag().await);
        import(&ann, &garden, file(&event("a", "DTSTART:20261201T100000Z\nSUMMARY:x\nX-NEW:1"))).await;
        tags.push(tag().await);
        let id =
            ann.get(&format!("{EVENTS}?start_date=2026-12-01&end_date=2026-12-02")).await.expect(200).list()[0]["id"]
                .as_str()
                .unwrap()
                .to_owned();
        ann.patch(&format!("{EVENTS}/{id}"), json!({ "title": "y" })).await.expect(200);
        tags.push(tag().await);
        ann.delete(&format!("{EVENTS}/{id}")).await.expect(200);
        tags.push(tag().await);
        ann.patch(&garden, json!({ "name": "Orchard" })).await.expect(200);
        tags.push(tag().await);
        let all: std::collections::BTreeSet<&String> = tags.iter().collect();
        assert_eq!(all.len(), tags.len(), "{tags:?}");
        eve.get(&path).await.expect_problem(404, "not_found");
        let narrow = ann.with_scopes(&["tasks.read"]).await;
        narrow.get(&path).await.expect_problem(403, "forbidden");
        ann.delete(&garden).await.expect(200);
        ann.get(&path).await.expect_problem(404, "not_found");
    })
    .await;
}

#[tokio::test]
async fn a_calendar_of_many_pages_is_written_whole() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let start =
            |number: usize| format!("DTSTART:202612{:02}T{:02}0000Z\nSUMMARY:{number}", 1 + number % 28, number % 24);
        let events: String = (0..901).map(|number| event(&format!("e{number}"), &start(number))).collect();
        assert_eq!(counts(&import(&ann, &garden, file(&events)).await), [901, 0, 0, 0]);
        let text = export(&ann, &garden).await;
        assert_eq!(text.matches("BEGIN:VEVENT").count(), 901);
        assert!(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
        assert_eq!(counts(&import(&ann, &garden, text).await), [0, 0, 901, 0]);
    })
    .await;
}
