//! The log: to stderr, for people on a terminal, for programs otherwise.
mod queue;

use crate::config::{Format, Level, Log};
use base::meter::Exposition;
use queue::Queue;
use serde_json::json;
use std::{
    io::{self, IsTerminal},
    time::Duration,
};
use tracing::level_filters::LevelFilter;

/// How long the end of the program waits for the last lines to be taken.
const PATIENCE: Duration = Duration::from_secs(1);

/// The log, for as long as the program runs; lines are written on a thread of its own.
pub(crate) struct Logging(Queue);

impl Logging {
    /// Writes down what was counted of it.
    pub(crate) fn expose(&self, out: &mut Exposition) {
        out.counter("aiwfe_log_lines_dropped_total", "Lines of the log that nobody took in time.")
            .value(&[], self.0.dropped() as f64);
    }

    /// Waits for the last lines to be written, if somebody takes them.
    pub(crate) fn flush(&self) {
        self.0.flush(PATIENCE);
    }
}

/// Starts the log. Panics go into it too, so that a log for programs stays readable for them.
pub(crate) fn start(log: Log, no_color: bool) -> io::Result<Logging> {
    let terminal = io::stderr().is_terminal();
    let human = match log.format {
        Format::Auto => terminal,
        Format::Human => true,
        Format::Json => false,
    };
    let told = if human { in_words } else { in_json };
    let queue = Queue::start(io::stderr(), told)?;
    let builder =
        tracing_subscriber::fmt().with_max_level(filter(log.level)).with_writer(queue.clone()).with_target(false);
    // A second call changes nothing: whoever embeds the program has its own log.
    let _ = match human {
        true => tracing::subscriber::set_global_default(builder.with_ansi(terminal && !no_color).finish()),
        false => tracing::subscriber::set_global_default(builder.json().flatten_event(true).finish()),
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic: {}", panic.payload_as_str().unwrap_or("without words"));
    }));
    Ok(Logging(queue))
}

fn in_words(dropped: u64) -> String {
    format!("WARN {dropped} lines of the log were dropped, for nobody took them in time\n")
}

fn in_json(dropped: u64) -> String {
    let message = "lines of the log were dropped, for nobody took them in time";
    format!("{}\n", json!({ "level": "WARN", "message": message, "dropped": dropped }))
}

fn filter(level: Level) -> LevelFilter {
    match level {
        Level::Error => LevelFilter::ERROR,
        Level::Warn => LevelFilter::WARN,
        Level::Info => LevelFilter::INFO,
        Level::Debug => LevelFilter::DEBUG,
        Level::Trace => LevelFilter::TRACE,
    }
}
