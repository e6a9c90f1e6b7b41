//! What the parts of a connection string mean.
use super::{Host, PostgresUrl, Protection, Roots, split};
use base::Secret;
use std::time::Duration;
use tokio_postgres::config::{ChannelBinding, TargetSessionAttrs};

const DEFAULT_PORT: u16 = 5432;
pub(super) const KNOWN: [&str; 12] = [
    "application_name",
    "channel_binding",
    "connect_timeout",
    "dbname",
    "host",
    "options",
    "password",
    "port",
    "sslmode",
    "sslrootcert",
    "target_session_attrs",
    "user",
];

/// The texts of the settings, each where it belongs.
#[derive(Default)]
struct Given {
    user: Option<String>,
    password: Option<String>,
    database: Option<String>,
    hosts: Vec<String>,
    ports: Vec<String>,
    protection: Option<Protection>,
    roots: Option<Roots>,
    options: Option<String>,
    application_name: Option<String>,
    connect_timeout: Option<Duration>,
    session: Option<TargetSessionAttrs>,
    channel_binding: Option<ChannelBinding>,
}

pub(super) fn read(parts: split::Parts) -> Result<PostgresUrl, String> {
    let mut given = Given {
        user: filled(split::decoded(parts.user, "user")?),
        password: parts.password.map(|password| split::decoded(password, "password")).transpose()?,
        database: filled(split::decoded(parts.database, "database")?),
        ..Given::default()
    };
    for host in parts.hosts.split(',').filter(|host| !host.is_empty()) {
        let (host, port) = host_and_port(host)?;
        given.hosts.push(host);
        given.ports.push(port);
    }
    let query = parts.query.unwrap_or_default();
    for pair in query.split('&').filter(|pair| !pair.is_empty()) {
        let (key, value) = pair.split_once('=').ok_or_else(unclear)?;
        // Around an `@` it may be the end of a password that was not encoded: it is not repeated.
        if !KNOWN.contains(&key) && query.contains('@') {
            return Err(unclear());
        }
        given.set(key, split::decoded(value, key)?)?;
    }
    given.url()
}

fn unclear() -> String {
    "the settings after ? in the PostgreSQL URL are pairs such as sslmode=verify-full; in a password write ? as %3F, @ as %40 and / as %2F".into()
}

fn filled(text: String) -> Option<String> {
    Some(text).filter(|text| !text.is_empty())
}

/// `name`, `name:port`, `[address]:port`, `%2Fa%2Fsocket`.
fn host_and_port(text: &str) -> Result<(String, String), String> {
    let (host, port) = match text.strip_prefix('[').map(|rest| rest.split_once(']')) {
        Some(Some((address, rest))) => (address, rest),
        Some(None) => return Err("an address in the PostgreSQL URL opens a [ that is not closed".into()),
        None => text.split_at(text.find(':').unwrap_or(text.len())),
    };
    let port = port.strip_prefix(':').unwrap_or(port);
    Ok((split::decoded(host, "host")?, port.to_owned()))
}

impl Given {
    fn set(&mut self, key: &str, value: String) -> Result<(), String> {
        match key {
            "user" => self.user = filled(value),
            "password" => self.password = Some(value),
            "dbname" => self.database = filled(value),
            "host" => {
                self.hosts = value.split(',').map(|host| host.trim_matches(['[', ']']).to_owned()).collect();
                self.ports.clear();
            }
            "port" => self.ports = value.split(',').map(str::to_owned).collect(),
            "options" => self.options = filled(value),
            "application_name" => self.application_name = filled(value),
            "connect_timeout" => self.connect_timeout = seconds(&value)?,
            "sslmode" => self.protection = Some(one_of(key, &value, &PROTECTIONS)?),
            "sslrootcert" if value == "system" => self.roots = Some(Roots::System),
            "sslrootcert" => self.roots = filled(value).map(|file| Roots::File(file.into())),
            "target_session_attrs" => self.session = Some(one_of(key, &value, &SESSIONS)?),
            "channel_binding" => self.channel_binding = Some(one_of(key, &value, &BINDINGS)?),
            other => {
                return Err(format!("the PostgreSQL URL has a setting {other}, which is none of {}", KNOWN.join(", ")));
            }
        }
        Ok(())
    }

