//! Cookies: what a browser is to keep and show again.
use base::Secret;
use std::time::Duration;

/// What a browser is to keep.
#[derive(Clone, Debug, PartialEq)]
pub struct Cookie {
    /// Its name, without the mark that it gets where the connection is safe.
    pub name: &'static str,
    /// What it holds.
    pub value: Secret,
    /// How long it is kept; nothing: it is thrown away.
    pub kept: Option<Duration>,
    /// Whether scripts of our pages may read it.
    pub is_read_by_scripts: bool,
}

/// What the names of cookies start with that come from this very host over a safe connection, and go nowhere else.
const MARK: &str = "__Host-";

impl Cookie {
    /// One that the browser throws away.
    pub fn gone(name: &'static str) -> Self {
        Self { name, value: Secret::new(""), kept: None, is_read_by_scripts: false }
    }

    /// The name under which it goes over such a connection.
    pub(crate) fn name(name: &str, is_safe: bool) -> String {
        if is_safe { format!("{MARK}{name}") } else { name.to_owned() }
    }

    /// The header that sets it.
    pub(crate) fn header(&self, is_safe: bool) -> String {
        let Self { name, value, kept, is_read_by_scripts } = self;
        let (name, seconds) = (Self::name(name, is_safe), kept.map_or(0, |kept| kept.as_secs()));
        let hidden = if *is_read_by_scripts { "" } else { "; HttpOnly" };
        let secure = if is_safe { "; Secure" } else { "" };
        format!("{name}={}; Path=/; Max-Age={seconds}; SameSite=Lax{hidden}{secure}", value.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn s_09_a_cookie_stays_with_its_host_and_with_its_site() {
        let kept = Some(Duration::from_secs(60));
        let cookie = Cookie { name: "access_token", value: Secret::new("x"), kept, is_read_by_scripts: false };
        assert_eq!(cookie.header(true), "__Host-access_token=x; Path=/; Max-Age=60; SameSite=Lax; HttpOnly; Secure");
        assert_eq!(cookie.header(false), "access_token=x; Path=/; Max-Age=60; SameSite=Lax; HttpOnly");
        let read = Cookie { is_read_by_scripts: true, ..cookie };
        assert_eq!(read.header(true), "__Host-access_token=x; Path=/; Max-Age=60; SameSite=Lax; Secure");
        assert_eq!(Cookie::gone("a").header(false), "a=; Path=/; Max-Age=0; SameSite=Lax; HttpOnly");
    }
}
