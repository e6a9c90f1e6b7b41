//! The console as a courier: it says what is to be handed over, for whoever runs the server to do so.
use crate::output::Output;
use account::letters::{Courier, OpenLetter, Rounds};
use api::{App, Work};
use std::time::Duration;
use store::OneOf;
use tokio::task::AbortHandle;

/// How often it looks for new letters.
const ROUND: Duration = Duration::from_secs(2);

/// Ends its rounds when it is dropped.
pub(super) struct Console(AbortHandle);

impl Drop for Console {
    fn drop(&mut self) {
        self.0.abort();
    }
}

/// Says each letter that is written from now on, with its link at that address.
pub(super) fn start(app: &App, url: &str) -> Console {
    let (mut rounds, printer) = (Rounds::begin(app), Printer { url: url.to_owned() });
    let going = tokio::spawn(async move {
        loop {
            if let Err(error) = rounds.go(&printer).await {
                tracing::warn!(%error, "letters cannot be shown; `GET /api/v1/admin/letters` lists them");
            }
            tokio::time::sleep(ROUND).await;
        }
    });
    Console(going.abort_handle())
}

struct Printer {
    url: String,
}

impl Courier for Printer {
    fn carry(&self, letter: OpenLetter) -> Work<bool> {
        let OpenLetter { kind, address, link, expires_at } = letter;
        let kind = kind.text().replace('_', " ");
        let place = format!("{}{}", self.url, link.expose());
        Output::default().note(&format!("to be handed to {address} ({kind}, until {expires_at}): {place}"));
        // Whoever reads it has to hand it over still.
        Box::pin(async { Ok(false) })
    }
}
