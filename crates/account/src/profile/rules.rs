//! What the texts of a profile may look like, and the one form in which each is kept.
use crate::{users, zones};
use base::Day;

/// What a text may look like.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Form {
    /// Anything of so many characters at most.
    Plain(usize),
    /// A number that can be called from everywhere.
    Phone,
    /// Where mail reaches somebody.
    Email,
    /// A day, in one of three ways to write it.
    Day,
    /// An address in the web.
    Website,
    /// An address in the web, or the name that somebody goes by there.
    Handle,
    /// The IANA name of a time zone.
    Zone,
}

/// The rule that does not hold, and a sentence.
pub(super) type Wrong = (&'static str, String);

impl Form {
    /// How many characters it may have.
    pub(super) fn most(self) -> usize {
        match self {
            Self::Plain(most) => most,
            Self::Phone => 40,
            Self::Email => 254,
            Self::Day => 10,
            Self::Website => 2_000,
            Self::Handle => 500,
            Self::Zone => 100,
        }
    }

    /// What it looks like, where not everything will do.
    pub(super) fn example(self) -> Option<&'static str> {
        match self {
            Self::Plain(_) => None,
            Self::Phone => Some("+14155550123"),
            Self::Email => Some("ann@example.org"),
            Self::Day => Some("1990-04-03"),
            Self::Website => Some("https://example.org"),
            Self::Handle => Some("@ann"),
            Self::Zone => Some("Europe/Berlin"),
        }
    }

    /// A text as it is kept; nothing, where it says nothing.
    pub(super) fn kept(self, text: &str) -> Result<Option<String>, Wrong> {
        let (most, length, bare) = (self.most(), text.chars().count(), text.trim());
        if length > most {
            return Err(("too_long", format!("this has {most} characters at most, and was {length}")));
        }
        if bare.is_empty() {
            return Ok(None);
        }
        let kept = match self {
            Self::Plain(_) => Ok(text.to_owned()),
            Self::Phone => phone(bare).ok_or("this is no phone number with its country"),
            Self::Email => match users::rules::wrong_with_email(bare) {
                None => Ok(bare.to_owned()),
                Some(wrong) => return Err(wrong),
            },
            Self::Day => day(bare).map(|day| day.to_string()).ok_or("this is no day"),
            Self::Website => is_website(bare).then(|| bare.to_owned()).ok_or("this is no http or https address"),
            Self::Handle => {
                let fits = is_website(bare) || is_handle(bare);
                fits.then(|| bare.to_owned()).ok_or("this is neither an http or https address nor a name")
            }
            Self::Zone => match zones::named(bare) {
                Some(zone) => Ok(zone.to_owned()),
                None => return Err(("unknown_zone", zones::UNKNOWN.to_owned())),
            },
        };
        let example = self.example().unwrap_or_default();
        kept.map(Some).map_err(|why| ("format", format!("{why}, such as {example}")))
    }
}

/// The fewest and the most digits of a number, its country's among them.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;

/// A phone number in E.164: a plus, the country, the number.
fn phone(text: &str) -> Option<String> {
    let bare: String = text.chars().filter(|sign| !sign.is_whitespace() && !"-‐‑–().".contains(*sign)).collect();
    let digits = bare.strip_prefix('+').or_else(|| bare.strip_prefix("00"))?;
    let is_number = DIGITS.contains(&digits.len())
        && digits.bytes().all(|digit| digit.is_ascii_digit())
        && !digits.starts_with('0');
    is_number.then(|| format!("+{digits}"))
}

/// `1990-04-03`, `04/03/1990`, or `23/04/1990`; where a day could be a month, the month comes first.
fn day(text: &str) -> Option<Day> {
    let slashed: Vec<&str> = text.split('/').collect();
    let [first, second, year] = slashed[..] else { return text.parse().ok() };
    let read = |month: &str, day: &str| format!("{year:0>4}-{month:0>2}-{day:0>2}").parse().ok();
    read(first, second).or_else(|| read(second, first)).filter(|_| year.len() == 4)
}

/// Whether this is an address in the web: a scheme, a machine, perhaps a port, and the rest.
fn is_website(text: &str) -> bool {
    let Some((scheme, rest)) = text.split_once("://") else { return false };
    let place = rest.split(['/', '?', '#']).next().unwrap_or_default();
    let (host, port) = place.split_once(':').unwrap_or((place, "80"));
    ["http", "https"].iter().any(|known| scheme.eq_ignore_ascii_case(known))
        && users::rules::is_host(host)
        && port.parse::<u16>().is_ok()
        && !text.chars().any(|sign| sign.is_whitespace() || sign.is_control() || "<>\"\\^`{|}".contains(sign))
}

