//! Showing the second factor: the code of an app, or one of the codes for the day that app is gone. Each counts once.
use super::{
    RecoveryCode, UsedCode, recovery,
    totp::{self, SECRET},
};
use crate::{
    LetterKind, User,
    desk::Subject,
    letters::{notice, notice_of_guesses},
    sign_in::{failures, login::Shown, refused},
};
use api::{App, Caller, ViolationKind};
use base::{Error, Id, Instant, Result, Secret};
use store::{Batch, Guard, Statement, sql};
use vault::Place;

/// What somebody shows besides a password.
#[derive(Clone, Debug)]
pub(crate) enum Factor {
    /// A code of their app.
    Code(Secret),
    /// One of the codes they were told.
    RecoveryCode(Secret),
}

/// Compares what somebody shows with what is in force; within as many guesses as there may be. What is wrong is put on record.
pub(crate) async fn show(app: &App, caller: &Caller, user: &User, factor: &Factor) -> Result<Shown> {
    let now = app.clock().now();
    let subject = Subject::of("second factor", Some(user.id), "");
    let known = failures::of(app, subject).await?;
    failures::left(known.as_ref(), now)?;
    let found = match factor {
        _ if !user.tfa_enabled => None,
        Factor::Code(code) => by_code(app, user, code.expose()).await?,
        Factor::RecoveryCode(code) => match by_recovery_code(app, user.id, code.expose()).await? {
            Some(using) => Some(using.and(notice(app, user, LetterKind::RecoveryCodeUsed)?)),
            None => None,
        },
    };
    Ok(match found {
        Some(batch) => Shown::Right(failures::right(known.as_ref(), subject, now).and(batch)),
        None => {
            refused::note(app, caller, ViolationKind::LoginFailed, Some(user.id));
            let taken = failures::taken(known.as_ref(), subject, now);
            // Whoever comes this far knows the password.
            let seen = known.map_or(0, |known| known.count) + 1;
            Shown::Wrong(taken.and(notice_of_guesses(app, user, subject, seen)?))
        }
    })
}

/// Where the secret is sealed for.
pub(super) fn place(user_id: Id) -> Place {
    Place { table: super::SECRET.table, column: super::SECRET.column, row: user_id }
}

/// What uses up a code of somebody's app, if it is good now.
pub(super) async fn by_code(app: &App, user: &User, code: &str) -> Result<Option<Batch>> {
    let Some(sealed) = &user.tfa_secret else { return Ok(None) };
    let secret = app.vault()?.open(place(user.id), sealed)?;
    let secret: Option<[u8; SECRET]> = super::base32::bytes(secret.expose()).and_then(|bytes| bytes.try_into().ok());
    let cause = || Error::Internal { cause: format!("the secret of user {} has another length", user.id) };
    let used = app.store().get::<UsedCode>((user.id,)).await?.map(|used| used.step);
    let step = totp::matching(&secret.ok_or_else(cause)?, code, app.clock().now(), used);
    Ok(step.map(|step| using(user.id, step)))
}

/// The step is used, unless it or a later one was used meanwhile.
fn using(user_id: Id, step: i64) -> Batch {
    const USE: Statement<(Id, i64), ()> = sql!(
        (),
        (Id, i64),
        "insert into used_codes (user_id, step) values ($1, $2) \
         on conflict (user_id) do update set step = excluded.step where used_codes.step < excluded.step"
    );
    Batch::new().run_one(Guard::new("used_codes.step"), USE, (user_id, step))
}

async fn by_recovery_code(app: &App, user_id: Id, code: &str) -> Result<Option<Batch>> {
    let found = app.store().get::<RecoveryCode>((recovery::hash(user_id, code),)).await?;
    Ok(found.map(|code| Batch::new().delete::<RecoveryCode>((code.code_hash,))))
}

/// Everything that is kept besides the secret is forgotten.
pub(super) fn forgetting(user_id: Id) -> Batch {
    const USED: Statement<(Id,), ()> = sql!((), (Id,), "delete from used_codes where user_id = $1");
    Batch::new().run(USED, (user_id,)).and(forgetting_codes(user_id))
}

/// The codes that somebody was told are void.
pub(super) fn forgetting_codes(user_id: Id) -> Batch {
    const CODES: Statement<(Id,), ()> = sql!((), (Id,), "delete from recovery_codes where user_id = $1");
    Batch::new().run(CODES, (user_id,))
}

/// New codes for the day the app is gone; those before them are void.
pub(super) fn codes(user_id: Id, now: Instant) -> Result<(Vec<Secret>, Batch)> {
    let (told, kept) = recovery::make(user_id, now)?;
    Ok((told, kept.iter().fold(forgetting_codes(user_id), Batch::insert)))
}
