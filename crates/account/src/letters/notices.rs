//! Notices: what somebody is told of how they sign in, whatever their settings say. They are written in the batch of what they are
//! about, and hold no secret.
use super::{LetterKind, NewLetter, write};
use crate::{User, UserKind, desk::Subject, sign_in::failures};
use api::App;
use base::{Id, Result, Secret};
use std::time::Duration;
use store::{Batch, sql};

/// Where somebody sees how they sign in.
const PAGE: &str = "/settings/security";
/// For how long a notice is worth carrying.
const GOOD_FOR: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The writes by which somebody is told; guests and programs have no address.
pub(crate) fn notice(app: &App, to: &User, kind: LetterKind) -> Result<Batch> {
    notice_as(app, to, kind, Id::new(app.clock()))
}

/// The writes by which somebody is told that others guess, in the batch that counts a guess: it is told by the one that makes it too
/// many, and by no other.
pub(crate) fn notice_of_guesses(app: &App, to: &User, subject: Subject, seen: i64) -> Result<Batch> {
    if seen < failures::NOTICED / 2 {
        return Ok(Batch::new());
    }
    let id = Id::new(app.clock());
    let letter = notice_as(app, to, LetterKind::ManyFailures, id)?;
    let early = sql!(
        (),
        (Id, Vec<u8>, i64),
        "delete from letters where id = $1 and not exists (select 1 from sign_in_failures where subject = $2 and count = $3)"
    );
    Ok(letter.run(early, (id, subject.bytes(), failures::NOTICED)))
}

fn notice_as(app: &App, to: &User, kind: LetterKind, about: Id) -> Result<Batch> {
    if to.kind != UserKind::Person || to.leaves_at.is_some() {
        return Ok(Batch::new());
    }
    let new = NewLetter {
        about,
        kind,
        address: to.email.clone(),
        user_id: Some(to.id),
        space_id: None,
        link: Secret::new(PAGE),
        expires_at: app.clock().now().plus(GOOD_FOR),
    };
    write(app, new)
}
