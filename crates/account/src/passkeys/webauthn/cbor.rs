//! What authenticators write: CBOR (RFC 8949) as CTAP2 narrows it down. Neither lengths without end, nor keys that come twice, nor
//! depth, nor anything after the end.

/// What came of reading or checking, or what is wrong.
pub(crate) type Checked<T> = Result<T, &'static str>;

/// One item.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Item<'a> {
    /// A whole number.
    Integer(i64),
    /// Bytes.
    Bytes(&'a [u8]),
    /// Text.
    Text(&'a str),
    /// Items in order.
    Array(Vec<Item<'a>>),
    /// Items by keys.
    Map(Vec<(Item<'a>, Item<'a>)>),
    /// True, false or nothing.
    Simple(u8),
}

/// How deep items lie in each other at most.
const DEEPEST: usize = 4;
/// How many items a list or a map holds at most.
const MOST: u64 = 64;

/// The one item that the bytes are.
pub(super) fn whole(bytes: &[u8]) -> Checked<Item<'_>> {
    match first(bytes)? {
        (item, []) => Ok(item),
        _ => Err("something follows after the end"),
    }
}

/// The item that the bytes begin with, and what follows.
pub(super) fn first(mut bytes: &[u8]) -> Checked<(Item<'_>, &[u8])> {
    let item = item(&mut bytes, DEEPEST)?;
    Ok((item, bytes))
}

fn item<'a>(bytes: &mut &'a [u8], depth: usize) -> Checked<Item<'a>> {
    let head = taken(bytes, 1)?[0];
    let (kind, short) = (head >> 5, head & 31);
    let argument = match short {
        0..=23 => u64::from(short),
        24..=27 => taken(bytes, 1 << (short - 24))?.iter().fold(0, |number, byte| number << 8 | u64::from(*byte)),
        _ => return Err("a length has no end"),
    };
    let inner = || depth.checked_sub(1).ok_or("items lie too deep in each other");
    let count = || if argument > MOST { Err("a list is too long") } else { Ok(argument) };
    let number = || i64::try_from(argument).map_err(|_| "a number is too large");
    let length = || usize::try_from(argument).map_err(|_| "a length is too large");
    match kind {
        0 => number().map(Item::Integer),
        1 => Ok(Item::Integer(-1 - number()?)),
        2 => taken(bytes, length()?).map(Item::Bytes),
        3 => {
            let text = taken(bytes, length()?)?;
            std::str::from_utf8(text).map(Item::Text).map_err(|_| "a text is not UTF-8")
        }
        4 => {
            let inner = inner()?;
            (0..count()?).map(|_| item(bytes, inner)).collect::<Checked<_>>().map(Item::Array)
        }
        5 => {
            let (inner, mut pairs) = (inner()?, Vec::new());
            for _ in 0..count()? {
                let key = item(bytes, inner)?;
                if pairs.iter().any(|(known, _)| *known == key) {
                    return Err("a key comes twice");
                }
                pairs.push((key, item(bytes, inner)?));
            }
            Ok(Item::Map(pairs))
        }
        7 if matches!(head, 0xf4..=0xf6) => Ok(Item::Simple(short)),
        _ => Err("an item is of a kind that does not belong here"),
    }
}

/// So many bytes from the front.
pub(super) fn taken<'a>(bytes: &mut &'a [u8], count: usize) -> Checked<&'a [u8]> {
    let (front, rest) = bytes.split_at_checked(count).ok_or("the end is missing")?;
    *bytes = rest;
    Ok(front)
}

impl<'a> Item<'a> {
    /// How many keys a map has.
    pub(super) fn count(&self) -> usize {
        if let Self::Map(pairs) = self { pairs.len() } else { 0 }
    }

    /// What a map holds under that key.
    pub(super) fn get(&self, key: &Item<'_>) -> Option<&Self> {
        let Self::Map(pairs) = self else { return None };
        pairs.iter().find(|(known, _)| known == key).map(|(_, item)| item)
    }

    /// The bytes that it is.
    pub(super) fn bytes(&self) -> Option<&'a [u8]> {
        if let Self::Bytes(bytes) = self { Some(bytes) } else { None }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn items_are_read_as_they_were_written() {
        let written = [
            0xa3, 0x01, 0x26, 0x20, 0x82, 0x42, 7, 8, 0x19, 1, 0, 0x61, b'a', 0xa2, 0x61, b'b', 0xf5, 0x61, b'c', 0xf6,
        ];
        let inner = Item::Map(vec![(Item::Text("b"), Item::Simple(21)), (Item::Text("c"), Item::Simple(22))]);
        let array = Item::Array(vec![Item::Bytes(&[7, 8]), Item::Integer(256)]);
        let expected = Item::Map(vec![
            (Item::Integer(1), Item::Integer(-7)),
            (Item::Integer(-1), array),
            (Item::Text("a"), inner),
        ]);
        assert_eq!(whole(&written), Ok(expected));
    }

    #[test]
    fn what_is_not_strict_is_refused() {
        for (written, why) in [
            (&[][..], "the end is missing"),
            (&[0x42, 1], "the end is missing"),
            (&[0x19, 1], "the end is missing"),
            (&[0x00, 0x00], "something follows after the end"),
            (&[0x5f, 0x41, 1, 0xff], "a length has no end"),
            (&[0x9f, 0xff], "a length has no end"),
            (&[0xbf, 0xff], "a length has no end"),
            (&[0xa2, 1, 1, 1, 2], "a key comes twice"),
            (&[0xa2, 1, 1, 0x18, 1, 2], "a key comes twice"),
            (&[0x81, 0x81, 0x81, 0x81, 0x81, 0], "items lie too deep in each other"),
            (&[0x9b, 0, 0, 0, 1, 0, 0, 0, 0], "a list is too long"),
            (&[0x1b, 255, 255, 255, 255, 255, 255, 255, 255], "a number is too large"),
            (&[0x5b, 255, 255, 255, 255, 255, 255, 255, 255], "the end is missing"),
            (&[0x61, 0xff], "a text is not UTF-8"),
            (&[0xc0, 0x00], "an item is of a kind that does not belong here"),
            (&[0xf9, 0, 0], "an item is of a kind that does not belong here"),
            (&[0xf8, 20], "an item is of a kind that does not belong here"),
        ] {
            assert_eq!(whole(written), Err(why), "{written:x?}");
        }
        assert!(whole(&[0x81, 0x81, 0x81, 0x81, 0]).is_ok());
    }
}
