//! The two changes that tests make to a connection URL.

/// The same server, another database.
pub(super) fn with_database(url: &str, database: &str) -> String {
    let (server, _, options) = parts(url);
    format!("{server}/{database}{options}")
}

/// The same database, reached through another port of this machine.
pub(super) fn with_port(url: &str, port: u16) -> String {
    let (server, database, options) = parts(url);
    let user = server.rfind('@').or_else(|| server.rfind('/')).map_or("", |at| &server[..=at]);
    format!("{user}127.0.0.1:{port}{database}{options}")
}

/// Splits `scheme://user@host:port`, `/database` and `?options`.
fn parts(url: &str) -> (&str, &str, &str) {
    let (url, options) = url.split_at(url.find('?').unwrap_or(url.len()));
    let host = url.find("://").map_or(0, |at| at + 3);
    let (server, database) = url.split_at(url[host..].find('/').map_or(url.len(), |at| host + at));
    (server, database, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_changes_its_database_and_keeps_the_rest() {
        let changed = with_database("postgres://me:secret@db:5433/old?connect_timeout=3", "new");
        assert_eq!(changed, "postgres://me:secret@db:5433/new?connect_timeout=3");
        assert_eq!(with_database("postgres://db", "new"), "postgres://db/new");
    }

    #[test]
    fn a_url_changes_its_port_and_keeps_the_rest() {
        assert_eq!(with_port("postgres://me@db:5433/old?a=b", 99), "postgres://me@127.0.0.1:99/old?a=b");
        assert_eq!(with_port("postgres://db/old", 99), "postgres://127.0.0.1:99/old");
    }
}
