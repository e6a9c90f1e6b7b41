//! What is counted of all requests, wherever they lead.
use base::meter::{Counter, Exposition, Gauge};

/// The requests, by what became of them.
#[derive(Default)]
pub struct Traffic {
    running: Gauge,
    classes: [Counter; CLASSES.len()],
    gone: Counter,
}

/// The classes of the statuses, from 100 on.
const CLASSES: [&str; 5] = ["1xx", "2xx", "3xx", "4xx", "5xx"];

/// A request that runs; it is counted when it ends, however it does.
pub(super) struct Running<'a> {
    traffic: &'a Traffic,
    status: Option<u16>,
}

impl Traffic {
    pub(super) fn begin(&self) -> Running<'_> {
        self.running.add(1);
        Running { traffic: self, status: None }
    }

    /// Writes down what was counted.
    pub fn expose(&self, out: &mut Exposition) {
        let mut ended = out.counter("aiwfe_http_requests_total", "Requests that ended, by the class of their status.");
        for (class, count) in CLASSES.iter().zip(&self.classes) {
            ended.value(&[("class", class)], count.value() as f64);
        }
        out.counter("aiwfe_http_requests_gone_total", "Requests whose client went away before there was an answer.")
            .value(&[], self.gone.value() as f64);
        out.gauge("aiwfe_http_requests_in_flight", "Requests that are being answered.")
            .value(&[], self.running.value() as f64);
    }
}

impl Running<'_> {
    pub(super) fn end(mut self, status: u16) {
        self.status = Some(status);
    }
}

impl Drop for Running<'_> {
    fn drop(&mut self) {
        self.traffic.running.add(-1);
        let class = self.status.and_then(|status| self.traffic.classes.get(usize::from(status / 100).checked_sub(1)?));
        class.unwrap_or(&self.traffic.gone).increment();
    }
}
