//! What was tried at the door in vain, for the record.
use api::{App, Caller, Refusal, ViolationKind};
use base::Id;

/// Notes that somebody tried that at the path of this name, with what turned out not to be good.
pub(crate) fn note(app: &App, caller: &Caller, kind: ViolationKind, name: &str, user_id: Option<Id>) {
    let address = caller.origin.as_ref().and_then(|origin| origin.address);
    app.refused(Refusal {
        kind,
        user_id: user_id.or(caller.known()),
        address: address.map(|address| address.to_string()),
        method: Some("POST".into()),
        path: Some(format!("/api/v1/auth/{name}")),
        request_id: caller.request_id.clone(),
        details: None,
    });
}
