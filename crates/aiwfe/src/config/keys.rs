//! Every setting: its key, what it takes, and how it is read and shown.
use super::{
    Config,
    customs::{NONE, RATE, is_origin, origins, proxies, rate, shown_list, shown_rate},
    values::{
        DAY_S, FORMATS, LEVELS, POOLERS, REGISTRATIONS, SECOND_FACTORS, TIMEOUT, URL, YES_OR_NO, choice, count,
        location, milliseconds, named, number, put, seconds_of, timeout,
    },
};
use base::Secret;
use serde_json::Value;
use std::time::Duration;
use store::Location;

/// One setting.
pub(crate) struct Key {
    /// Its name, `section.field`.
    pub(crate) name: &'static str,
    /// What it is for, in a sentence.
    pub(crate) about: &'static str,
    /// What would do.
    pub(crate) takes: &'static str,
    /// Whether a value may hold a password, so that a wrong one is not repeated.
    pub(crate) hidden: bool,
    /// Puts a text in effect, or says what is wrong with it if more can be said than what it takes.
    pub(super) set: fn(&mut Config, &str) -> Result<(), Option<String>>,
    /// What is in effect, fit to be shown.
    pub(super) shown: fn(&Config) -> Value,
}

/// How often something may be asked in a minute.
macro_rules! limit {
    ($name:literal, $rate:ident, $about:literal) => {
        Key {
            name: $name,
            about: $about,
            takes: RATE,
            hidden: false,
            set: |config, text| put(&mut config.customs.rates.$rate, rate(text)),
            shown: |config| shown_rate(config.customs.rates.$rate),
        }
    };
}

