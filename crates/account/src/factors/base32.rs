//! Bytes as letters and digits that people can type: base32 without padding (RFC 4648).

const ALPHABET: &[u8; 32] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/// Bytes as text.
pub(super) fn text(bytes: &[u8]) -> String {
    let digit = |bits: &[u8]| {
        let number = bits.iter().fold(0, |number, bit| number * 2 + usize::from(*bit));
        char::from(ALPHABET[number << (5 - bits.len())])
    };
    let bits: Vec<u8> = bytes.iter().flat_map(|byte| (0..8).rev().map(move |at| (byte >> at) & 1)).collect();
    bits.chunks(5).map(digit).collect()
}

/// The bytes of a text that was made of bytes.
pub(super) fn bytes(text: &str) -> Option<Vec<u8>> {
    let mut bits = Vec::with_capacity(text.len() * 5);
    for letter in text.bytes() {
        let number = ALPHABET.iter().position(|known| *known == letter)?;
        bits.extend((0..5).rev().map(|at| (number >> at) & 1 == 1));
    }
    let byte = |bits: &[bool]| bits.iter().fold(0, |byte: u8, bit| byte << 1 | u8::from(*bit));
    Some(bits.chunks_exact(8).map(byte).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_vectors_of_rfc_4648_go_there_and_back() {
        for (plain, expected) in [
            ("", ""),
            ("f", "MY"),
            ("fo", "MZXQ"),
            ("foo", "MZXW6"),
            ("foob", "MZXW6YQ"),
            ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ] {
            assert_eq!(text(plain.as_bytes()), expected);
            assert_eq!(bytes(expected).unwrap(), plain.as_bytes());
        }
        assert_eq!(bytes("MZ0"), None);
    }
}
