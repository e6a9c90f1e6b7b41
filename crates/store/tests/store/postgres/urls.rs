//! PT-15: connection strings against a real server, with passwords and TLS of its own.
use crate::postgres::place::{connect, open};
use std::{path::PathBuf, process::Command};
use store::{Error, Options, PostgresUrl, sql};
use testkit::postgres::{Cluster, may_run};

/// A server with certificates, passwords and rules of its own.
struct Guarded {
    cluster: Cluster,
    folder: PathBuf,
}

/// Made by the server itself, so that the files are its own: an authority, a certificate for 127.0.0.1, and a stranger's authority.
const CERTIFICATES: &str = "\
    exec 2>/dev/null; set -e; umask 077; key='-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes'; \
    ca='-addext basicConstraints=critical,CA:TRUE -days 30'; \
    openssl req -x509 $key -keyout authority.key -out authority.crt -subj /CN=authority $ca; \
    openssl req -x509 $key -keyout stranger.key -out stranger.crt -subj /CN=stranger $ca; \
    openssl req $key -keyout server.key -out server.csr -subj /CN=server; \
    printf 'subjectAltName=IP:127.0.0.1\\nbasicConstraints=CA:FALSE\\n' > extensions; \
    openssl x509 -req -in server.csr -CA authority.crt -CAkey authority.key -CAcreateserial -days 30 \
        -extfile extensions -out server.crt";

const RULES: &str = "\
    local all postgres trust\\nhost all postgres 127.0.0.1/32 trust\\nlocal all all scram-sha-256\\n\
    hostssl all only_tls 127.0.0.1/32 scram-sha-256\\nhostnossl all only_plain 127.0.0.1/32 scram-sha-256\\n\
    host all guest 127.0.0.1/32 scram-sha-256\\n";

const PASSWORD: &str = "p@ss=w/o:r%d#1 Grüße\u{1F511}";

impl Guarded {
    async fn start() -> Option<Self> {
        let has_openssl = Command::new("openssl").arg("version").output().is_ok();
        if !may_run(Cluster::available(), "PostgreSQL") || !may_run(has_openssl, "openssl") {
            return None;
        }
        let cluster = Cluster::start().unwrap();
        let administrator = connect(&cluster.url("postgres")).await;
        let folder = administrator.query_one("select current_setting('data_directory')", &[]).await.unwrap();
        let folder = PathBuf::from(folder.get::<_, String>(0));
        for statement in [
            format!("copy (select 1) to program $shell$cat > /dev/null; {CERTIFICATES}$shell$"),
            format!("copy (select 1) to program $shell$cat > /dev/null; printf '{RULES}' > pg_hba.conf$shell$"),
            "alter system set ssl = on".to_owned(),
            "select pg_reload_conf()".to_owned(),
        ] {
            administrator.batch_execute(&statement).await.unwrap_or_else(|error| panic!("{statement}: {error:?}"));
        }
        for role in ["guest", "only_tls", "only_plain"] {
            let role = format!("create role {role} login password '{PASSWORD}'");
            administrator.batch_execute(&role).await.unwrap();
        }
        Some(Self { cluster, folder })
    }

    fn url(&self, user: &str, host: &str, settings: &str) -> String {
        let password = "p%40ss%3Dw%2Fo%3Ar%25d%231%20Gr%C3%BC%C3%9Fe%F0%9F%94%91";
        format!("postgres://{user}:{password}@{host}:{}/postgres?{settings}", self.cluster.port())
    }

    fn file(&self, name: &str) -> String {
        self.folder.join(name).display().to_string()
    }
}

/// Whether the line of a connection is encrypted.
async fn is_protected(url: &str) -> Result<bool, Error> {
    let question = sql!(
        (bool,), (),
        sqlite: "select false",
        postgres: "select coalesce(ssl, false) from pg_stat_ssl where pid = pg_backend_pid()"
    );
    let store = open(url, &Options { pool_size: 1, ..Options::default() });
    Ok(store.one(question, ()).await?.unwrap().0)
}

