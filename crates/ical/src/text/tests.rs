//! What is read, what is kept, and what is refused.
use super::*;

fn read(text: &str) -> Result<Document, Fault> {
    Document::read(text.as_bytes(), &Limits::default())
}

fn calendar(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\r\n{lines}END:VCALENDAR\r\n")
}

#[test]
fn whatever_is_read_is_written_as_it_came() {
    for text in [
        "",
        "\r\n\r\n",
        "BEGIN:VCALENDAR\nEND:VCALENDAR",
        "\u{feff}begin:vcalendar\r\nend:VCALENDAR\r\n",
        &calendar("X-A;X=\"a:b\",c;Y=^n:v\r\n  folded\r\n\tonce more\r\n\r\nDESCRIPTION:\\n\\,\\\\\r\n"),
        &calendar("BEGIN:VEVENT\r\nsummary : no\r\nEND:VEVENT\r\n").replace("summary : no", "SUMMARY;X-B:y es"),
        &calendar("X:a\nY:b\r\nZ:\r\n"),
        "BEGIN:VCALENDAR\rX:fol\r ded\rEND:VCALENDAR\r",
    ] {
        assert_eq!(String::from_utf8(read(text).unwrap().write()).unwrap(), text);
    }
    let latin = b"BEGIN:VCALENDAR\r\nX:caf\xe9\r\nEND:VCALENDAR\r\n";
    assert_eq!(Document::read(latin, &Limits::default()).unwrap().write(), latin);
}

#[test]
fn lines_end_as_they_did() {
    for ending in ["\r\n", "\n", "\r"] {
        let mut document = read(&calendar("X:fol\r\n ded\r\n").replace("\r\n", ending)).unwrap();
        let component = document.calendars_mut().next().unwrap();
        assert_eq!(component.get("X").unwrap().value, "folded");
        component.set(Property::new("Y", "z"));
        let written = String::from_utf8(document.write()).unwrap();
        assert_eq!(written, calendar("X:fol\r\n ded\r\nY:z\r\n").replace("\r\n", ending));
    }
}

#[test]
fn a_fold_may_stand_within_a_character() {
    let text = b"BEGIN:VCALENDAR\r\nSUMMARY:gr\xc3\r\n \xbc\xc3\r\n \x9fe\r\nEND:VCALENDAR\r\n";
    let document = Document::read(text, &Limits::default()).unwrap();
    let summary = document.calendars().next().unwrap().get("SUMMARY").unwrap().clone();
    assert_eq!(summary.as_text(), "grüße");
    assert_eq!(document.write(), text);
}

#[test]
fn parameters_are_decoded_and_written_again() {
    let document =
        read(&calendar("ATTENDEE;CN=\"A ^'B^' ^^ ^n^x;:,\";ROLE=a,\"b,c\";GONE:mailto:a@example.org\r\n")).unwrap();
    let attendee = document.calendars().next().unwrap().get("ATTENDEE").unwrap();
    assert_eq!(attendee.parameter("CN"), Some("A \"B\" ^ \n^x;:,"));
    assert_eq!(attendee.parameters[1].values, ["a", "b,c"]);
    assert_eq!(attendee.parameters[2].values, [] as [&str; 0]);
    let mut made = Property::new("attendee", "mailto:a@example.org").with("CN", "A \"B\" ^ \n;:,");
    made.parameters.push(Parameter { name: "ROLE".into(), values: vec!["a".into(), "b,c".into()] });
    let mut text = Vec::new();
    made.write("\r\n", &mut text);
    let text = String::from_utf8(text).unwrap();
    assert_eq!(text, "ATTENDEE;CN=\"A ^'B^' ^^ ^n;:,\";ROLE=a,\"b,c\":mailto:a@example.org\r\n");
}

#[test]
fn a_long_line_is_folded_between_characters() {
    let summary = "ü".repeat(200);
    let mut document = read(&calendar("SUMMARY:x\r\nX:y\r\n")).unwrap();
    document.calendars_mut().next().unwrap().set(Property::text("SUMMARY", &summary));
    let text = String::from_utf8(document.write()).unwrap();
    assert!(text.lines().all(|line| line.len() <= 75) && text.ends_with("X:y\r\nEND:VCALENDAR\r\n"), "{text}");
    let again = read(&text).unwrap();
    assert_eq!(again.calendars().next().unwrap().get("SUMMARY").unwrap().as_text(), summary);
}

