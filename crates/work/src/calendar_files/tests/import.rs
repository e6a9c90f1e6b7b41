//! Files that are taken in: what is made of them, what is refused, and what a second time does.
use super::{EVENTS, calendar, counts, event, export, file, import, reasons, send, told};
use house::{Role, each_house};
use serde_json::json;

#[tokio::test]
async fn a_file_is_taken_in_with_all_that_it_says_and_a_second_time_changes_nothing() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let text = file(&[
            event("a@x", "DTSTART;TZID=Europe/Berlin:20261121T090000\nDTEND;TZID=Europe/Berlin:20261121T100000\nSUMMARY:Sow\\, water\n\
                DESCRIPTION:in two\\nrows\nLOCATION:Garden\nCATEGORIES:Health,Work\nPRIORITY:1\nSTATUS:TENTATIVE\nTRANSP:TRANSPARENT\n\
                ATTENDEE;CN=Ben:mailto:ben@example.org\nBEGIN:VALARM\nACTION:DISPLAY\nTRIGGER:-PT30M\nEND:VALARM\n\
                BEGIN:VALARM\nACTION:AUDIO\nTRIGGER:-P1D\nEND:VALARM\nX-ODD;X-P=\"a,b\":kept"),
            event("b@x", "DTSTART;VALUE=DATE:20261224\nSUMMARY:Holiday"),
            event("c@x", "DTSTART:20261201T100000Z\nDURATION:PT45M\nSUMMARY:Call\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261208T100000Z"),
        ].concat());
        let first = import(&ann, &garden, &*text).await;
        assert_eq!((counts(&first), first["dry_run"].as_bool()), ([3, 0, 0, 0], Some(false)), "{first}");
        assert_eq!((&first["events"][0]["uid"], &first["events"][0]["line"]), (&json!("a@x"), &json!(4)));
        let id = first["events"][0]["event_id"].as_str().unwrap();
        let made = ann.get(&format!("{EVENTS}/{id}")).await.expect(200).json;
        for (name, value) in [
            ("title", json!("Sow, water")),
            ("description", json!("in two\nrows")),
            ("location", json!("Garden")),
            ("category", json!("Health")),
            ("priority", json!(5)),
            ("status", json!("tentative")),
            ("transparency", json!("free")),
            ("attendees", json!(["ben@example.org"])),
            ("reminder_minutes", json!(30)),
            ("reminders", json!([1_440])),
            ("timezone", json!("Europe/Berlin")),
            ("uid", json!("a@x")),
            ("start", json!("2026-11-21T08:00:00+00:00")),
        ] {
            assert_eq!(made[name], value, "{name}");
        }
        let all = told(&ann, "2026-11-01", "2026-12-31").await;
        assert_eq!(all.iter().map(|one| &one[0][..]).collect::<Vec<_>>(), ["Sow, water", "Call", "Call", "Holiday"]);
        assert_eq!(all[1][1..], ["2026-12-01T10:00:00+00:00", "2026-12-01T10:45:00+00:00"]);
        assert_eq!(all[3][1..], ["2026-12-24", "2026-12-25"]);
        assert_eq!(counts(&import(&ann, &garden, &*text).await), [0, 0, 3, 0]);
        let written_later = text.replace("DTSTAMP:20260101", "DTSTAMP:20260202");
        assert_eq!(counts(&import(&ann, &garden, &*written_later).await), [0, 0, 3, 0], "it says nothing new");
        assert_eq!(counts(&import(&ann, &garden, export(&ann, &garden).await).await), [0, 0, 3, 0], "it is our own");
    })
    .await;
}

