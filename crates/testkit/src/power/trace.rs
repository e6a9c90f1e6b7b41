//! Reads the text of a trace into calls, putting the halves of those that others interrupted together again.

use super::call::{self, Call, Outcome};
use std::collections::HashMap;
use std::io;

/// Reads every call of `text`, in the order in which they started.
pub(super) fn read(text: &str) -> io::Result<Vec<Call>> {
    let mut calls: Vec<Call> = Vec::new();
    let mut halves: HashMap<u32, (usize, &str)> = HashMap::new();
    for (number, line) in text.lines().enumerate() {
        let wrong =
            || io::Error::new(io::ErrorKind::InvalidData, format!("line {number} of the trace is none: {line}"));
        let (thread, rest) = line.split_once(' ').ok_or_else(wrong)?;
        let thread = thread.parse().map_err(|_| wrong())?;
        let rest = rest.trim();
        if rest.starts_with("+++") || rest.starts_with("---") {
            continue;
        }
        if let Some(tail) = rest.strip_prefix("<... ") {
            let (_, tail) = tail.split_once(" resumed>").ok_or_else(wrong)?;
            let (started, head) = halves.remove(&thread).ok_or_else(wrong)?;
            // A thread that ends in the middle of a call is printed as resumed and yet unfinished.
            let tail = tail.replace("<unfinished ...>", "");
            calls.push(parse(thread, &format!("{head}{tail}"), started, number).ok_or_else(wrong)?);
        } else if let Some(head) = rest.strip_suffix("<unfinished ...>") {
            if halves.insert(thread, (number, head)).is_some() {
                return Err(wrong());
            }
        } else {
            calls.push(parse(thread, rest, number, number).ok_or_else(wrong)?);
        }
    }
    for (thread, (started, head)) in halves {
        let wrong =
            || io::Error::new(io::ErrorKind::InvalidData, format!("line {started} of the trace is none: {head}"));
        calls.push(parse(thread, &format!("{head}) = ?"), started, usize::MAX).ok_or_else(wrong)?);
    }
    calls.sort_by_key(|call| call.started);
    Ok(calls)
}

fn parse(thread: u32, text: &str, started: usize, returned: usize) -> Option<Call> {
    let (call, outcome) = text.rsplit_once(" = ")?;
    let outcome = call::outcome(outcome)?;
    let (name, arguments) = call.trim_end().strip_suffix(')')?.split_once('(')?;
    let returned = if outcome == Outcome::Unknown { usize::MAX } else { returned };
    Some(Call { thread, name: name.to_owned(), arguments: call::split(arguments), outcome, started, returned })
}

#[cfg(test)]
mod tests {
    use super::read;
    use crate::power::call::Outcome;
    use std::path::PathBuf;

    #[test]
    fn a_call_holds_its_arguments_and_what_it_returned() {
        let calls = read(concat!(
            r#"12  openat(AT_FDCWD<\x2f>, "\x2f\x61", O_RDWR|O_CREAT, 0644) = 3<\x2f\x61>"#,
            "\n",
            r#"12  pwrite64(3<\x2f\x61>(deleted), "\x68\x2c\x22", 3, 512) = 2"#,
        ))
        .unwrap();
        assert_eq!(calls[0].outcome, Outcome::Value(3, Some(PathBuf::from("/a"))));
        assert_eq!(calls[0].path(1).unwrap(), PathBuf::from("/a"));
        assert_eq!(calls[1].descriptor(0), (Some(3), Some(PathBuf::from("/a"))));
        assert_eq!(calls[1].bytes().unwrap(), b"h,\"");
        assert_eq!((calls[1].number(3).unwrap(), calls[1].value()), (512, Some(2)));
    }

    #[test]
    fn an_interrupted_call_starts_on_one_line_and_returns_on_another() {
        let calls = read(concat!(
            "12  fsync(3<\\x2f\\x61> <unfinished ...>\n",
            "13  write(1<\\x70>, \"\\x61\", 1) = 1\n",
            "12  <... fsync resumed>)              = 0\n",
        ))
        .unwrap();
        let spans: Vec<_> = calls.iter().map(|call| (call.name.as_str(), call.started, call.returned)).collect();
        assert_eq!(spans, [("fsync", 0, 2), ("write", 1, 1)]);
        assert_eq!(calls[0].value(), Some(0));
    }

    #[test]
    fn a_call_that_never_returns_is_known_to_have_started() {
        let calls = read("12  write(3<\\x2f>, \"\\x61\", 1 <unfinished ...>\n13  +++ killed by SIGKILL +++\n").unwrap();
        assert_eq!((calls[0].outcome.clone(), calls[0].returned), (Outcome::Unknown, usize::MAX));
        assert_eq!(calls[0].bytes().unwrap(), b"a");
    }

    #[test]
    fn the_parts_of_a_vector_are_one_write() {
        let line = r#"7 pwritev(3<\x61>, [{iov_base="\x61\x62", iov_len=2}, {iov_base="\x63", iov_len=1}], 2, 9) = 3"#;
        assert_eq!(read(line).unwrap()[0].bytes().unwrap(), b"abc");
    }

    #[test]
    fn a_write_that_strace_cut_short_is_refused() {
        let call = &read(r#"7 write(3<\x61>, "\x61\x62"..., 900) = 900"#).unwrap()[0];
        assert!(call.bytes().unwrap_err().to_string().contains("write"));
    }

    #[test]
    fn a_failed_call_took_no_effect() {
        let calls =
            read("7 fsync(3<\\x61>) = -1 EIO (Input/output error)\n7 fsync(3<\\x61>) = ? ERESTARTSYS (To be)").unwrap();
        assert!(calls.iter().all(|call| call.outcome == Outcome::Failed));
    }

    #[test]
    fn a_line_that_is_no_call_is_refused() {
        assert!(read("strace: out of memory").is_err());
        assert!(read("7 <... fsync resumed>) = 0").is_err());
    }
}
