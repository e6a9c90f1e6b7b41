//! What other programs write in ways of their own: overrides, clocks, calendars and letters.
use super::{EVENTS, calendar, counts, event, export, file, import, reasons, told};
use house::each_house;
use serde_json::json;

#[tokio::test]
async fn overrides_come_to_their_series_in_any_order_and_without_it_stand_alone() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let series = event("s", "DTSTART;TZID=Europe/Berlin:20261023T090000\nDTEND;TZID=Europe/Berlin:20261023T100000\n\
            RRULE:FREQ=DAILY;COUNT=4\nSUMMARY:daily");
        // By UTC, before and after the clock is put back.
        let moved = |title: &str| event("s", &format!("RECURRENCE-ID:20261024T070000Z\nDTSTART:20261024T120000Z\nSUMMARY:{title}"));
        let late = event("s", "RECURRENCE-ID;TZID=Europe/Berlin:20261026T090000\nDTSTART;TZID=Europe/Berlin:20261026T110000\nSUMMARY:late");
        assert_eq!(counts(&import(&ann, &garden, file(&(moved("alone") + &late))).await), [2, 0, 0, 0]);
        assert_eq!(counts(&import(&ann, &garden, file(&(moved("alone") + &late))).await), [0, 0, 2, 0]);
        assert!(export(&ann, &garden).await.contains("RECURRENCE-ID:20261024T070000Z"));
        let whole = file(&(moved("moved") + &series + &late));
        assert_eq!(counts(&import(&ann, &garden, &*whole).await), [1, 0, 0, 0]);
        let starts = async || {
            let all = told(&ann, "2026-10-01", "2026-10-31").await;
            all.into_iter().map(|[title, start, _]| format!("{title} {start}")).collect::<Vec<_>>()
        };
        let expected = [
            "daily 2026-10-23T07:00:00+00:00",
            "moved 2026-10-24T12:00:00+00:00",
            "daily 2026-10-25T08:00:00+00:00",
            "late 2026-10-26T10:00:00+00:00",
        ];
        assert_eq!(starts().await, expected, "what stood alone has come to its series");
        assert_eq!(counts(&import(&ann, &garden, &*whole).await), [0, 0, 1, 0]);
        assert_eq!(counts(&import(&ann, &garden, file(&moved("moved on"))).await), [0, 1, 0, 0], "one instance alone");
        assert_eq!(starts().await[1], "moved on 2026-10-24T12:00:00+00:00");
        assert_eq!(counts(&import(&ann, &garden, file(&(series + &late))).await), [0, 1, 0, 0]);
        assert_eq!(starts().await[1], "daily 2026-10-24T07:00:00+00:00", "the series no longer overrides it");
    })
    .await;
}

#[tokio::test]
async fn clocks_that_nobody_knows_by_name_are_known_for_what_they_show() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let zone = |id: &str, more: &str, offset: &str| {
            format!("BEGIN:VTIMEZONE\nTZID:{id}\n{more}BEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:{offset}\n\
                TZOFFSETTO:{offset}\nEND:STANDARD\nEND:VTIMEZONE\n")
        };
        let at = |id: &str, uid: &str| event(uid, &format!("DTSTART;TZID={id}:20261201T100000\nSUMMARY:{uid}\nRRULE:FREQ=YEARLY;COUNT=2"));
        let berlin = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:DAYLIGHT\nDTSTART:19810329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:19961027T030000\nTZOFFSETFROM:+0200\n\
            TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n";
        let odd = zone("Odd", "", "+0017");
        let once = event("once", "DTSTART;TZID=Odd:20261201T100000\nSUMMARY:once");
        let text = file(&[
            berlin.to_owned(), zone("Noted", "X-LIC-LOCATION:Asia/Tokyo\n", "+0900"), odd,
            at("Mine", "mine"), at("Noted", "noted"), at("Eastern Standard Time", "windows"),
            at("/example.org/2026/Europe/Paris", "path"), once, at("Odd", "odd"),
        ].concat());
        let told_of = import(&ann, &garden, &*text).await;
        assert_eq!(counts(&told_of), [5, 0, 0, 1], "{told_of}");
        assert!(reasons(&told_of)[0].1.contains("`Odd` is that of no zone"));
        let zones = async |uid: &str| {
            let all = told_of["events"].as_array().unwrap();
            let id = all.iter().find(|one| one["uid"] == uid).unwrap()["event_id"].as_str().unwrap().to_owned();
            ann.get(&format!("{EVENTS}/{id}")).await.expect(200).json["timezone"].as_str().unwrap().to_owned()
        };
        for (uid, zone) in [
            ("mine", "Europe/Berlin"), ("noted", "Asia/Tokyo"), ("windows", "America/New_York"), ("path", "Europe/Paris"), ("once", "UTC"),
        ] {
            assert_eq!(zones(uid).await, zone, "{uid}");
        }
        let written = export(&ann, &garden).await;
        for lines in ["TZID:Mine\r\n", "TZID:Odd\r\n", "TZID:Eastern Standard Time\r\n", "DTSTART;TZID=Mine:20261201T100000"] {
            assert!(written.contains(lines), "{lines} in {written}");
        }
        // Another zone that goes by the same name.
        let other = file(&(zone("Mine", "", "+0530") + &at("Mine", "other")));
        assert_eq!(counts(&import(&ann, &garden, &*other).await), [1, 0, 0, 0]);
        assert_eq!(counts(&import(&ann, &garden, &*other).await), [0, 0, 1, 0]);
        assert_eq!(counts(&import(&ann, &garden, &*text).await), [0, 0, 5, 1]);
        assert!(export(&ann, &garden).await.contains("DTSTART;TZID=Mine (2):20261201T100000"));
        let read = calendar(&ann, "Read").await;
        assert_eq!(counts(&import(&ann, &read, export(&ann, &garden).await).await), [6, 0, 0, 0]);
    })
    .await;
}