#[tokio::test]
async fn what_a_file_says_newer_counts_and_what_it_says_older_does_not() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let version = |sequence: u32, title: &str| {
            file(&event("a", &format!("DTSTART:20261201T100000Z\nSUMMARY:{title}\nSEQUENCE:{sequence}")))
        };
        let first = import(&ann, &garden, version(1, "one")).await;
        let path = format!("{EVENTS}/{}", first["events"][0]["event_id"].as_str().unwrap());
        let title = async || ann.get(&path).await.expect(200).json["title"].as_str().unwrap().to_owned();
        assert_eq!(counts(&import(&ann, &garden, version(1, "two")).await), [0, 1, 0, 0]);
        assert_eq!(title().await, "two");
        let older = import(&ann, &garden, version(0, "zero")).await;
        assert_eq!(counts(&older), [0, 0, 1, 0]);
        assert_eq!(reasons(&older), [(4, "SEQUENCE: 0 is older than 1, which is there".to_owned())]);
        ann.patch(&path, json!({ "title": "mine" })).await.expect(200);
        assert_eq!(counts(&import(&ann, &garden, version(1, "two")).await), [0, 0, 1, 0], "it says nothing new");
        assert_eq!(counts(&import(&ann, &garden, version(1, "three")).await), [0, 0, 1, 0], "ours is newer");
        assert_eq!(title().await, "mine");
        assert_eq!(counts(&import(&ann, &garden, version(2, "three")).await), [0, 1, 0, 0]);
        assert_eq!(title().await, "three");
        let importance = ann.patch(&path, json!({ "importance_weight": 2.0 })).await.expect(200).json;
        import(&ann, &garden, version(9, "nine")).await;
        let kept = ann.get(&path).await.expect(200).json;
        assert_eq!((&kept["importance_weight"], &kept["title"]), (&importance["importance_weight"], &json!("nine")));
        ann.delete(&path).await.expect(200);
        assert_eq!(counts(&import(&ann, &garden, version(9, "nine")).await), [1, 0, 0, 0], "it is made anew");
    })
    .await;
}

#[tokio::test]
async fn what_cannot_be_kept_is_refused_by_itself_with_its_line_and_the_others_come_in() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let start = "DTSTART:20261201T100000Z";
        let text = file(
            &[
                event("good", &format!("{start}\nSUMMARY:good")),
                event("no start", "SUMMARY:x"),
                event("odd day", "DTSTART:20261341T100000Z"),
                event("odd rule", &format!("{start}\nRRULE:FREQ=SOMETIMES")),
                event("two rules", &format!("{start}\nRRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY")),
                event("turned", &format!("{start}\nDTEND:20261201T090000Z")),
                event("long", &format!("{start}\nSUMMARY:{}", "x".repeat(501))),
                event("lost zone", "DTSTART;TZID=Nowhere:20261201T100000"),
                "BEGIN:VTODO\nUID:todo\nSUMMARY:x\nEND:VTODO\n".to_owned(),
                event("future", &format!("{start}\nRRULE:FREQ=DAILY"))
                    + &event("future", "RECURRENCE-ID;RANGE=THISANDFUTURE:20261202T100000Z\nDTSTART:20261202T110000Z"),
                event("good too", &format!("{start}\nSUMMARY:good too")),
            ]
            .concat(),
        );
        let dry = send(&ann, &format!("{garden}/import?dry_run=true"), &*text).await.expect(200).json;
        assert_eq!((counts(&dry), &dry["dry_run"]), ([2, 0, 0, 9], &json!(true)));
        assert_eq!(told(&ann, "2026-11-01", "2027-01-31").await.len(), 0, "nothing is written");
        let told_of = import(&ann, &garden, &*text).await;
        assert_eq!(counts(&told_of), [2, 0, 0, 9], "{told_of}");
        let expected = [
            (10, "an event needs DTSTART"),
            (18, "DTSTART: `20261341T100000Z` is no day such as 20261121 and no time such as 20261121T080000Z"),
            (24, "RRULE: at 5: FREQ"),
            (30, "RRULE: an event with more than 1 of these cannot be kept"),
            (37, "DTEND: an event is over after it begins"),
            (43, "SUMMARY: this has 500 characters at most, and was 501"),
            (48, "DTSTART: the time zone `Nowhere` is neither known nor described"),
            (50, "VTODO is no event"),
            (63, "RECURRENCE-ID: a change of all that follow cannot be kept"),
        ];
        let reasons = reasons(&told_of);
        assert_eq!(reasons.len(), expected.len(), "{reasons:?}");
        for ((line, why), (expected_line, expected)) in reasons.iter().zip(expected) {
            assert!(
                *line == expected_line && why.starts_with(expected),
                "{line} {why}, not {expected_line} {expected}"
            );
            let whole: Vec<&str> = text.lines().collect();
            assert!(whole.len() > *line as usize);
        }
        let titles: Vec<String> =
            told(&ann, "2026-12-01", "2026-12-02").await.into_iter().map(|one| one[0].clone()).collect();
        assert_eq!(titles, ["good", "good too"]);
    })
    .await;
}

