//! Marks of unfinished or silenced code.
use super::sources::Source;
use crate::shell::{Failure, Outcome};

/// What no line of Rust may hold; put together here, so that this file does not hold it either.
const IN_RUST: [&str; 4] =
    [concat!("#[", "allow("), concat!("#![", "allow("), concat!("todo", "!("), concat!("unimplemented", "!(")];

/// What no comment may hold. In a text it may be a word of the product.
const IN_COMMENTS: [&str; 2] = [concat!("TO", "DO"), concat!("FIX", "ME")];

/// Fails where a source holds a mark, and names each place.
pub(super) fn check(sources: &[Source]) -> Outcome {
    let mut found = 0;
    for source in sources {
        let is_rust = source.path.extension().is_some_and(|kind| kind == "rs");
        for (number, line) in source.text.lines().enumerate() {
            if let Some(mark) = mark(line, is_rust) {
                eprintln!("{}:{}: `{mark}` must not be there", source.path.display(), number + 1);
                found += 1;
            }
        }
    }
    if found == 0 { Ok(()) } else { Err(Failure::Failed(format!("{found} marks must not be there"))) }
}

fn mark(line: &str, is_rust: bool) -> Option<&'static str> {
    let comment = ["//", "/*", "<!--"].iter().filter_map(|start| line.find(start)).min().map_or("", |at| &line[at..]);
    let in_comment = IN_COMMENTS.into_iter().find(|mark| comment.contains(mark));
    in_comment.or_else(|| IN_RUST.into_iter().find(|mark| is_rust && line.contains(mark)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_comment_may_not_put_work_off() {
        assert_eq!(mark(concat!("x(); // TO", "DO: later"), false), Some(IN_COMMENTS[0]));
        assert_eq!(mark(concat!("let status = \"TO", "DO\";"), true), None);
    }

    #[test]
    fn rust_may_not_silence_a_lint() {
        assert_eq!(mark(concat!("    #[", "allow(dead_code)]"), true), Some(IN_RUST[0]));
        assert_eq!(mark("    #[expect(dead_code, reason = \"...\")]", true), None);
    }

    #[test]
    fn rust_may_not_stop_half_way() {
        assert_eq!(mark(concat!("    todo", "!()"), true), Some(IN_RUST[2]));
    }
}