#[tokio::test]
async fn a_zone_whose_name_no_text_may_hold_is_known_for_what_its_clock_shows() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let zone = "BEGIN:VTIMEZONE\nTZID:Tokyo\0\0\nBEGIN:STANDARD\nDTSTART:19700101T000000\nTZOFFSETFROM:+0900\n\
            TZOFFSETTO:+0900\nEND:STANDARD\nEND:VTIMEZONE\n";
        let text = file(&(zone.to_owned() + &event("a", "DTSTART;TZID=Tokyo\0\0:20261201T100000\nSUMMARY:call")));
        let first = import(&ann, &garden, &*text).await;
        assert_eq!(counts(&first), [1, 0, 0, 0], "{first}");
        assert_eq!(told(&ann, "2026-12-01", "2026-12-01").await[0][1], "2026-12-01T01:00:00+00:00");
        let written = export(&ann, &garden).await;
        assert!(written.contains("TZID:Tokyo\0\0\r\n") && written.contains("DTSTART;TZID=Tokyo\0\0:"), "{written}");
        assert_eq!(counts(&import(&ann, &garden, written).await), [0, 0, 1, 0], "it is our own");
    })
    .await;
}

#[tokio::test]
async fn other_calendars_and_clocks_on_the_wall_are_kept() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let text = file(
            &[
                event("hebrew", "DTSTART;VALUE=DATE:20260101\nRRULE:RSCALE=HEBREW;FREQ=YEARLY;COUNT=3\nSUMMARY:hebrew"),
                event("wall", "DTSTART:20260701T090000\nDTEND:20260701T093000\nSUMMARY:wall"),
                event("nameless", "DTSTART:20260702T090000\nSUMMARY:nameless").replace("UID:nameless\n", ""),
            ]
            .concat(),
        );
        let first = import(&ann, &garden, &*text).await;
        assert_eq!(counts(&first), [3, 0, 0, 0], "{first}");
        assert_eq!(counts(&import(&ann, &garden, &*text).await), [0, 0, 3, 0]);
        let all = told(&ann, "2026-07-01", "2026-07-01").await;
        assert_eq!(all, [["wall", "2026-07-01T09:00:00+00:00", "2026-07-01T09:30:00+00:00"]]);
        ann.put("/api/v1/settings", json!({ "timezone": "Asia/Tokyo" })).await.expect(200);
        assert_eq!(told(&ann, "2026-07-01", "2026-07-01").await[0][1], "2026-07-01T09:00:00+09:00");
        let hebrew: Vec<String> = told(&ann, "2025-12-01", "2029-01-01")
            .await
            .into_iter()
            .filter(|one| one[0] == "hebrew")
            .map(|one| one[1].clone())
            .collect();
        assert_eq!((hebrew.len(), &hebrew[0][..]), (3, "2026-01-01"));
        assert_ne!(hebrew[1], "2027-01-01");
        let written = export(&ann, &garden).await;
        assert!(written.contains("DTSTART:20260701T090000\r\n") && written.contains("RSCALE=HEBREW"), "{written}");
    })
    .await;
}

#[tokio::test]
async fn letters_of_older_programs_and_folds_within_a_letter_are_read_and_written_as_text() {
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let mut text = file(&event("a", "DTSTART:20261201T100000Z\nSUMMARY:G@rten\nLOCATION:G\u{e4}rten")).into_bytes();
        let at = text.iter().position(|byte| *byte == b'@').unwrap();
        text[at] = 0xe4;
        let at = text.windows(2).position(|two| two == "\u{e4}".as_bytes()).unwrap();
        text.splice(at + 1..at + 1, *b"\r\n ");
        let made = import(&ann, &garden, text.clone()).await;
        let id = made["events"][0]["event_id"].as_str().unwrap();
        let shown = ann.get(&format!("{EVENTS}/{id}")).await.expect(200).json;
        assert_eq!((&shown["title"], &shown["location"]), (&json!("G\u{e4}rten"), &json!("G\u{e4}rten")));
        let written = export(&ann, &garden).await;
        assert!(
            written.contains("SUMMARY:G\u{e4}rten\r\n") && written.contains("LOCATION:G\u{e4}rten\r\n"),
            "{written}"
        );
        assert_eq!(counts(&import(&ann, &garden, text).await), [0, 0, 1, 0]);
    })
    .await;
}