#[tokio::test]
async fn a_file_that_is_no_calendar_or_too_large_or_for_somebody_else_is_refused_whole() {
    each_house(async |house| {
        let (ann, eve) = (house.user("ann").await, house.user("eve").await);
        let garden = format!("{}/import", calendar(&ann, "Garden").await);
        for (text, flaw) in [
            ("", ("/file", "missing")),
            ("hello", ("/file", "unreadable")),
            ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR\n", ("/file", "unreadable")),
            ("BEGIN:VCARD\nEND:VCARD\n", ("/file", "no_calendar")),
        ] {
            let told = send(&ann, &garden, text).await;
            assert_eq!((told.problem(), told.flaw()), ((422, "invalid"), flaw), "{text}");
        }
        send(&ann, &garden, vec![b' '; 10 * 1_024 * 1_024 + 1]).await.expect_problem(413, "too_large");
        ann.post(&garden, json!({})).await.expect_problem(415, "media_type");
        let text = file(&event("a", "DTSTART:20261201T100000Z"));
        send(&eve, &garden, &*text).await.expect_problem(404, "not_found");
        let shared = house.shared(&[(&ann, Role::Owner), (&eve, Role::Viewer)]).await;
        let team = format!("{}/import", calendar(&ann.in_space(shared), "Team").await);
        send(&eve.in_space(shared), &team, &*text).await.expect_problem(403, "forbidden");
        send(&ann.in_space(shared), &team, &*text).await.expect(200);
        let empty = send(&ann, &garden, file("X-NOTHING:here")).await.expect(200).json;
        assert_eq!(counts(&empty), [0, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn two_who_take_the_same_file_in_at_once_make_each_event_once() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let events: String =
            (0..30).map(|number| event(&format!("e{number}"), "DTSTART:20261201T100000Z\nSUMMARY:x")).collect();
        let text = file(&events);
        let (one, other) = tokio::join!(import(&ann, &garden, &*text), import(&ann, &garden, &*text));
        let (one, other) = (counts(&one), counts(&other));
        assert_eq!((one[0] + other[0], one[2] + other[2], one[3] + other[3]), (30, 30, 0), "{one:?} {other:?}");
        assert_eq!(told(&ann, "2026-12-01", "2026-12-01").await.len(), 30);
    })
    .await;
}

#[tokio::test]
async fn what_is_told_as_made_is_there_when_a_later_portion_fails_and_the_file_goes_on_from_there() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let events: String =
            (0..450).map(|number| event(&format!("e{number}"), "DTSTART:20261201T100000Z\nSUMMARY:x")).collect();
        let text = file(&events);
        // Amid the third portion: each event is four statements.
        house.app().store().fail(store::Moment::Statement, 1_700, store::Fault::Full);
        let told_of = import(&ann, &garden, &*text).await;
        assert_eq!(counts(&told_of), [400, 0, 0, 50], "{}", told_of["events"][440]);
        assert!(reasons(&told_of)[0].1.starts_with("the import ended before it: "), "{:?}", reasons(&told_of)[0]);
        assert_eq!(told(&ann, "2026-12-01", "2026-12-01").await.len(), 400);
        assert_eq!(counts(&import(&ann, &garden, &*text).await), [50, 0, 400, 0]);
    })
    .await;
}