#[test]
fn only_what_is_touched_is_written_anew() {
    let text = calendar(
        "X;A=b:1\r\n  folded oddly\r\nCATEGORIES:a\r\nSUMMARY;LANGUAGE=de:eins\r\nCATEGORIES:b\r\nCATEGORIES:c\r\nBEGIN:VALARM\r\nEND:VALARM\r\n",
    );
    let mut document = read(&text).unwrap();
    let component = document.calendars_mut().next().unwrap();
    component.set(Property::text("SUMMARY", "two; 2\n3").with("LANGUAGE", "de"));
    component.set_all("CATEGORIES", vec![Property::text("CATEGORIES", "b"), Property::text("CATEGORIES", "d")]);
    component.set(Property::new("STATUS", "CONFIRMED"));
    let expected = calendar(
        "X;A=b:1\r\n  folded oddly\r\nCATEGORIES:d\r\nSUMMARY;LANGUAGE=de:two\\; 2\\n3\r\nCATEGORIES:b\r\nSTATUS:CONFIRMED\r\nBEGIN:VALARM\r\nEND:VALARM\r\n",
    );
    assert_eq!(String::from_utf8(document.write()).unwrap(), expected);
}

#[test]
fn a_calendar_that_is_new_reads_as_it_was_made() {
    let (mut calendar, mut event) = (Component::new("VCALENDAR"), Component::new("VEVENT"));
    calendar.add(Property::new("VERSION", "2.0"));
    event.add(Property::text("SUMMARY", "a, b"));
    calendar.entries.push(Entry::Component(event));
    let text = String::from_utf8(Document::new(calendar).write()).unwrap();
    let lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "BEGIN:VEVENT", "SUMMARY:a\\, b", "END:VEVENT", "END:VCALENDAR", ""];
    assert_eq!(text, lines.join("\r\n"));
    assert_eq!(read(&text).unwrap().write(), text.as_bytes());
}

#[test]
fn a_value_that_was_set_stays_on_its_line() {
    let mut document = read(&calendar("X:y\r\n")).unwrap();
    document
        .calendars_mut()
        .next()
        .unwrap()
        .set(Property::new("URL", "http://a\r\nEND:VCALENDAR\r\nX-EVIL:1").with("A", "b\r\nC:d"));
    let again = Document::read(&document.write(), &Limits::default()).unwrap();
    assert_eq!(again.calendars().next().unwrap().entries.len(), 2);
}

#[test]
fn what_is_broken_is_refused_with_its_line() {
    for (lines, line, message) in [
        ("BEGIN:VEVENT\r\n", 3, "`END:VCALENDAR` does not end `BEGIN:VEVENT` of line 2"),
        ("X:a\r\n b\r\nno colon here\r\n", 4, "a line begins with a name, followed by `:` or `;`"),
        ("SUMMARY\r\n", 2, "a line is a name, `:` and a value; there is no `:`"),
        ("X;A=\"b:c\r\n", 2, "a quote is not closed"),
        ("X;A=\"b\"c:d\r\n", 2, "a quoted value ends at its quote, and there is more"),
        ("X;:d\r\n", 2, "a parameter needs a name"),
        (":d\r\n", 2, "a line begins with a name, followed by `:` or `;`"),
        ("END:VCALENDAR\r\nX:y\r\n", 3, "this stands outside of any component"),
    ] {
        assert_eq!(read(&calendar(lines)), Err(Fault::new(line, message)), "{lines}");
    }
    assert_eq!(read("END:VEVENT").unwrap_err().to_string(), "line 1: `END:VEVENT` has no beginning");
    assert_eq!(read("\nBEGIN:VEVENT").unwrap_err().to_string(), "line 2: `BEGIN:VEVENT` has no end");
    let deep = "BEGIN:X\r\n".repeat(17);
    assert_eq!(read(&deep).unwrap_err(), Fault::new(17, "components stand in each other at most 16 deep"));
    let limits = Limits { bytes: 100, lines: 2, depth: 1 };
    assert!(Document::read(&[b'\n'; 101], &limits).unwrap_err().message.contains("at most 100 bytes"));
    assert_eq!(Document::read(b"\n\n\n", &limits).unwrap_err(), Fault::new(3, "a calendar has at most 2 lines"));
}
