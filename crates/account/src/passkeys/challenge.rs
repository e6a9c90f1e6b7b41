//! What a passkey signs: bytes that nobody can guess, and until when they are good, signed by the house. Nothing is kept of one until
//! it is answered; then, that it was.
use super::UsedChallenge;
use crate::signing::{self, chance};
use api::App;
use base::{Id, Instant, Result};
use sha2::{Digest, Sha256};
use std::time::Duration;
use store::{Batch, Guard, Statement, sql};
use vault::Ring;

const USE: &[u8] = b"aiwfe passkey challenge";
/// How long one is good.
pub(super) const GOOD_FOR: Duration = Duration::from_secs(5 * 60);
const CHANCE: usize = 32;
const UNTIL: usize = 8;

/// A new one: for somebody who makes a passkey, or for whoever shows one.
pub(super) fn make(ring: &Ring, maker: Option<Id>, now: Instant) -> Result<String> {
    let mut said = [0; CHANCE + UNTIL];
    said[..CHANCE].copy_from_slice(&chance::<CHANCE>()?);
    said[CHANCE..].copy_from_slice(&now.plus(GOOD_FOR).micros().to_be_bytes());
    // It is no secret: whoever reads it along can do nothing with it.
    Ok(signing::text(ring, USE, &said, words(maker.as_ref()))?.expose().to_owned())
}

fn words(maker: Option<&Id>) -> &[u8] {
    maker.map_or(&[], |id| id.as_bytes())
}

/// What uses up a challenge that was answered; nothing if it is none of ours, or not good any more.
pub(super) async fn using(app: &App, challenge: &str, maker: Option<Id>) -> Result<Option<Batch>> {
    let said = signing::said::<{ CHANCE + UNTIL }>(app.ring()?, USE, challenge, words(maker.as_ref()));
    let until = said.and_then(|said| said.last_chunk().copied()).map(i64::from_be_bytes).and_then(Instant::from_micros);
    let Some(good_until) = until.filter(|until| *until > app.clock().now()) else { return Ok(None) };
    let hash = Sha256::digest(challenge).to_vec();
    match app.store().get::<UsedChallenge>((hash.clone(),)).await? {
        Some(_) => Ok(None),
        None => Ok(Some(used(hash, good_until))),
    }
}

/// It is used, unless it was used meanwhile.
fn used(hash: Vec<u8>, good_until: Instant) -> Batch {
    const USED: Statement<(Vec<u8>, Instant), ()> = sql!(
        (),
        (Vec<u8>, Instant),
        "insert into used_challenges (challenge_hash, good_until) values ($1, $2) on conflict (challenge_hash) do nothing"
    );
    Batch::new().run_one(Guard::new("used_challenges.once"), USED, (hash, good_until))
}

/// What cannot be answered any more need not be remembered.
pub(super) fn sweep(now: Instant) -> Batch {
    const OVER: Statement<(Instant,), ()> = sql!((), (Instant,), "delete from used_challenges where good_until <= $1");
    Batch::new().run(OVER, (now,))
}
