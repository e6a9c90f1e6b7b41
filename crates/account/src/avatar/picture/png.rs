//! PNG: chunks, each with its length, its name and a sum.
use super::{Picture, PictureKind, Reader};

const SIGNATURE: &[u8] = b"\x89PNG\r\n\x1a\n";

/// What is drawn, and in which colours; those of animated pictures too.
const KEPT: [&[u8; 4]; 13] = [
    b"IHDR", b"PLTE", b"IDAT", b"IEND", b"tRNS", b"bKGD", b"gAMA", b"cHRM", b"sRGB", b"sBIT", b"acTL", b"fcTL", b"fdAT",
];

pub(super) fn read(bytes: &[u8]) -> Option<Picture> {
    let mut rest = Reader(bytes.strip_prefix(SIGNATURE)?);
    let mut kept = SIGNATURE.to_vec();
    let (mut size, mut has_data) = (None, false);
    loop {
        let whole = rest.0;
        let length = usize::try_from(rest.high_32()?).ok()?;
        let name: [u8; 4] = rest.array()?;
        let data = rest.take(length)?;
        rest.take(4)?;
        match (&name, size) {
            (b"IHDR", None) if length == 13 => {
                let mut head = Reader(data);
                size = Some((head.high_32()?, head.high_32()?));
            }
            (b"IHDR", _) | (_, None) => return None,
            (b"IEND", Some(_)) if length > 0 || !has_data => return None,
            _ => {}
        }
        has_data |= name == *b"IDAT";
        if KEPT.contains(&&name) {
            kept.extend(&whole[..whole.len() - rest.0.len()]);
        }
        if name == *b"IEND" {
            let (width, height) = size?;
            return Some(Picture { kind: PictureKind::Png, width, height, bytes: kept });
        }
    }
}