/// Every setting there is.
pub(crate) const KEYS: &[Key] = &[
    Key {
        name: "server.listen",
        about: "Where to listen.",
        takes: "an address and a port, such as 127.0.0.1:8000 (port 0: any free one)",
        hidden: false,
        set: |config, text| put(&mut config.server.listen, text.parse().ok()),
        shown: |config| config.server.listen.to_string().into(),
    },
    Key {
        name: "server.shutdown_s",
        about: "How long requests may go on once the server is told to stop.",
        takes: "a whole number of seconds from 0 to 600",
        hidden: false,
        set: |config, text| put(&mut config.server.shutdown, number(text, 0..=600).map(Duration::from_secs)),
        shown: |config| config.server.shutdown.as_secs().into(),
    },
    Key {
        name: "server.deadline_ms",
        about: "How long a request may take.",
        takes: "a whole number of milliseconds from 100 to 600000",
        hidden: false,
        set: |config, text| put(&mut config.server.deadline, number(text, 100..=600_000).map(Duration::from_millis)),
        shown: |config| milliseconds(config.server.deadline),
    },
    Key {
        name: "server.connections",
        about: "How many connections may be open at once; more wait until one of them ends.",
        takes: "a whole number from 1 to 1000000",
        hidden: false,
        set: |config, text| put(&mut config.server.connections, count(text, 1..=1_000_000)),
        shown: |config| config.server.connections.into(),
    },
    Key {
        name: "server.origins",
        about: "The other sites whose pages may ask, with commas between them.",
        takes: "none, or origins such as https://app.example.org, with commas between them",
        hidden: false,
        set: |config, text| put(&mut config.customs.origins, origins(text)),
        shown: |config| shown_list(&config.customs.origins),
    },
    Key {
        name: "server.public_url",
        about: "Where people reach the house; passkeys are made for the name in it.",
        takes: "none, or an origin such as https://house.example.org",
        hidden: false,
        set: |config, text| match text {
            NONE => put(&mut config.customs.public_url, Some(None)),
            url => put(&mut config.customs.public_url, is_origin(url).then(|| Some(url.to_owned()))),
        },
        shown: |config| config.customs.public_url.as_deref().unwrap_or(NONE).into(),
    },
    Key {
        name: "server.proxies",
        about: "The proxies that are believed when they say for whom they ask, with commas between them.",
        takes: "none, or addresses and networks such as 10.0.0.0/8, with commas between them",
        hidden: false,
        set: |config, text| put(&mut config.customs.proxies, proxies(text)),
        shown: |config| shown_list(&config.customs.proxies),
    },
    limit!("limits.door_per_minute", door, "How often one address may sign in, register or have a password reset."),
    limit!(
        "limits.renewal_per_minute",
        renewal,
        "How often one address may renew or check what it was given at the door."
    ),
    limit!("limits.stranger_per_minute", stranger, "How often one address may ask in all without being let in."),
    limit!("limits.person_per_minute", person, "How often one person may ask; a token has a rate of its own."),
    limit!("limits.heavy_per_minute", heavy, "How often one person or one token may ask for what costs much."),
    limit!("limits.space_per_minute", space, "How often all people together may ask in one space."),
    Key {
        name: "database.url",
        about: "Which database holds everything; without it, the file `aiwfe.db` in the data directory.",
        takes: URL,
        hidden: true,
        set: |config, text| {
            config.database.location = location(text)?;
            Ok(())
        },
        shown: |config| config.database.location.to_string().into(),
    },
    Key {
        name: "database.pooler",
        about: "What stands between the program and PostgreSQL, such as pgbouncer, and how it pools.",
        takes: "none, session or transaction",
        hidden: false,
        set: |config, text| put(&mut config.database.options.pooler, choice(text, &POOLERS)),
        shown: |config| named(config.database.options.pooler, &POOLERS),
    },
    Key {
        name: "database.listen_url",
        about: "Where to wait for PostgreSQL's notices, when the pooler cannot pass them on.",
        takes: "a URL such as postgres://NAME@HOST/DATABASE, past the pooler",
        hidden: true,
        set: |config, text| match location(text)? {
            Location::Postgres(_) => put(&mut config.database.options.listen_url, Some(Some(Secret::new(text)))),
            Location::Sqlite(_) => Err(None),
        },
        shown: |config| match &config.database.options.listen_url {
            // It was read as a location when it was set.
            Some(url) => Location::parse(url.expose()).map_or(Value::Null, |location| location.to_string().into()),
            None => Value::Null,
        },
    },
    Key {
        name: "database.pool_size",
        about: "How many connections to PostgreSQL at most.",
        takes: "a whole number from 1 to 1000",
        hidden: false,
        set: |config, text| put(&mut config.database.options.pool_size, count(text, 1..=1_000)),
        shown: |config| config.database.options.pool_size.into(),
    },
    Key {
        name: "database.statement_timeout_ms",
        about: "How long a statement may run in PostgreSQL.",
        takes: TIMEOUT,
        hidden: false,
        set: |config, text| put(&mut config.database.options.statement_timeout, timeout(text)),
        shown: |config| milliseconds(config.database.options.statement_timeout),
    },
    Key {
        name: "database.lock_timeout_ms",
        about: "How long a statement may wait for a lock in PostgreSQL.",
        takes: TIMEOUT,
        hidden: false,
        set: |config, text| put(&mut config.database.options.lock_timeout, timeout(text)),
        shown: |config| milliseconds(config.database.options.lock_timeout),
    },
    Key {
        name: "accounts.registration",
        about: "Who may register: anybody, whoever was invited, or nobody.",
        takes: "open, invite or closed",
        hidden: false,
        set: |config, text| put(&mut config.accounts.registration, choice(text, &REGISTRATIONS)),
        shown: |config| named(config.accounts.registration, &REGISTRATIONS),
    },
    Key {
        name: "accounts.approval",
        about: "Whether an administrator has to let in those who registered.",
        takes: YES_OR_NO,
        hidden: false,
        set: |config, text| put(&mut config.accounts.approval, text.parse().ok()),
        shown: |config| config.accounts.approval.into(),
    },
    Key {
        name: "accounts.guests",
        about: "Whether anybody may come in as a guest, who is gone after a day.",
        takes: YES_OR_NO,
        hidden: false,
        set: |config, text| put(&mut config.accounts.guests, text.parse().ok()),
        shown: |config| config.accounts.guests.into(),
    },
    Key {
        name: "accounts.access_minutes",
        about: "How long an access token is good; what shows it renews its session before that.",
        takes: "a whole number of minutes from 1 to 60",
        hidden: false,
        set: |config, text| put(&mut config.accounts.access, seconds_of(text, 1..=60, 60)),
        shown: |config| (config.accounts.access.as_secs() / 60).into(),
    },
    Key {
        name: "accounts.session_days",
        about: "After how many days without being renewed a session is over.",
        takes: "a whole number of days from 1 to 365",
        hidden: false,
        set: |config, text| put(&mut config.accounts.session, seconds_of(text, 1..=365, DAY_S)),
        shown: |config| (config.accounts.session.as_secs() / DAY_S).into(),
    },
    Key {
        name: "accounts.second_factor",
        about: "Of whom a second factor is demanded; until they have one, their session is good for setting it up only.",
        takes: "optional, administrators or everybody",
        hidden: false,
        set: |config, text| put(&mut config.accounts.second_factor, choice(text, &SECOND_FACTORS)),
        shown: |config| named(config.accounts.second_factor, &SECOND_FACTORS),
    },
    Key {
        name: "accounts.refused_passwords",
        about: "The file of passwords, or of their sorted SHA-1 hashes, that are refused besides those that are refused everywhere.",
        takes: "none, or the path of a file",
        hidden: false,
        set: |config, text| put(&mut config.accounts.refused_passwords, Some((text != NONE).then(|| text.into()))),
        shown: |config| match &config.accounts.refused_passwords {
            Some(path) => path.display().to_string().into(),
            None => NONE.into(),
        },
    },
    Key {
        name: "log.level",
        about: "From which level on the log is kept.",
        takes: "error, warn, info, debug or trace",
        hidden: false,
        set: |config, text| put(&mut config.log.level, choice(text, &LEVELS)),
        shown: |config| named(config.log.level, &LEVELS),
    },
    Key {
        name: "log.format",
        about: "The form of the log; `auto` is for people on a terminal and for programs otherwise.",
        takes: "auto, human or json",
        hidden: false,
        set: |config, text| put(&mut config.log.format, choice(text, &FORMATS)),
        shown: |config| named(config.log.format, &FORMATS),
    },
];
