//! How a connection is made: every setting that the promises rest on is made here, and only here.
use super::{
    error::connecting,
    tls,
    url::{Host, PostgresUrl, Protection},
};
use crate::{
    error::Result,
    location::{Options, Pooler},
};
use base::meter::Counter;
use deadpool_postgres::Connect;
use std::{
    pin::Pin,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::task::JoinHandle;
use tokio_postgres::{
    Client, Config, Connection, SimpleQueryMessage, Socket, config::SslMode, error::SqlState, tls::MakeTlsConnect,
};
use tokio_postgres_rustls::MakeRustlsConnect;

pub(super) type Line = Connection<Socket, <MakeRustlsConnect as MakeTlsConnect<Socket>>::Stream>;

/// How long a transaction may sit open while the server waits for us.
const IDLE_IN_TRANSACTION: Duration = Duration::from_secs(10);

/// Makes connections to the first host that lets us in.
pub(super) struct Connector {
    servers: Vec<(Config, Protection)>,
    pub(super) tls: MakeRustlsConnect,
    /// What every new connection is told, and asked: which life of the server it belongs to.
    greeting: String,
    life: Mutex<String>,
    /// Connections that ended otherwise than by us.
    lost: Arc<Counter>,
}

/// Numbers of transactions may be given anew after a crash; so may counters, whose birthday tells.
pub(super) const LIFE: &str = "(select coalesce(stats_reset::text, '') from pg_catalog.pg_stat_bgwriter)";

impl Connector {
    pub(super) fn new(url: &PostgresUrl, options: &Options) -> Result<Self> {
        let settings = settings(options);
        let startup = match options.pooler {
            // A pooler passes few settings on when a connection starts, and refuses the others.
            Pooler::Session | Pooler::Transaction => url.options.clone(),
            Pooler::None => Some(startup(url.options.as_deref(), &settings)),
        };
        let server = |(mut config, (host, _)): (Config, &(Host, u16))| {
            let socket = matches!(host, Host::Socket(_));
            let protection = if socket { Protection::Disable } else { url.protection };
            if let Some(startup) = &startup {
                config.options(startup);
            }
            config.ssl_mode(match protection {
                Protection::Disable | Protection::Allow => SslMode::Disable,
                Protection::Prefer => SslMode::Prefer,
                Protection::Require | Protection::VerifyCa | Protection::VerifyFull => SslMode::Require,
            });
            (config, protection)
        };
        let set: String = match options.pooler {
            Pooler::Session => settings.iter().map(|(name, value)| format!("set {name} = '{value}'; ")).collect(),
            Pooler::None | Pooler::Transaction => String::new(),
        };
        Ok(Self {
            servers: url.configs().into_iter().zip(&url.hosts).map(server).collect(),
            tls: tls::connector(url)?,
            greeting: format!("{set}select {LIFE}"),
            life: Mutex::default(),
            lost: Arc::default(),
        })
    }

    /// A new connection, greeted and driven by a task of its own.
    pub(super) async fn open(&self) -> Result<(Client, JoinHandle<()>)> {
        self.driven().await.map_err(|error| connecting(&error))
    }

    /// A new connection that somebody else drives.
    pub(super) async fn raw(&self) -> Result<(Client, Line), tokio_postgres::Error> {
        let mut last = None;
        for (config, protection) in &self.servers {
            let outcome = config.connect(self.tls.clone()).await;
            let outcome = match outcome {
                Err(error) if *protection == Protection::Allow && wants_tls(&error) => {
                    config.clone().ssl_mode(SslMode::Require).connect(self.tls.clone()).await
                }
                outcome => outcome,
            };
            match outcome {
                Ok(connection) => return Ok(connection),
                Err(error) => last = Some(error),
            }
        }
        match last {
            Some(error) => Err(error),
            // Without a host the driver itself says so.
            None => Config::new().connect(self.tls.clone()).await,
        }
    }

    /// The life of the server that the newest connection belongs to.
    pub(super) fn life(&self) -> String {
        self.life.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// How many connections ended otherwise than by us.
    pub(super) fn lost(&self) -> u64 {
        self.lost.value()
    }

    async fn driven(&self) -> Result<(Client, JoinHandle<()>), tokio_postgres::Error> {
        let (client, line) = self.raw().await?;
        let lost = self.lost.clone();
        let driver = tokio::spawn(async move {
            if let Err(error) = line.await {
                lost.increment();
                tracing::debug!("a connection to the database ended: {error}");
            }
        });
        for message in client.simple_query(&self.greeting).await? {
            if let SimpleQueryMessage::Row(row) = message {
                *self.life.lock().unwrap_or_else(PoisonError::into_inner) = row.get(0).unwrap_or_default().to_owned();
            }
        }
        Ok((client, driver))
    }
}

/// The connector as the pool wants it, shared with those who need a connection of their own.
pub(super) struct Shared(pub(super) Arc<Connector>);

type Opening<'connector> =
    Pin<Box<dyn Future<Output = Result<(Client, JoinHandle<()>), tokio_postgres::Error>> + Send + 'connector>>;

impl Connect for Shared {
    fn connect(&self, _: &Config) -> Opening<'_> {
        Box::pin(self.0.driven())
    }
}

/// The settings of a session, which is also what a write's transaction sets for itself behind a pooler.
pub(super) fn settings(options: &Options) -> Vec<(&'static str, String)> {
    let milliseconds = |time: Duration| time.as_millis().to_string();
    vec![
        ("statement_timeout", milliseconds(options.statement_timeout)),
        ("lock_timeout", milliseconds(options.lock_timeout)),
        ("idle_in_transaction_session_timeout", milliseconds(IDLE_IN_TRANSACTION)),
        ("synchronous_commit", "on".into()),
        ("default_transaction_isolation", "read committed".into()),
        ("timezone", "UTC".into()),
    ]
}

/// The settings as arguments of the server process; ours come last, so that they hold.
fn startup(given: Option<&str>, settings: &[(&str, String)]) -> String {
    let ours = settings.iter().map(|(name, value)| format!("-c {name}={}", value.replace(' ', "\\ ")));
    given.map(str::to_owned).into_iter().chain(ours).collect::<Vec<_>>().join(" ")
}

/// Whether the server would have let us in over a protected line.
fn wants_tls(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::INVALID_AUTHORIZATION_SPECIFICATION)
}
