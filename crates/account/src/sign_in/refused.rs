//! What was shown in vain, at the door and wherever something can be guessed, for the record.
use api::{App, Caller, Refusal, ViolationKind};
use base::Id;

/// Notes that the caller has shown something that is not good: of that user, where it is known whose it was to be.
pub(crate) fn note(app: &App, caller: &Caller, kind: ViolationKind, user_id: Option<Id>) {
    let origin = caller.origin.as_deref();
    let asked = |part: fn(&(&str, &str)) -> String| origin.map(|origin| part(&origin.asked));
    app.refused(Refusal {
        kind,
        user_id: user_id.or(caller.known()),
        address: origin.and_then(|origin| origin.address).map(|address| address.to_string()),
        method: asked(|(method, _)| (*method).to_owned()),
        path: asked(|(_, path)| (*path).to_owned()),
        request_id: caller.request_id.clone(),
        details: None,
    });
}
