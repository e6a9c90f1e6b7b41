//! Thousands of calendars of other people: taken in, written, and taken in again, and nothing of them is lost.
use super::super::group::{cut, says};
use super::{calendar, counts, export, import, send};
use base::Instant;
use house::{Client, each_house};
use ical::{Budget, Document, Limits, Reading, Window, Zone};
use std::{
    collections::{BTreeMap, BTreeSet},
    fs,
    path::{Path, PathBuf},
};
use testkit::{corpora, environment};

/// Files of several calendars that say the same `UID` again: here that is one event, and each calendar has its own there.
const REPEATED: [&str; 2] = ["689.ics", "696.ics"];

/// What a file says, component by component.
fn said(text: &[u8]) -> Vec<String> {
    let cut = cut(text).unwrap_or_default();
    let groups = cut.groups.iter().flat_map(|group| group.main.iter().chain(&group.overrides));
    // What has no name is given one.
    let is_name = |line: &&str| !line.starts_with("UID;:nameless-") && *line != "UID;:";
    let named = |said: String| said.lines().filter(is_name).collect::<Vec<_>>().join("\n");
    let mut said: Vec<String> = groups.map(says).map(named).collect();
    said.sort();
    said
}

/// When the events of some names take place within some years, as the engine reads the file.
fn instances(text: &[u8], uids: &BTreeSet<String>) -> Vec<String> {
    let document = Document::read(text, &Limits::default()).unwrap();
    let instant = |year: u32| -> Instant { format!("{year}-01-01T00:00:00Z").parse().unwrap() };
    let window = Window { from: instant(2018), to: instant(2023), own: Zone::UTC };
    let all = document.calendars().flat_map(|calendar| ical::series(calendar, Reading::Rfc).0).collect::<Vec<_>>();
    let kept = all.iter().filter(|series| uids.contains(series.uid().trim()));
    let lists = kept.flat_map(|series| series.instances(&window, &Budget::default()).list);
    let mut found: Vec<String> = lists.map(|one| format!("{} {}", one.starts_at, one.ends_at)).collect();
    found.sort();
    found
}

/// What became of the files.
#[derive(Debug, Default)]
struct Tally {
    files: usize,
    refused_files: usize,
    events: u64,
    refused: BTreeMap<String, u64>,
    /// Files whose events take place otherwise here.
    otherwise: Vec<String>,
}

/// Takes a file in, writes it, takes that in elsewhere, and compares.
async fn round(client: &Client, path: &Path, tally: &mut Tally) {
    let text = fs::read(path).unwrap();
    let name = path.file_name().unwrap().to_string_lossy().into_owned();
    let one = calendar(client, "one").await;
    client.patch(&one, serde_json::json!({ "timezone": "UTC" })).await.expect(200);
    let first = send(client, &format!("{one}/import"), &*text).await;
    tally.files += 1;
    if first.status != 200 {
        assert_eq!(first.problem(), (422, "invalid"), "{name}");
        tally.refused_files += 1;
        client.delete(&one).await.expect(200);
        return;
    }
    let first = first.json;
    let [made, changed, unchanged, refused] = counts(&first);
    assert_eq!((changed, unchanged), (0, 0), "{name}: {first}");
    tally.events += made;
    for event in first["events"].as_array().unwrap().iter().filter(|event| event["outcome"] == "refused") {
        let reason = event["reason"].as_str().unwrap();
        *tally.refused.entry(reason.chars().take(80).collect()).or_default() += 1;
    }
    assert_eq!(counts(&import(client, &one, &*text).await), [0, 0, made, refused], "{name} says nothing new");
    let written = export(client, &one).await;
    let (before, after) = (said(&text), said(written.as_bytes()));
    let lost: Vec<&String> = after.iter().filter(|one| before.binary_search(one).is_err()).collect();
    assert!(lost.is_empty(), "{name}: of what was kept something is lost: {lost:?}");
    assert_eq!(counts(&import(client, &one, &*written).await), [0, 0, made, 0], "{name} is our own");
    let other = calendar(client, "other").await;
    client.patch(&other, serde_json::json!({ "timezone": "UTC" })).await.expect(200);
    assert_eq!(counts(&import(client, &other, &*written).await), [made, 0, 0, 0], "{name} elsewhere");
    assert_eq!(said(export(client, &other).await.as_bytes()), after, "{name} from elsewhere");
    client.delete(&other).await.expect(200);

    let kept = first["events"].as_array().unwrap().iter().filter(|event| event["outcome"] == "made");
    let uids: BTreeSet<String> = kept.filter_map(|event| event["uid"].as_str().map(str::to_owned)).collect();
    let id = one.rsplit('/').next().unwrap();
    let list = format!("/api/v1/calendar/events?start_date=2018-01-01&end_date=2022-12-31&calendar_id={id}");
    let list = client.get(&list).await;
    if list.status == 200 {
        let instant = |text: &str| -> Instant {
            if text.len() == 10 { format!("{text}T00:00:00Z") } else { text.to_owned() }.parse().unwrap()
        };
        let at = |event: &serde_json::Value, name: &str| instant(event[name].as_str().unwrap());
        let mut here: Vec<String> =
            list.list().iter().map(|event| format!("{} {}", at(event, "start"), at(event, "end"))).collect();
        here.sort();
        if here != instances(&text, &uids) && !uids.iter().any(|uid| uid.starts_with("nameless-")) {
            eprintln!("{name}\n here {here:?}\n file {:?}", instances(&text, &uids));
            tally.otherwise.push(name);
        }
    }
    client.delete(&one).await.expect(200);
}

async fn rounds(paths: Vec<PathBuf>, otherwise: &'static [&'static str]) {
    // Of what is long there is little that is new; all of it is looked at in the long form.
    let is_short = |path: &PathBuf| environment::is_long() || fs::metadata(path).is_ok_and(|file| file.len() < 20_000);
    let step = if environment::is_long() { 1 } else { 7 };
    let paths: Vec<PathBuf> = paths.into_iter().filter(is_short).step_by(step).collect();
    each_house(async |house| {
        let ann = house.user("ann").await;
        let mut tally = Tally::default();
        for path in &paths {
            round(&ann, path, &mut tally).await;
        }
        eprintln!("{tally:?}");
        assert!(tally.events > 0 && tally.files == paths.len());
        let unexpected: Vec<&String> =
            tally.otherwise.iter().filter(|name| !otherwise.contains(&name.as_str())).collect();
        assert!(unexpected.is_empty(), "{unexpected:?}");
    })
    .await;
}

#[tokio::test]
async fn nothing_is_lost_of_the_calendars_of_calcard() {
    let Some(folder) = corpora::calcard() else { return };
    rounds(corpora::below(&folder), &REPEATED).await;
}

#[tokio::test]
async fn nothing_is_lost_of_the_calendars_of_icalendar_and_recurring_ical_events() {
    for package in ["icalendar", "recurring_ical_events"] {
        let Some(folder) = corpora::python(package) else { return };
        rounds(corpora::below(&folder), &[]).await;
    }
}