/// Whether this is a name that somebody goes by, such as `@ann` or `in/ann-lee`.
fn is_handle(text: &str) -> bool {
    let bare = text.strip_prefix('@').unwrap_or(text);
    !bare.is_empty() && bare.chars().all(|sign| sign.is_alphanumeric() || "._-/".contains(sign))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(form: Form, rows: &[(&str, Result<&str, &str>)]) {
        for (text, expected) in rows {
            let kept = form.kept(text).map(Option::unwrap_or_default).map_err(|(rule, _)| rule);
            assert_eq!(kept.as_deref().map_err(|rule| *rule), *expected, "{form:?} {text:?}");
        }
    }

    #[test]
    fn a_phone_number_is_written_as_one_likes_and_kept_in_one_form() {
        let one = Ok("+14155550123");
        table(
            Form::Phone,
            &[
                ("+14155550123", one),
                ("+1 (415) 555-0123", one),
                ("001 415 555 0123", one),
                (" +1.415.555.0123 ", one),
                ("+49 89 636\u{2011}48018", Ok("+498963648018")),
                ("+999999999999999", Ok("+999999999999999")),
                ("", Ok("")),
                ("  ", Ok("")),
                ("(415) 555-0123", Err("format")),
                ("4155550123", Err("format")),
                ("020 7946 0958", Err("format")),
                ("+0155550123", Err("format")),
                ("+1415", Err("format")),
                ("+9999999999999999", Err("format")),
                ("+1415555O123", Err("format")),
                ("++14155550123", Err("format")),
                ("+١٤١٥٥٥٥٠١٢٣", Err("format")),
                ("+1 415 555 0123 ext. 7 and then some more words", Err("too_long")),
            ],
        );
        let (_, message) = Form::Phone.kept("12").unwrap_err();
        assert_eq!(message, "this is no phone number with its country, such as +14155550123");
    }

    #[test]
    fn a_day_is_written_in_three_ways_and_the_month_comes_first_where_it_could_be_either() {
        table(
            Form::Day,
            &[
                ("1990-04-03", Ok("1990-04-03")),
                ("04/13/1990", Ok("1990-04-13")),
                ("13/04/1990", Ok("1990-04-13")),
                ("03/04/2020", Ok("2020-03-04")),
                ("3/4/2020", Ok("2020-03-04")),
                ("02/29/2024", Ok("2024-02-29")),
                ("29/02/2024", Ok("2024-02-29")),
                ("", Ok("")),
                ("02/29/2023", Err("format")),
                ("13/13/2020", Err("format")),
                ("3/4/20", Err("format")),
                ("1990/04/03", Err("format")),
                ("03.04.1990", Err("format")),
                ("1990-02-30", Err("format")),
                ("0000-01-01", Err("format")),
                ("1990-04-03T00:00:00Z", Err("too_long")),
            ],
        );
    }

    #[test]
    fn an_address_in_the_web_has_a_scheme_and_a_machine() {
        table(
            Form::Website,
            &[
                ("https://example.org", Ok("https://example.org")),
                ("HTTP://example.org:8080/a?b=c#d", Ok("HTTP://example.org:8080/a?b=c#d")),
                ("https://exämple.org/ä", Ok("https://exämple.org/ä")),
                (" https://example.org ", Ok("https://example.org")),
                ("", Ok("")),
                ("example.org", Err("format")),
                ("ftp://example.org", Err("format")),
                ("javascript:alert(1)", Err("format")),
                ("https://", Err("format")),
                ("https://ann@example.org", Err("format")),
                ("https://example.org:port", Err("format")),
                ("https://example.org/a b", Err("format")),
                ("https://example.org/\"><script>", Err("format")),
            ],
        );
    }

    #[test]
    fn somebody_goes_by_an_address_or_by_a_name() {
        table(
            Form::Handle,
            &[
                ("@ann_lee", Ok("@ann_lee")),
                ("in/ann-lee", Ok("in/ann-lee")),
                ("https://github.com/ann", Ok("https://github.com/ann")),
                ("", Ok("")),
                ("@", Err("format")),
                ("ann lee", Err("format")),
                ("javascript:alert(1)", Err("format")),
            ],
        );
    }

    #[test]
    fn addresses_for_mail_zones_and_plain_texts_are_what_they_say() {
        table(Form::Email, &[("ann@example.org", Ok("ann@example.org")), ("", Ok("")), ("ann", Err("format"))]);
        table(Form::Zone, &[("asia/tokyo", Ok("Asia/Tokyo")), ("", Ok("")), ("Mars/Phobos", Err("unknown_zone"))]);
        table(Form::Plain(3), &[("änn", Ok("änn")), (" a ", Ok(" a ")), (" ", Ok("")), ("anna", Err("too_long"))]);
    }
}
