//! What may be and what follows, for settings.
use super::{UserSettings, entity::SettingsFields};
use crate::zones;
use api::{Bound, Patch, ZoneChange, patch};
use base::{Flaw, Instant, Secret};
use store::Batch;
use vault::Sealed;

/// Where the weights are.
const WEIGHTS: &str = "/calendar_event_weights";

/// How long the key to a service may be.
pub(super) const KEY: Bound = Bound::Text(1, 500);

/// What is wrong with what was said, beyond how far it goes.
pub(super) fn flaws(said: &SettingsFields) -> Vec<Flaw> {
    let zone = said.timezone.said().and_then(|zone| flaw_of_zone(zone.as_deref()?));
    let weights = said.calendar_event_weights.said().and_then(Option::as_ref);
    // What is wrong with a key is told without it.
    let key = said.web_search_api_key.said().and_then(|key| flaw_of_key(key.as_ref()?));
    zone.into_iter().chain(key).chain(weights.map(|weights| weights.flaws(WEIGHTS)).unwrap_or_default()).collect()
}

fn flaw_of_key(key: &Secret) -> Option<Flaw> {
    patch::flaw("web_search_api_key", &Patch::Set(key.expose().to_owned()), KEY)
}

fn flaw_of_zone(zone: &str) -> Option<Flaw> {
    let message = zones::UNKNOWN.to_owned();
    let flaw = Flaw { at: "/timezone".into(), code: "unknown_zone", message, allowed: None };
    zones::named(zone).is_none().then_some(flaw)
}

/// The settings with what was said of them and with that key, as of now; what says nothing new changes nothing.
pub(super) fn changed(
    before: &UserSettings,
    mut said: SettingsFields,
    web_search_api_key: Option<Sealed>,
    now: Instant,
) -> UserSettings {
    let is_new = |name: &Patch<Option<bool>>| name.said().is_some_and(|on| *on != Some(before.notifications_enabled));
    // Who sends back all that they were shown has changed one of the two names: that one counts.
    if !is_new(&said.notifications_enabled) && said.email_notifications.said().is_some() {
        said.notifications_enabled = std::mem::take(&mut said.email_notifications);
    }
    let after = said.applied(before.clone());
    let timezone = zones::named(&after.timezone).map_or(after.timezone.clone(), str::to_owned);
    let after = UserSettings { timezone, web_search_api_key, ..after };
    match after == *before {
        true => after,
        false => UserSettings { revision: before.revision + 1, updated_at: now, ..after },
    }
}

/// What notes that the time zone is another one now.
pub(crate) fn zone_noted(before: &UserSettings, after: &UserSettings) -> Batch {
    match before.timezone == after.timezone {
        true => Batch::new(),
        false => ZoneChange::noted(after.user_id, &before.timezone, after.updated_at),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use api::{Input, Wanted};
    use serde_json::{Value, json};
    use store::OneOf;

    fn said(fields: Value) -> SettingsFields {
        let Value::Object(fields) = fields else { panic!("an object") };
        Input::default().with_body(fields).read().unwrap()
    }

    fn fresh() -> UserSettings {
        let now = "2026-11-20T08:00:00Z".parse().unwrap();
        UserSettings::new("01890a5d-ac96-774b-bcce-b302099a8057".parse().unwrap(), now)
    }

    fn after(fields: Value) -> Value {
        let later = "2026-11-20T09:00:00Z".parse().unwrap();
        serde_json::to_value(changed(&fresh(), said(fields), None, later)).unwrap()
    }

    #[test]
    fn what_is_said_is_set_null_is_as_at_first_and_the_rest_is_kept() {
        for (fields, at, expected) in [
            (json!({ "theme": "ZEN" }), "/theme", json!("zen")),
            (json!({ "theme": null }), "/theme", json!("dark")),
            (json!({ "push_notifications": false }), "/push_notifications", json!(false)),
            (json!({ "timezone": "europe/berlin" }), "/timezone", json!("Europe/Berlin")),
            (json!({ "fast_model": "x:1b" }), "/fast_model", json!("x:1b")),
            (json!({ "agent_settings": {} }), "/agent_settings", json!({})),
            (json!({ "calendar_event_weights": { "task": 0 } }), "/calendar_event_weights/task", json!(0.0)),
            (json!({ "calendar_event_weights": { "task": 0 } }), "/calendar_event_weights/meeting", json!(1.0)),
            (json!({ "calendar_event_weights": { "task": null } }), "/calendar_event_weights/task", json!(0.8)),
            (json!({ "calendar_event_weights": null }), "/calendar_event_weights/event", json!(0.6)),
            (json!({ "theme": "zen" }), "/revision", json!(2)),
            (json!({ "theme": "dark", "colour": "red" }), "/revision", json!(1)),
        ] {
            assert_eq!(after(fields.clone()).pointer(at), Some(&expected), "{fields}");
        }
    }

    #[test]
    fn of_the_two_names_of_one_setting_the_one_that_says_something_new_counts() {
        for (fields, expected) in [
            (json!({ "email_notifications": false }), false),
            (json!({ "notifications_enabled": false }), false),
            (json!({ "notifications_enabled": true, "email_notifications": false }), false),
            (json!({ "notifications_enabled": false, "email_notifications": true }), false),
            (json!({ "notifications_enabled": true, "email_notifications": true }), true),
            (json!({ "email_notifications": null }), true),
        ] {
            assert_eq!(after(fields.clone())["notifications_enabled"], expected, "{fields}");
        }
    }

    #[test]
    fn what_goes_too_far_is_told_with_its_place() {
        for (fields, expected) in [
            (json!({ "timezone": "Mars/Phobos" }), "/timezone unknown_zone"),
            (json!({ "timezone": "" }), "/timezone unknown_zone"),
            (json!({ "chat_model": "" }), "/chat_model empty"),
            (json!({ "fast_model": "x".repeat(201) }), "/fast_model too_long"),
            (json!({ "calendar_event_weights": { "task": 1.5 } }), "/calendar_event_weights/task out_of_range"),
            (json!({ "calendar_event_weights": { "event": -0.1 } }), "/calendar_event_weights/event out_of_range"),
            (json!({ "timezone": null, "calendar_event_weights": null, "colour": 7 }), ""),
        ] {
            let flaws = said(fields.clone()).flaws();
            let told = flaws.first().map(|flaw| format!("{} {}", flaw.at, flaw.code)).unwrap_or_default();
            assert_eq!(told, expected, "{fields}");
        }
    }

    #[test]
    fn there_are_eight_themes() {
        let known = ["dark", "light", "zen", "beach", "rainforest", "kimberley", "pastels", "aurora"];
        assert_eq!(super::super::Theme::TEXTS, known);
    }
}