    fn url(self) -> Result<PostgresUrl, String> {
        let missing = |part: &str| {
            format!("the PostgreSQL URL names no {part}: write postgres://user:password@host:5432/database")
        };
        let hosts = self.places()?;
        if hosts.is_empty() {
            return Err(format!("{}, or ?host=/var/run/postgresql for a socket", missing("host")));
        }
        let system = self.roots == Some(Roots::System);
        let default = if system { Protection::VerifyFull } else { Protection::Prefer };
        let protection = self.protection.unwrap_or(default);
        match (protection, &self.roots) {
            (Protection::VerifyFull, _) => {}
            (_, Some(Roots::System)) => return Err("sslrootcert=system goes with sslmode=verify-full only".into()),
            (Protection::VerifyCa, None) => {
                return Err(
                    "sslmode=verify-ca needs sslrootcert=FILE; with the system's certificates use verify-full".into()
                );
            }
            _ => {}
        }
        Ok(PostgresUrl {
            hosts,
            user: self.user.ok_or_else(|| missing("user"))?,
            password: self.password.map(Secret::new),
            database: self.database.ok_or_else(|| missing("database"))?,
            protection,
            roots: self.roots,
            options: self.options,
            application_name: self.application_name,
            connect_timeout: self.connect_timeout,
            session: self.session,
            channel_binding: self.channel_binding,
        })
    }

    /// Each host with its port; one port serves them all.
    fn places(&self) -> Result<Vec<(Host, u16)>, String> {
        if self.ports.len() > 1 && self.ports.len() != self.hosts.len() {
            return Err("the PostgreSQL URL names as many ports as hosts, or one for all".into());
        }
        let port = |at: usize| {
            match self.ports.get(at).or(self.ports.first()).map_or("", String::as_str) {
            "" => Ok(DEFAULT_PORT),
            text => text.parse::<u16>().ok().filter(|port| *port > 0).ok_or_else(|| {
                "the port in the PostgreSQL URL is not a number from 1 to 65535; in a password write @ as %40 and : as %3A".to_owned()
            }),
        }
        };
        let place = |(at, host): (usize, &String)| {
            let host = if host.starts_with('/') { Host::Socket(host.into()) } else { Host::Network(host.clone()) };
            Ok((host, port(at)?))
        };
        self.hosts.iter().enumerate().filter(|(_, host)| !host.is_empty()).map(place).collect()
    }
}

const PROTECTIONS: [(&str, Protection); 6] = [
    ("disable", Protection::Disable),
    ("allow", Protection::Allow),
    ("prefer", Protection::Prefer),
    ("require", Protection::Require),
    ("verify-ca", Protection::VerifyCa),
    ("verify-full", Protection::VerifyFull),
];
const SESSIONS: [(&str, TargetSessionAttrs); 3] = [
    ("any", TargetSessionAttrs::Any),
    ("read-write", TargetSessionAttrs::ReadWrite),
    ("primary", TargetSessionAttrs::ReadWrite),
];
const BINDINGS: [(&str, ChannelBinding); 3] =
    [("disable", ChannelBinding::Disable), ("prefer", ChannelBinding::Prefer), ("require", ChannelBinding::Require)];

fn one_of<T: Copy>(key: &str, value: &str, known: &[(&str, T)]) -> Result<T, String> {
    let names = || known.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let found = known.iter().find(|(name, _)| *name == value).map(|(_, meaning)| *meaning);
    found.ok_or_else(|| format!("{key} in the PostgreSQL URL is one of {}", names()))
}

/// Whole seconds; 0 is "the default", as no limit at all would hold a request for ever.
fn seconds(text: &str) -> Result<Option<Duration>, String> {
    let seconds: u64 = text.parse().map_err(|_| "connect_timeout in the PostgreSQL URL is a number of seconds")?;
    Ok(Some(seconds).filter(|seconds| *seconds > 0).map(Duration::from_secs))
}
