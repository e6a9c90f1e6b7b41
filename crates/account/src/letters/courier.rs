//! Who carries letters: one round after another, each letter once.
use super::{Letter, LetterKind, ops::place};
use api::{App, Work};
use base::{Id, Instant, Result, Secret};
use std::{collections::HashSet, time::Duration};
use store::{Batch, sql};

/// What carries letters to whom they are for.
pub trait Courier: Send + Sync {
    /// Carries one, and says whether it is on its way: then nobody else needs to hand it over.
    fn carry(&self, letter: OpenLetter) -> Work<bool>;
}

/// A letter as it is carried.
#[derive(Clone, Debug)]
pub struct OpenLetter {
    /// What it is about.
    pub kind: LetterKind,
    /// Where mail reaches whom it is for.
    pub address: String,
    /// The link, as a path of the house.
    pub link: Secret,
    /// When the link stops to work.
    pub expires_at: Instant,
}

/// The rounds of a courier.
pub struct Rounds {
    app: App,
    since: Instant,
    carried: HashSet<Id>,
}

/// How much later than its time a letter may turn up: a write is committed after its time was taken.
const LATE: Duration = Duration::from_secs(60);

impl Rounds {
    /// Rounds that take letters from now on.
    pub fn begin(app: &App) -> Self {
        Self { app: app.clone(), since: app.clock().now(), carried: HashSet::new() }
    }

    /// Has whatever is new carried; gives how many letters that were.
    pub async fn go(&mut self, courier: &dyn Courier) -> Result<usize> {
        let waiting = sql!(
            Letter,
            (Instant, Instant),
            "where created_at >= $1 and expires_at > $2 and taken_at is null order by created_at, id"
        );
        let now = self.app.clock().now();
        let letters = self.app.store().readable(waiting, (self.since, now)).await?;
        let mut count = 0;
        for letter in letters.iter().filter(|letter| !self.carried.contains(&letter.id)) {
            let link = match self.app.vault()?.open(place(letter.id), &letter.link) {
                Ok(link) => link,
                Err(error) => {
                    // Its link is lost; the others arrive.
                    tracing::error!(letter = %letter.id, %error, "a letter cannot be opened");
                    continue;
                }
            };
            let Letter { id, kind, expires_at, .. } = *letter;
            let open = OpenLetter { kind, address: letter.address.clone(), link, expires_at };
            if courier.carry(open).await? {
                let taken = sql!((), (Instant, Id), "update letters set taken_at = $1 where id = $2");
                self.app.store().write(Batch::new().run(taken, (now, id))).await?;
            }
            count += 1;
        }
        self.carried = letters.iter().map(|letter| letter.id).collect();
        self.since = self.since.max(now.minus(LATE));
        Ok(count)
    }
}
