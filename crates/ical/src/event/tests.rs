//! Events as they are read, and the lines that a change touches.
use super::*;
use crate::{
    rule::Reading,
    text::{Component, Document, Fault, Limits},
};
use jiff::civil::date;

const TEXT: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:a\r\nDTSTART;X-A=1;TZID=Europe/Berlin:20261121T0900\r\n 00\r\n\
DTEND;TZID=Europe/Berlin:20261121T100000\r\nSUMMARY;LANGUAGE=de:Eins\\, zwei\r\nRRULE:COUNT=3;FREQ=DAILY\r\nEXDATE;TZID=Europe/Berlin:20261122T090000,\r\n \
20261123T090000\r\nCATEGORIES:a,b\\,c\r\nATTENDEE;CN=Ann;X-B=2:mailto:ann@example.org\r\nATTENDEE:mailto:ben@example.org\r\n\
SEQUENCE:1\r\nSTATUS:confirmed\r\nX-UNKNOWN:kept\r\nBEGIN:VALARM\r\nX-C:3\r\nACTION:DISPLAY\r\nTRIGGER;RELATED=END:-PT15M\r\nEND:VALARM\r\n\
END:VEVENT\r\nEND:VCALENDAR\r\n";

fn document() -> Document {
    Document::read(TEXT.as_bytes(), &Limits::default()).unwrap()
}

fn event_of(document: &Document) -> (Event, Vec<Fault>) {
    let (calendar, mut faults) = (document.calendars().next().unwrap(), Vec::new());
    let component = calendar.components().next().unwrap();
    (Event::read(component, &zones(calendar), Reading::Rfc, &mut faults).unwrap(), faults)
}

/// The lines that a change takes away, and those that it adds.
fn changed(change: impl FnOnce(&mut Component)) -> (Vec<String>, Vec<String>) {
    let mut document = document();
    change(document.calendars_mut().next().unwrap().components_mut().next().unwrap());
    let text = String::from_utf8(document.write()).unwrap();
    let without = |text: &str, other: &str| {
        let others: Vec<&str> = other.lines().collect();
        text.lines().filter(|line| !others.contains(line)).map(str::to_owned).collect()
    };
    (without(TEXT, &text), without(&text, TEXT))
}

#[test]
fn an_event_is_read_with_all_it_says() {
    let (event, faults) = event_of(&document());
    assert_eq!(faults, []);
    assert_eq!((event.uid.as_str(), event.sequence, event.status), ("a", 1, Some(Status::Confirmed)));
    assert_eq!(event.start.at(), date(2026, 11, 21).at(9, 0, 0, 0));
    assert_eq!(event.start.zone().map(|zone| zone.name()), Some("Europe/Berlin"));
    assert_eq!(event.summary.as_deref(), Some("Eins, zwei"));
    assert_eq!(event.categories, ["a", "b,c"]);
    assert_eq!((event.exceptions.len(), event.rules.len(), event.attendees.len()), (2, 1, 2));
    assert_eq!(event.attendees[0].name.as_deref(), Some("Ann"));
    assert_eq!(event.alarms[0].trigger, Trigger::End(Duration::seconds(-900)));
}

#[test]
fn what_says_the_same_touches_nothing() {
    let (event, _) = event_of(&document());
    let touched = changed(|component| {
        component.set_text("SUMMARY", event.summary.as_deref());
        component.set_when("DTSTART", Some(&event.start));
        component.set_end(&event.end);
        component.set_rule(event.rules.first());
        component.set_times("EXDATE", &event.exceptions, &Zones::new());
        component.set_categories(&event.categories);
        component.set_attendees(&event.attendees);
        component.set_alarms(&event.alarms, &Zones::new());
        component.set_sequence(1);
    });
    assert_eq!(touched, (vec![], vec![]));
}

