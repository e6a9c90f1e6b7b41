//! The log: to stderr, for people on a terminal, for programs otherwise.
use crate::config::{Format, Level, Log};
use std::io::{self, IsTerminal};
use tracing::level_filters::LevelFilter;

/// Starts the log. Panics go into it too, so that a log for programs stays readable for them.
pub(crate) fn start(log: Log, no_color: bool) {
    let terminal = io::stderr().is_terminal();
    let human = match log.format {
        Format::Auto => terminal,
        Format::Human => true,
        Format::Json => false,
    };
    let builder =
        tracing_subscriber::fmt().with_max_level(filter(log.level)).with_writer(io::stderr).with_target(false);
    // A second call changes nothing: whoever embeds the program has its own log.
    let _ = match human {
        true => tracing::subscriber::set_global_default(builder.with_ansi(terminal && !no_color).finish()),
        false => tracing::subscriber::set_global_default(builder.json().flatten_event(true).finish()),
    };
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "panic: {}", panic.payload_as_str().unwrap_or("without words"));
    }));
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
