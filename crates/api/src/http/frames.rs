//! Events as the frames of a WebSocket.
use crate::events::Event;
use serde::Serialize;
use serde_json::{json, value::RawValue};

/// An event as it is told.
#[derive(Serialize)]
struct Told<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    id: &'a str,
    event: &'a str,
    data: Option<&'a RawValue>,
}

/// An event as a frame.
pub(super) fn frame(event: &Event) -> String {
    let Event { id, name, data } = event;
    match name.as_str() {
        "" | "ready" => json!({ "type": "position", "id": id }).to_string(),
        "reset" => json!({ "type": "reset", "id": id, "full_sync_required": true }).to_string(),
        _ => {
            let told = Told { kind: "event", id, event: name, data: serde_json::from_str(data).ok() };
            serde_json::to_string(&told).unwrap_or_default()
        }
    }
}
