//! Connection strings: read once, in every form that people write them, and what is wrong is said in one sentence.
mod settings;
mod split;
#[cfg(test)]
mod tests;

use base::Secret;
use std::{fmt, net::IpAddr, path::PathBuf, time::Duration};
use tokio_postgres::{
    Config,
    config::{ChannelBinding, TargetSessionAttrs},
};

/// Where a PostgreSQL database is, and how to get there. Printing it never shows the password.
#[derive(Clone, Debug)]
pub struct PostgresUrl {
    pub(super) hosts: Vec<(Host, u16)>,
    pub(super) user: String,
    password: Option<Secret>,
    pub(super) database: String,
    pub(super) protection: Protection,
    pub(super) roots: Option<Roots>,
    pub(super) options: Option<String>,
    application_name: Option<String>,
    connect_timeout: Option<Duration>,
    session: Option<TargetSessionAttrs>,
    channel_binding: Option<ChannelBinding>,
}

/// One end to speak to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Host {
    /// A name or an address.
    Network(String),
    /// The folder of a unix socket.
    Socket(PathBuf),
}

/// How much the line is protected: libpq's `sslmode`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Protection {
    Disable,
    Allow,
    Prefer,
    Require,
    VerifyCa,
    VerifyFull,
}

/// Whose certificates are believed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Roots {
    /// Those that the system believes.
    System,
    /// Those in a file.
    File(PathBuf),
}

/// How long a server may take to let us in, where the URL does not say.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(10);

impl PostgresUrl {
    /// Reads `postgres://user:password@host:port/database?key=value`; says in a sentence what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts = split::Parts::of(text)?;
        settings::read(parts)
    }

    /// What a careful operator would change: a line to another machine that others can listen to or answer on.
    pub fn warning(&self) -> Option<String> {
        let (host, _) = self.hosts.iter().find(|(host, _)| !host.is_local())?;
        if self.protection == Protection::VerifyFull {
            return None;
        }
        let reached = match self.protection {
            Protection::Disable | Protection::Allow | Protection::Prefer => "anybody on the way can read along",
            Protection::Require | Protection::VerifyCa | Protection::VerifyFull => {
                "another server can answer in its place"
            }
        };
        Some(format!(
            "the line to {host} is not safe with sslmode={}: {reached}; use sslmode=verify-full",
            self.protection
        ))
    }

    /// The settings of the driver for each host, in the order in which they are tried.
    pub(super) fn configs(&self) -> Vec<Config> {
        self.hosts.iter().map(|(host, port)| self.config(host, *port)).collect()
    }

    fn config(&self, host: &Host, port: u16) -> Config {
        let mut config = Config::new();
        config.user(&self.user).dbname(&self.database).port(port);
        config.application_name(self.application_name.as_deref().unwrap_or("aiwfe"));
        config.connect_timeout(self.connect_timeout.unwrap_or(CONNECT_TIMEOUT));
        config.tcp_user_timeout(Duration::from_secs(30));
        config
            .keepalives_idle(Duration::from_secs(30))
            .keepalives_interval(Duration::from_secs(5))
            .keepalives_retries(4);
        match host {
            Host::Network(name) => config.host(name),
            Host::Socket(folder) => config.host_path(folder),
        };
        if let Some(password) = &self.password {
            config.password(password.expose());
        }
        if let Some(session) = self.session {
            config.target_session_attrs(session);
        }
        if let Some(binding) = self.channel_binding {
            config.channel_binding(binding);
        }
        config
    }
}

impl Host {
    /// Whether nobody else is on the line.
    pub(super) fn is_local(&self) -> bool {
        match self {
            Self::Socket(_) => true,
            Self::Network(name) if name.eq_ignore_ascii_case("localhost") => true,
            Self::Network(name) => name.parse::<IpAddr>().is_ok_and(|address| address.is_loopback()),
        }
    }
}

impl fmt::Display for Host {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Network(name) if name.contains(':') => write!(f, "[{name}]"),
            Self::Network(name) => f.write_str(name),
            Self::Socket(folder) => write!(f, "{}", folder.display()),
        }
    }
}

impl fmt::Display for Protection {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str(match self {
            Self::Disable => "disable",
            Self::Allow => "allow",
            Self::Prefer => "prefer",
            Self::Require => "require",
            Self::VerifyCa => "verify-ca",
            Self::VerifyFull => "verify-full",
        })
    }
}

impl fmt::Display for PostgresUrl {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let password = if self.password.is_some() { ":***" } else { "" };
        write!(f, "postgres://{}{password}@", self.user)?;
        let (sockets, hosts): (Vec<_>, Vec<_>) =
            self.hosts.iter().partition(|(host, _)| matches!(host, Host::Socket(_)));
        let hosts: Vec<String> = hosts.iter().map(|(host, port)| format!("{host}:{port}")).collect();
        write!(f, "{}/{}?sslmode={}", hosts.join(","), self.database, self.protection)?;
        sockets.iter().try_for_each(|(host, port)| write!(f, "&host={host}&port={port}"))
    }
}
