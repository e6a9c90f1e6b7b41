//! Values: what stands in them escaped, and where lists are cut.

/// The beginning of a text up to a byte of ASCII.
pub(super) trait Cut {
    fn cut(&self, is_end: impl Fn(u8) -> bool) -> &str;
}

impl Cut for str {
    fn cut(&self, is_end: impl Fn(u8) -> bool) -> &str {
        let end = self.bytes().position(|byte| byte.is_ascii() && is_end(byte));
        &self[..end.unwrap_or(self.len())]
    }
}

/// What a text means: `\n` is a new line, and a backslash takes the meaning from what follows it.
pub fn unescaped(value: &str) -> String {
    let (mut text, mut chars) = (String::with_capacity(value.len()), value.chars());
    while let Some(char) = chars.next() {
        match char {
            '\\' => match chars.next() {
                Some('n' | 'N') => text.push('\n'),
                Some(char @ ('\\' | ',' | ';' | '"' | ':')) => text.push(char),
                // What has no meaning is kept as it is.
                Some(char) => text.extend(['\\', char]),
                None => text.push('\\'),
            },
            char => text.push(char),
        }
    }
    text
}

/// A text as a value: with backslashes, and without characters that no line may hold.
pub fn escaped(text: &str) -> String {
    let mut value = String::with_capacity(text.len());
    for char in text.replace("\r\n", "\n").chars() {
        match char {
            '\n' | '\r' => value.push_str("\\n"),
            '\\' | ',' | ';' => value.extend(['\\', char]),
            '\t' => value.push('\t'),
            char if char.is_control() => {}
            char => value.push(char),
        }
    }
    value
}

/// The values of a list that is cut at a sign of ASCII, unless a backslash stands before it.
pub fn split_values(value: &str, sign: u8) -> Vec<&str> {
    let (mut values, mut begin, mut is_escaped) = (Vec::new(), 0, false);
    for (at, byte) in value.bytes().enumerate() {
        if byte == sign && !is_escaped {
            values.push(&value[begin..at]);
            begin = at + 1;
        }
        is_escaped = byte == b'\\' && !is_escaped;
    }
    values.push(&value[begin..]);
    values
}