#[test]
fn a_change_touches_its_own_lines() {
    let (event, _) = event_of(&document());
    let lines = |lines: &[&str]| lines.iter().map(|line| (*line).to_owned()).collect::<Vec<_>>();
    assert_eq!(
        changed(|component| component.set_text("SUMMARY", Some("x;y"))),
        (lines(&["SUMMARY;LANGUAGE=de:Eins\\, zwei"]), lines(&["SUMMARY;LANGUAGE=de:x\\;y"]))
    );
    let day = When::Date(date(2026, 11, 22));
    assert_eq!(
        changed(|component| component.set_when("DTSTART", Some(&day))),
        (
            lines(&["DTSTART;X-A=1;TZID=Europe/Berlin:20261121T0900", " 00"]),
            lines(&["DTSTART;VALUE=DATE;X-A=1:20261122"])
        )
    );
    let end = End::After(Duration { days: 1, seconds: 5_400 });
    assert_eq!(
        changed(|component| component.set_end(&end)),
        (lines(&["DTEND;TZID=Europe/Berlin:20261121T100000"]), lines(&["DURATION:P1DT1H30M"]))
    );
    let ben = Attendee { answer: Some("ACCEPTED".to_owned()), ..event.attendees[1].clone() };
    assert_eq!(
        changed(|component| component.set_attendees(&[event.attendees[0].clone(), ben])),
        (lines(&["ATTENDEE:mailto:ben@example.org"]), lines(&["ATTENDEE;PARTSTAT=ACCEPTED:mailto:ben@example.org"]))
    );
    assert_eq!(
        changed(|component| component.set_organizer(event.attendees.first())),
        (lines(&[]), lines(&["ORGANIZER;CN=Ann:mailto:ann@example.org"]))
    );
    let more = event.start.shifted_to(date(2026, 11, 24).at(9, 0, 0, 0));
    let times = [event.exceptions.clone(), vec![more]].concat();
    assert_eq!(
        changed(|component| component.set_times("EXDATE", &times, &Zones::new())),
        (lines(&[]), lines(&["EXDATE;TZID=Europe/Berlin:20261124T090000"]))
    );
    assert_eq!(changed(|component| component.set_rule(None)), (lines(&["RRULE:COUNT=3;FREQ=DAILY"]), lines(&[])));
    let alarm =
        Alarm { action: "AUDIO".into(), trigger: Trigger::Start(Duration { days: -1, seconds: 0 }), description: None };
    let (gone, _) = changed(|component| component.set_alarms(&[event.alarms[0].clone(), alarm], &Zones::new()));
    assert_eq!(gone, lines(&[]));
}

#[test]
fn what_does_not_hold_is_told_with_its_line_and_the_rest_is_read() {
    let text = TEXT.replace("RRULE:COUNT=3", "RRULE:COUNT=0").replace("20261122T090000,", "20261322T090000,");
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    let (event, faults) = event_of(&document);
    let told: Vec<String> = faults.iter().map(ToString::to_string).collect();
    assert_eq!(
        told,
        [
            "line 9: RRULE: at 6: COUNT takes a number from 1 to 4294967295, not `0`",
            "line 10: EXDATE: `20261322T090000` is no day such as 20261121 and no time such as 20261121T080000Z",
        ]
    );
    assert_eq!((event.rules.len(), event.exceptions.len()), (0, 1));
}

#[test]
fn in_a_zone_that_nobody_knows_the_clock_on_the_wall_counts() {
    let text = TEXT.replace("X-A=1;TZID=Europe/Berlin", "TZID=Nowhere");
    let document = Document::read(text.as_bytes(), &Limits::default()).unwrap();
    let (event, faults) = event_of(&document);
    assert_eq!(event.start, When::Floating(date(2026, 11, 21).at(9, 0, 0, 0)));
    assert_eq!(
        faults,
        [Fault { line: 5, message: "DTSTART: the time zone `Nowhere` is neither known nor described".into() }]
    );
}

#[test]
fn a_duration_is_written_as_it_is_read() {
    for (given, written) in [
        ("P1DT2H3M4S", "P1DT2H3M4S"),
        ("-PT15M", "-PT15M"),
        ("+P2W", "P14D"),
        ("PT0S", "PT0S"),
        ("p1d", "P1D"),
        ("PT90M", "PT1H30M"),
    ] {
        assert_eq!(Duration::parse(given).map(|it| it.to_string()).as_deref(), Some(written), "{given}");
    }
    for text in ["", "P", "PT", "1D", "P1H", "PT1D", "P1", "PT1H1", "P99999999999999999999D", "P999999999D", "-"] {
        assert_eq!(Duration::parse(text), None, "{text}");
    }
}
