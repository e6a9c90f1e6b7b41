//! Several requests on one connection, sent together and answered in order.
use super::{error::Failure, pool::within};
use std::{future::poll_fn, pin::Pin, task::Poll, time::Duration};

/// A request that has not been sent yet.
pub(super) type Asked<'a, T> = Pin<Box<dyn Future<Output = Result<T, tokio_postgres::Error>> + Send + 'a>>;

/// Sends every request before waiting for the first answer. Each answer may take so long and no longer.
pub(super) async fn together<T>(
    mut asked: Vec<Asked<'_, T>>,
    patience: Duration,
) -> Result<Vec<Result<T, tokio_postgres::Error>>, Failure> {
    let mut answers: Vec<Option<Result<T, tokio_postgres::Error>>> = asked.iter().map(|_| None).collect();
    poll_fn(|context| {
        // The driver puts a request on its way when it is first polled.
        for (one, answer) in asked.iter_mut().zip(&mut answers) {
            if let Poll::Ready(outcome) = one.as_mut().poll(context) {
                *answer = Some(outcome);
            }
        }
        Poll::Ready(())
    })
    .await;
    let mut outcomes = Vec::with_capacity(asked.len());
    for (one, answer) in asked.into_iter().zip(answers) {
        outcomes.push(match answer {
            Some(outcome) => outcome,
            None => within(patience, one).await?,
        });
    }
    Ok(outcomes)
}
