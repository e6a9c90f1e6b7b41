use super::*;

fn url(text: &str) -> PostgresUrl {
    PostgresUrl::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"))
}

fn password(text: &str) -> String {
    url(text).password.map(|password| password.expose().to_owned()).unwrap_or_default()
}

#[test]
fn a_password_is_read_encoded_and_as_far_as_it_is_clear_also_raw() {
    for (written, meant) in [
        ("plain", "plain"),
        ("p%40ss", "p@ss"),
        ("p@ss", "p@ss"),
        ("p%2Fss", "p/ss"),
        ("p/ss", "p/ss"),
        ("p:ss", "p:ss"),
        ("p%3Ass", "p:ss"),
        ("p=ss", "p=ss"),
        ("p#ss", "p#ss"),
        ("p?ss", "p?ss"),
        ("p?a=b", "p?a=b"),
        ("100%", "100%"),
        ("100%25", "100%"),
        ("%zz", "%zz"),
        ("a@b/c:d#e", "a@b/c:d#e"),
        ("Grüße-\u{1F511}", "Grüße-\u{1F511}"),
        ("Gr%C3%BC%C3%9Fe", "Grüße"),
    ] {
        let text = format!("postgres://me:{written}@db.example:6543/work?sslmode=require");
        assert_eq!(password(&text), meant, "{text}");
        let read = url(&text);
        assert_eq!(read.hosts, [(Host::Network("db.example".into()), 6543)]);
        assert_eq!((read.user.as_str(), read.database.as_str()), ("me", "work"));
        assert!(!format!("{read} {read:?} {:?}", read.configs()).contains(meant), "{text}");
    }
    assert_eq!(password("postgres:///work?host=/run&user=me&password=a%26b@c"), "a&b@c");
}

#[test]
fn hosts_are_names_addresses_and_sockets_one_or_several() {
    let network = |name: &str, port| (Host::Network(name.into()), port);
    let socket = |path: &str, port| (Host::Socket(path.into()), port);
    for (text, hosts) in [
        ("postgres://me@db/work", vec![network("db", 5432)]),
        ("postgresql://me@10.0.0.1:1/work", vec![network("10.0.0.1", 1)]),
        ("postgres://me@[::1]:2/work", vec![network("::1", 2)]),
        ("postgres://me@[::1]/work", vec![network("::1", 5432)]),
        ("postgres://me@%2Frun%2Fpostgresql/work", vec![socket("/run/postgresql", 5432)]),
        ("postgres://me@%2Frun:3/work", vec![socket("/run", 3)]),
        ("postgres://me@/work?host=/run&port=4", vec![socket("/run", 4)]),
        ("postgres:///work?user=me&host=/run", vec![socket("/run", 5432)]),
        ("postgres://me@a:1,b:2,[::2]:3/work", vec![network("a", 1), network("b", 2), network("::2", 3)]),
        ("postgres://me@/work?host=a,b&port=7", vec![network("a", 7), network("b", 7)]),
        ("postgres://db/work?user=me&application_name=a@b", vec![network("db", 5432)]),
    ] {
        assert_eq!(url(text).hosts, hosts, "{text}");
    }
}

#[test]
fn what_is_wrong_is_said_without_the_password() {
    for (text, words) in [
        ("mysql://me@db/work", "postgres://"),
        ("postgres://", "host"),
        ("postgres://me@/work", "host"),
        ("postgres://db/work", "user"),
        ("postgres://me@db", "database"),
        ("postgres://me@db/", "database"),
        ("postgres://me:hunter2@db:port/work", "port"),
        ("postgres://me:hunter2@db:0/work", "port"),
        ("postgres://me:hunter2@a:1,b:2/work?port=1,2,3", "ports"),
        ("postgres://me:hunter2@[::1/work", "["),
        ("postgres://me:hunter2@db/work?sslmode=yes", "verify-full"),
        ("postgres://me:hunter2@db/work?sslmod=require", "sslmode"),
        ("postgres://me:hunter2@db/work?sslmode=verify-ca", "sslrootcert"),
        ("postgres://me:hunter2@db/work?sslmode=require&sslrootcert=system", "verify-full"),
        ("postgres://me:hunter2@db/work?connect_timeout=soon", "connect_timeout"),
        ("postgres://me:hunter2%FF@db/work", "password"),
        ("postgres://me:%40?hunter2=@1@db/work?x", "%3F"),
        ("postgres://me:a@b?hunter2@db/work", "%3F"),
        ("postgres://hunter2/work", "user"),
        ("postgres://me:hunter2/work", "port"),
    ] {
        let error = PostgresUrl::parse(text).expect_err(text);
        assert!(error.contains(words), "{text}: {error}");
        assert!(!error.contains("hunter2"), "{text}: {error}");
    }
}

#[test]
fn a_line_that_others_can_listen_to_is_warned_of() {
    for text in [
        "postgres://me@localhost/work",
        "postgres://me@127.0.0.9/work?sslmode=disable",
        "postgres://me@[::1]/work",
        "postgres:///work?user=me&host=/run",
        "postgres://me@db.example/work?sslmode=verify-full",
        "postgres://me@db.example/work?sslrootcert=system",
    ] {
        assert_eq!(url(text).warning(), None, "{text}");
    }
    for mode in ["disable", "allow", "prefer", "require", "verify-ca&sslrootcert=a"] {
        let warning =
            url(&format!("postgres://me:hunter2@localhost,db.example/work?sslmode={mode}")).warning().unwrap();
        assert!(warning.contains("db.example") && !warning.contains("hunter2"), "{warning}");
    }
}