#[tokio::test]
async fn pt_15_each_sslmode_does_what_it_says() {
    let Some(server) = Guarded::start().await else { return };
    let (ours, theirs) = (server.file("authority.crt"), server.file("stranger.crt"));
    let with = |mode: &str, file: &str| format!("sslmode={mode}&sslrootcert={file}");
    let cases = [
        ("guest", "127.0.0.1", "sslmode=disable".to_owned(), Ok(false)),
        ("guest", "127.0.0.1", "sslmode=allow".into(), Ok(false)),
        ("only_tls", "127.0.0.1", "sslmode=allow".into(), Ok(true)),
        ("only_tls", "127.0.0.1", "sslmode=disable".into(), Err("login")),
        ("guest", "127.0.0.1", String::new(), Ok(true)),
        ("guest", "127.0.0.1", "sslmode=prefer".into(), Ok(true)),
        ("guest", "127.0.0.1", "sslmode=require".into(), Ok(true)),
        ("only_plain", "127.0.0.1", "sslmode=require".into(), Err("login")),
        ("only_plain", "127.0.0.1", "sslmode=disable".into(), Ok(false)),
        ("guest", "127.0.0.1", with("require", &theirs), Err("certificate")),
        ("guest", "127.0.0.1", with("verify-ca", &ours), Ok(true)),
        ("guest", "127.0.0.1", with("verify-ca", &theirs), Err("certificate")),
        ("guest", "127.0.0.1", with("verify-full", &ours), Ok(true)),
        ("guest", "127.0.0.1", with("verify-full", &theirs), Err("certificate")),
        ("guest", "localhost", with("verify-ca", &ours), Ok(true)),
        ("guest", "localhost", with("verify-full", &ours), Err("certificate")),
        ("guest", "127.0.0.1", "sslrootcert=system".into(), Err("certificate")),
        ("guest", "127.0.0.1", "sslmode=verify-full".into(), Err("certificate")),
        ("guest", "127.0.0.1", "sslmode=require&channel_binding=require".into(), Ok(true)),
    ];
    for (user, host, settings, expected) in cases {
        match (is_protected(&server.url(user, host, &settings)).await, expected) {
            (Ok(seen), Ok(expected)) => assert_eq!(seen, expected, "{user} {host} {settings}"),
            (Err(error), Err(words)) => {
                assert!(
                    error.to_string().contains(words) && !error.is_transient(),
                    "{user} {host} {settings}: {error}"
                );
            }
            (outcome, expected) => panic!("{user} {host} {settings}: {outcome:?} where {expected:?} belongs"),
        }
    }
}

#[tokio::test]
async fn pt_15_hosts_and_passwords_are_read_in_every_form() {
    let Some(server) = Guarded::start().await else { return };
    let port = server.cluster.port();
    let socket = server.folder.parent().unwrap().display().to_string();
    let encoded = socket.replace('/', "%2F");
    let raw = PASSWORD.replace('%', "%25");
    for url in [
        server.url("guest", "127.0.0.1", ""),
        server.url("guest", "localhost", "connect_timeout=5&application_name=a@b"),
        server.url("guest", "127.0.0.1:1,127.0.0.1", "target_session_attrs=read-write"),
        server.url("guest", &encoded, "sslmode=require"),
        server.url("guest", &encoded, "sslmode=verify-full"),
        format!("postgres://guest:{raw}@127.0.0.1:{port}/postgres"),
        format!("postgresql://guest:{raw}@127.0.0.1:{port}/postgres?sslmode=require"),
        format!("postgres://guest:{raw}@/postgres?host={socket}&port={port}"),
        format!(
            "postgres:///postgres?host=127.0.0.1,127.0.0.1&port=1,{port}&user=guest&password={}",
            raw.replace('#', "%23")
        ),
    ] {
        is_protected(&url).await.unwrap_or_else(|error| panic!("{url}: {error}"));
        let read = PostgresUrl::parse(&url).unwrap();
        assert!(!format!("{read} {read:?}").contains("Grüße"), "{read}");
    }
    let wrong = format!("postgres://guest:wrong@127.0.0.1:{port}/postgres");
    let refused = is_protected(&wrong).await.unwrap_err();
    assert!(refused.to_string().contains("password authentication failed") && !refused.is_transient(), "{refused}");
    let missing = is_protected(&format!("postgres://guest@127.0.0.1:{port}/postgres")).await.unwrap_err();
    assert!(missing.to_string().contains("password") && !missing.is_transient(), "{missing}");
}

#[tokio::test]
async fn pt_15_a_missing_file_and_a_server_without_tls_are_named() {
    let Some(server) = Guarded::start().await else { return };
    let settings = "sslmode=verify-full&sslrootcert=/nowhere/at/all.crt";
    let location = crate::postgres::place::location(&server.url("guest", "127.0.0.1", settings));
    let refused = store::Store::open(&location, &Options::default(), crate::library::TABLES).map(drop).unwrap_err();
    assert!(refused.to_string().contains("sslrootcert=/nowhere/at/all.crt"), "{refused}");
    let bare = Cluster::start().unwrap();
    let plain = is_protected(&format!("{}?sslmode=require", bare.url("postgres"))).await.unwrap_err();
    assert!(plain.to_string().contains("does not support TLS") && !plain.is_transient(), "{plain}");
}
