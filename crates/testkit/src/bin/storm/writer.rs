//! One writer of the storm: a transfer after the other, each tried until the store says yes.
use crate::{
    output::Output,
    transfer::{self, Draw, FUNDS},
};
use base::Clock;
use std::{future::pending, time::Duration};
use store::{Batch, Error, Guard, Rule, Store};

/// How long a writer leaves a store alone that cannot write just now.
const PAUSE: Duration = Duration::from_millis(10);

/// A writer.
pub(crate) struct Writer {
    pub store: Store,
    pub clock: Clock,
    pub output: Output,
    pub writer: i64,
    pub seed: u64,
    /// See the order.
    pub sweep: i64,
}

/// A promise that the store broke, in words.
pub(crate) type Broken = String;

impl Writer {
    /// Writes so many batches, or without end.
    pub(crate) async fn write(self, batches: i64) -> Result<(), Broken> {
        let mut number = match transfer::last(&self.store, self.writer).await {
            Ok(number) => number,
            Err(error) => return Err(format!("the last number of a writer could not be read: {error}")),
        };
        let last = if batches == 0 { i64::MAX } else { number + batches };
        while number < last {
            number += 1;
            let draw = Draw::new(self.seed, self.writer, number);
            self.spoilt(&draw).await?;
            self.whole(&draw).await?;
            self.output.line(format_args!("ack {} {number}", self.writer));
        }
        Ok(())
    }

    /// Often sends a batch first that the schema or a guard must refuse as a whole; none of it may stay.
    async fn spoilt(&self, draw: &Draw) -> Result<(), Broken> {
        let batch = match draw.way % 16 {
            0 if draw.number > 1 => {
                // All but the last part is good.
                let twice = Draw { number: draw.number - 1, ..*draw };
                Draw { number: draw.number + (1 << 40), ..*draw }
                    .by_statements(&self.clock)
                    .and(twice.entries(&self.clock))
            }
            1 => Draw { amount: crate::schema::BALANCE * 100, ..*draw }.by_statements(&self.clock),
            2 => Draw { to: -1, ..*draw }.by_statements(&self.clock),
            3 => draw.entries(&self.clock).run_one(
                Guard::new("transfers.none"),
                store::sql!((), (i64,), "update transfers set note = '' where writer = $1 and number < 0"),
                (draw.writer,),
            ),
            // One part that touches too many rows: they must go again although nothing follows that fails.
            4 if draw.number > 3 => Batch::new().run_one(
                Guard::new("postings.one"),
                store::sql!(
                    (),
                    (i64, i64),
                    "insert into postings (transfer_id, account_id, amount) select id, (select min(id) from accounts \
                     where id not in (select account_id from postings where transfer_id = transfers.id)), 0 \
                     from transfers where writer = $1 and number > $2"
                ),
                (self.writer, draw.number - 3),
            ),
            _ => return Ok(()),
        };
        match self.store.write(batch).await {
            Ok(_) => Err(format!("a batch that cannot hold was taken: way {} of {draw:?}", draw.way % 16)),
            Err(error) => self.told(&error).await,
        }
    }

    /// Writes the transfer, however often it takes.
    async fn whole(&self, draw: &Draw) -> Result<(), Broken> {
        loop {
            let planned = match draw.way / 16 % 4 {
                0 => draw.by_revisions(&self.store, &self.clock).await,
                _ => Ok(draw.by_statements(&self.clock)),
            };
            let is_sweep = self.sweep > 0 && draw.number % self.sweep == 0;
            let swept = if is_sweep { transfer::sweep() } else { Batch::new() };
            let written = match planned {
                Ok(batch) => self.store.write(swept.and(batch)).await,
                Err(error) => Err(error),
            };
            match written {
                Ok(_) => return Ok(()),
                Err(Error::Broken { rule: Rule::Unique, .. }) => {
                    return Err(format!("{draw:?} is there although it was refused until now"));
                }
                Err(Error::Lost(guard)) if guard == FUNDS => return Err(format!("the funds for {draw:?} are gone")),
                Err(error) => self.told(&error).await?,
            }
        }
    }

    /// Says what the store said; what may go away is left some time to.
    async fn told(&self, error: &Error) -> Result<(), Broken> {
        let kind = match error {
            Error::Lost(_) => "lost",
            Error::Broken { rule: Rule::Unique, .. } => "unique",
            Error::Broken { rule: Rule::Reference, .. } => "reference",
            Error::Broken { .. } => "broken",
            Error::Full => "full",
            Error::Unavailable(_) => "unavailable",
            Error::Unknown(_) => "unknown",
            Error::Decode { .. } | Error::Table { .. } | Error::Database(_) => "database",
            _ => "other",
        };
        self.output.line(format_args!("err {kind} {error}"));
        match error {
            Error::Lost(_) | Error::Broken { .. } => {}
            // Whether it was written is not known: only a restart can tell.
            Error::Unknown(_) => pending().await,
            _ => tokio::time::sleep(PAUSE).await,
        }
        Ok(())
    }
}
