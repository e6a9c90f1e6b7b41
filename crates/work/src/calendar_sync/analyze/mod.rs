//! What a conversation says of an event, found by rules: what it is about, when it takes place; or what is still to be asked.
mod time;
mod title;
mod wire;

use crate::events::zone_of_user;
use api::{App, Caller, Kind, Operation, Permission};
use base::{Instant, Result};
use ical::Zone;
use wire::{Analyzed, Conversation, Details};

/// The category of what says nothing of one.
const CATEGORY: &str = "Default";

pub(crate) static ANALYZE: Operation<Conversation, Analyzed> = Operation {
    name: "calendar_sync.analyze_event",
    summary: "Read from a conversation what an event is about and when it takes place, or ask for what is missing.",
    permission: Permission::read("calendar"),
    reads: &["user_settings"],
    kind: Kind::Read(|app, caller, conversation| Box::pin(analyze(app, caller, conversation))),
};

async fn analyze(app: App, caller: Caller, conversation: Conversation) -> Result<Analyzed> {
    let zone = zone_of_user(&app, caller.user_id).await?;
    Ok(read(&conversation, app.clock().now(), &zone))
}

/// What a conversation says, for somebody whose clock stands in that zone.
fn read(conversation: &Conversation, now: Instant, zone: &Zone) -> Analyzed {
    let said = conversation.said();
    // Who answers a question says only what was asked: the first who says what it is about counts, and the last who says when.
    let title = said.iter().find_map(|text| title::read(text));
    let slot = conversation.slot(zone);
    let times = slot.or_else(|| said.iter().rev().find_map(|text| time::read(text, now, zone)));
    let (title, (starts, ends)) = match (title, times) {
        (Some(title), Some(times)) => (title, times),
        (None, _) => return Analyzed::asking("What is the event about?"),
        (Some(title), None) => return Analyzed::asking(format!("When does \"{title}\" take place?")),
    };
    let all = said.join("\n");
    let folded = all.to_lowercase();
    let category = conversation.categories().into_iter().find(|name| folded.contains(&name.to_lowercase()));
    let start = crate::events::shown_at(starts, zone);
    let end = crate::events::shown_at(ends, zone);
    let category = category.unwrap_or_else(|| CATEGORY.to_owned());
    Analyzed::found(Details { title, start, end, category, description: all })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn analyzed(messages: &[&str], slot: Value) -> Value {
        let zone = Zone::named("Europe/Berlin").unwrap();
        let conversation: Vec<Value> =
            messages.iter().map(|text| json!({ "role": "user", "content": text, "timestamp": null })).collect();
        let conversation =
            json!({ "conversation": conversation, "timeSlot": slot, "userCategories": ["Work", { "name": "Health" }] });
        let conversation = serde_json::from_value(conversation).unwrap();
        // A Friday.
        serde_json::to_value(read(&conversation, "2026-11-20T08:00:00Z".parse().unwrap(), &zone)).unwrap()
    }

    #[test]
    fn what_it_is_about_and_when_it_takes_place_are_read_from_what_people_say() {
        for (text, title, start, end) in [
            (
                "Schedule a dentist appointment tomorrow at 3pm",
                "Dentist appointment",
                "2026-11-21T15:00",
                "2026-11-21T16:00",
            ),
            ("Lunch with Ben on Monday from 12:30 to 14:00", "Lunch with Ben", "2026-11-23T12:30", "2026-11-23T14:00"),
            ("add yoga today at 18:30 for 90 minutes", "Yoga", "2026-11-20T18:30", "2026-11-20T20:00"),
            ("Standup 2026-12-01 at 9:15 am for 15 min", "Standup", "2026-12-01T09:15", "2026-12-01T09:30"),
            ("remind me to call Ann at 8", "Call Ann", "2026-11-21T08:00", "2026-11-21T09:00"),
            ("Party on friday at 11pm for 2 hours", "Party", "2026-11-20T23:00", "2026-11-21T01:00"),
        ] {
            let told = analyzed(&[text], json!({}));
            let details = &told["eventDetails"];
            let expected = json!([title, format!("{start}:00+01:00"), format!("{end}:00+01:00"), false]);
            assert_eq!(
                json!([details["title"], details["start"], details["end"], told["needsMoreInfo"]]),
                expected,
                "{text}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_asked_for() {
        let asked = |messages: &[&str]| analyzed(messages, json!({}))["question"].clone();
        assert_eq!(asked(&[]), "What is the event about?");
        assert_eq!(asked(&["tomorrow at 3pm"]), "What is the event about?");
        assert_eq!(asked(&["Book a health check"]), "When does \"Health check\" take place?");
        let told = analyzed(&["Book a health check", "tomorrow at 10:00"], json!({}));
        assert_eq!(
            (&told["eventDetails"]["title"], &told["eventDetails"]["category"]),
            (&json!("Health check"), &json!("Health"))
        );
        assert_eq!(told["eventDetails"]["start"], "2026-11-21T10:00:00+01:00");
    }

    #[test]
    fn a_slot_that_is_chosen_already_says_when() {
        let slot = json!({ "start": "2026-11-24T08:00:00Z", "end": "2026-11-24T09:30:00Z" });
        let told = analyzed(&["Planning"], slot);
        assert_eq!(told["eventDetails"]["end"], "2026-11-24T10:30:00+01:00");
        let told = analyzed(&["Planning"], json!({ "start": "2026-11-24T09:00:00" }));
        assert_eq!(told["eventDetails"]["end"], "2026-11-24T10:00:00+01:00");
        assert_eq!(analyzed(&["Planning"], json!({ "start": "soon" }))["needsMoreInfo"], true);
    }
}
