//! SQL as tokens: the same schema reads the same, however it was spaced, quoted or commented.

/// The tokens of a text: words in lower case and unquoted, literals as they stand, comments left out.
pub(crate) fn tokens(text: &str) -> Vec<String> {
    let (bytes, mut at, mut out) = (text.as_bytes(), 0, Vec::new());
    while at < bytes.len() {
        let rest = &text[at..];
        let length = match bytes[at] {
            byte if byte.is_ascii_whitespace() => 1,
            b'-' if rest.starts_with("--") => rest.find('\n').unwrap_or(rest.len()),
            b'/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            b'\'' => literal(rest, '\'', |whole| out.push(whole.to_owned())),
            b'"' | b'`' => {
                let quote = char::from(bytes[at]);
                literal(rest, quote, |whole| out.push(unquoted(whole, quote)))
            }
            b'[' => literal(rest, ']', |whole| out.push(whole[1..whole.len() - 1].to_owned())),
            _ => {
                let length = word_length(rest);
                out.push(rest[..length].to_lowercase());
                length
            }
        };
        at += length;
    }
    out
}

/// Hands over a quoted token, quotes and all, and says how long it is; a doubled quote stands for itself.
fn literal(rest: &str, closing: char, take: impl FnOnce(&str)) -> usize {
    let mut from = 1;
    let end = loop {
        match rest[from..].find(closing) {
            None => break rest.len(),
            Some(at) if rest[from + at + 1..].starts_with(closing) => from += at + 2,
            Some(at) => break from + at + 1,
        }
    };
    take(&rest[..end]);
    end
}

fn unquoted(whole: &str, quote: char) -> String {
    let doubled = [quote, quote].iter().collect::<String>();
    whole.trim_matches(quote).replace(&doubled, &quote.to_string())
}

/// The length of a word or number, or of a single sign.
fn word_length(rest: &str) -> usize {
    let is_word = |letter: char| letter.is_alphanumeric() || letter == '_' || letter == '$';
    let length = rest.find(|letter| !is_word(letter)).unwrap_or(rest.len());
    if length > 0 { length } else { rest.chars().next().map_or(1, char::len_utf8) }
}

/// The parts between the commas of the outermost parentheses, and what stands after them.
pub(crate) fn parts(tokens: &[String]) -> (Vec<Vec<String>>, Vec<String>) {
    let (mut parts, mut depth, mut end) = (vec![Vec::new()], 0, tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        match (token.as_str(), depth) {
            ("(", 0) => depth = 1,
            (")", 1) => {
                end = at + 1;
                break;
            }
            (",", 1) => parts.push(Vec::new()),
            (_, 0) => {}
            (sign, _) => {
                depth += usize::from(sign == "(");
                depth -= usize::from(sign == ")");
                parts.last_mut().map(|part| part.push(token.clone())).unwrap_or_default();
            }
        }
    }
    (parts, tokens[end..].to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spacing_quotes_case_and_comments_do_not_matter_and_literals_do() {
        let plain = tokens("create table a (x text default 'It''s', y int)");
        let dressed = "CREATE  TABLE \"a\"(\n [x] TEXT -- why\n default 'It''s',/* no */ `y` INT )";
        assert_eq!(tokens(dressed), plain);
        assert_ne!(tokens("create table a (x text default 'it''s', y int)"), plain);
    }

    #[test]
    fn parts_keep_what_is_within_parentheses_together() {
        let (parts, rest) = parts(&tokens("create table a (x text check (x in ('a', 'b')), unique (x, y)) strict"));
        let joined: Vec<String> = parts.iter().map(|part| part.join(" ")).collect();
        assert_eq!(joined, ["x text check ( x in ( 'a' , 'b' ) )", "unique ( x , y )"]);
        assert_eq!(rest, ["strict"]);
    }
}
