//! What a program of other people reads in our files: recurring-ical-events finds the instances that we tell.
use super::{EVENTS, calendar, event, export, file, import};
use house::{Client, each_house};
use serde_json::json;
use std::{
    io::Write,
    process::{Command, Stdio},
};
use testkit::environment;

/// Tells from when to when everything takes place within two years, in UTC.
const SCRIPT: &str = "
import datetime, icalendar, recurring_ical_events, sys
UTC = datetime.timezone.utc
def instant(when):
    if not isinstance(when, datetime.datetime):
        when = datetime.datetime(when.year, when.month, when.day)
    when = when if when.tzinfo else when.replace(tzinfo=UTC)
    return when.astimezone(UTC).strftime('%Y-%m-%dT%H:%M:%S+00:00')
calendar = icalendar.Calendar.from_ical(sys.stdin.buffer.read())
events = recurring_ical_events.of(calendar).between(datetime.datetime(2026, 1, 1, tzinfo=UTC), datetime.datetime(2028, 1, 1, tzinfo=UTC))
for line in sorted(f\"{event.get('SUMMARY')} {instant(event.start)} {instant(event.end)}\" for event in events):
    print(line)
";

/// What Python finds in a file, if it is there with what it needs.
fn found(text: &str) -> Option<Vec<String>> {
    let mut command = Command::new(environment::python()?);
    command.args(["-c", SCRIPT]).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().ok()?;
    child.stdin.take()?.write_all(text.as_bytes()).ok()?;
    let output = child.wait_with_output().ok()?;
    let told = String::from_utf8_lossy(&output.stderr);
    if told.contains("ModuleNotFoundError") {
        return None;
    }
    assert!(output.status.success(), "{told}\n{text}");
    Some(String::from_utf8_lossy(&output.stdout).lines().map(str::to_owned).collect())
}

/// What we tell of the same two years.
async fn told(client: &Client) -> Vec<String> {
    let list = client.get(&format!("{EVENTS}?start_date=2026-01-01&end_date=2027-12-31")).await.expect(200);
    let at = |text: &str| if text.len() == 10 { format!("{text}T00:00:00+00:00") } else { text.to_owned() };
    let mut told: Vec<String> = list
        .list()
        .iter()
        .map(|one| {
            let text = |name: &str| one[name].as_str().unwrap();
            format!("{} {} {}", text("title"), at(text("start")), at(text("end")))
        })
        .collect();
    told.sort();
    told
}

#[tokio::test]
async fn what_python_reads_in_our_file_takes_place_when_we_say_across_every_change_of_the_clock() {
    if found(&file("")).is_none() {
        eprintln!("skipped: there is no Python with icalendar and recurring-ical-events");
        return;
    }
    each_house(async |house| {
        let ann = house.user("ann").await;
        let garden = calendar(&ann, "Garden").await;
        let id = garden.rsplit('/').next().unwrap();
        // In zones that change at different times, or never; none whose law was changed lately, for Python has a database of its own.
        for (number, zone) in ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "Africa/Cairo",
            "America/Santiago", "Asia/Jerusalem", "Pacific/Chatham", "Europe/London", "America/St_Johns", "UTC"].iter().enumerate()
        {
            let series = json!({
                "calendar_id": id, "title": zone, "timezone": zone, "recurrence_rule": "FREQ=DAILY;INTERVAL=5",
                "start": format!("2026-01-{:02}T08:30:00", 1 + number), "end": format!("2026-01-{:02}T10:00:00", 1 + number),
                "exdates": [format!("2026-01-{:02}T08:30:00", 6 + number)],
            });
            let made = ann.post(EVENTS, series).await.expect(201).json;
            let path = format!("{EVENTS}/{}?recurrence_id=2026-01-{:02}T08:30:00", made["id"].as_str().unwrap(), 11 + number);
            ann.patch(&path, json!({ "title": format!("{zone} moved"), "start": "2026-03-01T11:00:00Z", "end": "2026-03-01T12:00:00Z" })).await.expect(200);
        }
        let days = json!({ "calendar_id": id, "title": "days", "start": "2026-01-31", "end": "2026-02-02", "recurrence_rule": "FREQ=MONTHLY" });
        ann.post(EVENTS, days).await.expect(201);
        let described = "BEGIN:VTIMEZONE\nTZID:Mine\nBEGIN:DAYLIGHT\nDTSTART:19810329T020000\nTZOFFSETFROM:+0100\nTZOFFSETTO:+0200\n\
            RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU\nEND:DAYLIGHT\nBEGIN:STANDARD\nDTSTART:19961027T030000\nTZOFFSETFROM:+0200\n\
            TZOFFSETTO:+0100\nRRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU\nEND:STANDARD\nEND:VTIMEZONE\n";
        let mine = event("mine", "DTSTART;TZID=Mine:20260105T070000\nDTEND;TZID=Mine:20260105T080000\nSUMMARY:mine\nRRULE:FREQ=WEEKLY;BYDAY=MO,TH");
        let windows = event("windows", "DTSTART;TZID=W. Europe Standard Time:20260106T070000\nDURATION:PT30M\nSUMMARY:windows\nRRULE:FREQ=WEEKLY");
        import(&ann, &garden, file(&(described.to_owned() + &mine + &windows))).await;
        let (here, there) = (told(&ann).await, found(&export(&ann, &garden).await).unwrap());
        eprintln!("{} instances are compared", here.len());
        assert!(here.len() > 1_500, "{}", here.len());
        let differing: Vec<_> = here.iter().zip(&there).filter(|(here, there)| here != there).take(3).collect();
        assert!(here == there, "{} here, {} there: {differing:?}", here.len(), there.len());
    })
    .await;
}
