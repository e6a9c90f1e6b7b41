//! A load: many connections that ask one request after the other for a while.
use super::wire::Wire;
use std::{
    io,
    net::SocketAddr,
    sync::Arc,
    time::{Duration, Instant},
};

/// How many threads ask: the server is to have the processor.
const THREADS: usize = 1;
/// How much of an answer that was not expected is told.
const EXCERPT: usize = 300;

/// Who asks, and for how long.
#[derive(Clone, Copy, Debug)]
pub(super) struct Load {
    pub(super) address: SocketAddr,
    pub(super) connections: usize,
    pub(super) duration: Duration,
}

/// What it came to.
#[derive(Debug, Default)]
pub(super) struct Tally {
    /// Answers in a second.
    pub(super) rate: f64,
    /// How many were none of success.
    pub(super) unexpected: u64,
    /// What each took, from the shortest.
    latencies_us: Vec<u32>,
}

impl Load {
    /// Sends these requests in turn, each connection from another one on.
    pub(super) async fn run(self, requests: Vec<Vec<u8>>) -> io::Result<Tally> {
        let requests = Arc::new(requests);
        let threads = THREADS.min(self.connections);
        let shares: Vec<_> = (0..threads)
            .map(|thread| {
                let requests = requests.clone();
                tokio::task::spawn_blocking(move || {
                    let runtime = tokio::runtime::Builder::new_current_thread().enable_io().build()?;
                    runtime.block_on(self.share((thread..self.connections).step_by(threads), requests))
                })
            })
            .collect();
        let mut tally = Tally::default();
        for share in shares {
            tally.add(share.await??);
        }
        tally.sort();
        Ok(tally)
    }

    /// What one thread does.
    async fn share(self, numbers: impl Iterator<Item = usize>, requests: Arc<Vec<Vec<u8>>>) -> io::Result<Tally> {
        let mut wires = Vec::new();
        for number in numbers {
            wires.push((number, Wire::connect(self.address).await?));
        }
        let begun = Instant::now();
        let until = begun + self.duration;
        let asking: Vec<_> =
            wires.into_iter().map(|(number, wire)| tokio::spawn(ask(wire, number, requests.clone(), until))).collect();
        let mut tally = Tally::default();
        for one in asking {
            tally.add(one.await??);
        }
        tally.rate = tally.latencies_us.len() as f64 / begun.elapsed().as_secs_f64();
        Ok(tally)
    }
}

/// What one connection does.
async fn ask(mut wire: Wire, number: usize, requests: Arc<Vec<Vec<u8>>>, until: Instant) -> io::Result<Tally> {
    let mut tally = Tally::default();
    let mut sent = Instant::now();
    for request in requests.iter().cycle().skip(number % requests.len().max(1)) {
        let answer = wire.ask(request).await?;
        if !answer.is_well() {
            if tally.unexpected == 0 {
                let excerpt = String::from_utf8_lossy(&answer.body[..answer.body.len().min(EXCERPT)]);
                tracing::warn!(status = answer.status, %excerpt, "an answer that was not expected");
            }
            tally.unexpected += 1;
        }
        let now = Instant::now();
        tally.latencies_us.push(u32::try_from((now - sent).as_micros()).unwrap_or(u32::MAX));
        if now >= until {
            break;
        }
        sent = now;
    }
    Ok(tally)
}

impl Tally {
    pub(super) fn add(&mut self, other: Self) {
        self.rate += other.rate;
        self.unexpected += other.unexpected;
        self.latencies_us.extend(other.latencies_us);
    }

    /// Puts what it holds in order, once more was added.
    pub(super) fn sort(&mut self) {
        self.latencies_us.sort_unstable();
    }

    /// What this share of all answers took at most, in milliseconds.
    pub(super) fn latency_ms(&self, share: f64) -> f64 {
        let last = self.latencies_us.len().saturating_sub(1);
        let at = (last as f64 * share).round() as usize;
        self.latencies_us.get(at).map_or(0.0, |us| f64::from(*us) / 1_000.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_latency_is_that_of_its_share() {
        let tally = Tally { latencies_us: (0..=100).map(|ms| ms * 1_000).collect(), ..Tally::default() };
        assert_eq!([0.0, 0.5, 0.99, 1.0].map(|share| tally.latency_ms(share)), [0.0, 50.0, 99.0, 100.0]);
        assert_eq!(Tally::default().latency_ms(0.5), 0.0);
    }
}
