//! What is measured of the operations: how often, how long, and what went wrong.
use crate::{limits::Limit, module::Module};
use base::{
    Code,
    meter::{Counter, Exposition, Gauge, Histogram},
};
use std::{sync::Arc, time::Instant};

/// The bounds of the latencies, in seconds.
const BOUNDS_S: &[f64] =
    &[0.0001, 0.000_25, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// What is measured of every operation.
pub struct Meter {
    operations: Vec<OfOperation>,
    streams: Gauge,
    /// One for each limit, in the order of `Limit::NAMES`.
    used_up: [Counter; Limit::NAMES.len()],
}

/// A stream somebody listens to, for as long as it is held.
pub(crate) struct Open(Arc<Meter>);

impl Drop for Open {
    fn drop(&mut self) {
        self.0.streams.add(-1);
    }
}

struct OfOperation {
    name: &'static str,
    took_s: Histogram,
    /// One for each code, in the order of `Code::ALL`.
    errors: Vec<Counter>,
}

/// A request that runs.
pub(super) struct Timer<'a> {
    of: &'a OfOperation,
    start: Instant,
}

impl Meter {
    /// One that has measured nothing yet, for the operations of these modules.
    pub fn new(modules: &[&[Module]]) -> Arc<Self> {
        let routes = modules.iter().flat_map(|of_crate| of_crate.iter()).flat_map(|module| module.routes);
        let mut names: Vec<&'static str> = routes.map(|route| route.operation.name()).collect();
        names.sort_unstable();
        names.dedup();
        let operations = names.into_iter().map(|name| OfOperation {
            name,
            took_s: Histogram::new(BOUNDS_S),
            errors: Code::ALL.iter().map(|_| Counter::default()).collect(),
        });
        Arc::new(Self { operations: operations.collect(), streams: Gauge::default(), used_up: Default::default() })
    }

    /// Counts a stream.
    pub(super) fn open(self: &Arc<Self>) -> Open {
        self.streams.add(1);
        Open(self.clone())
    }

    /// Where an operation is counted.
    pub(super) fn number(&self, name: &str) -> usize {
        self.operations.binary_search_by(|of| of.name.cmp(name)).unwrap_or_default()
    }

    pub(super) fn begin(&self, number: usize) -> Timer<'_> {
        Timer { of: &self.operations[number], start: Instant::now() }
    }

    /// Counts a request that was one too many for that limit.
    pub(super) fn is_used_up(&self, limit: Limit) {
        self.used_up[limit as usize].increment();
    }

    /// Writes down what was measured.
    pub fn expose(&self, out: &mut Exposition) {
        let mut took = out.histogram("aiwfe_operation_seconds", "How long operations took.");
        for of in &self.operations {
            took.value(&[("operation", of.name)], &of.took_s.snapshot());
        }
        let mut errors = out.counter("aiwfe_operation_errors_total", "What operations were refused or failed with.");
        for of in &self.operations {
            for (code, count) in Code::ALL.iter().zip(&of.errors).filter(|(_, count)| count.value() > 0) {
                errors.value(&[("operation", of.name), ("code", code.name)], count.value() as f64);
            }
        }
        let mut refused = out.counter("aiwfe_limits_refused_total", "Requests that were one too many.");
        for (name, count) in Limit::NAMES.iter().zip(&self.used_up) {
            refused.value(&[("limit", name)], count.value() as f64);
        }
        out.gauge("aiwfe_streams_open", "Streams that somebody listens to.").value(&[], self.streams.value() as f64);
    }
}

impl Timer<'_> {
    pub(super) fn end(self, error: Option<Code>) {
        self.of.took_s.observe(self.start.elapsed().as_secs_f64());
        let known = error.and_then(|error| Code::ALL.iter().position(|code| *code == error));
        if let Some(at) = known {
            self.of.errors[at].increment();
        }
    }
}
