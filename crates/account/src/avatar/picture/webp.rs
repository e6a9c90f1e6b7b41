//! WebP: chunks in a RIFF file, each with its name and its length.
use super::{Picture, PictureKind, Reader};

/// What of the flags is about the picture: that it is animated, and that one can see through it.
const DRAWN_FLAGS: u8 = 0b1_0010;
/// The head of a frame: where and how large it is, and for how long it is shown.
const FRAME_HEAD: usize = 16;

type Chunk<'a> = (&'a [u8; 4], &'a [u8]);

pub(super) fn read(bytes: &[u8]) -> Option<Picture> {
    let mut file = Reader(bytes.strip_prefix(b"RIFF")?);
    let length = usize::try_from(file.low_32()?).ok()?;
    let chunks = chunks(file.take(length)?.strip_prefix(b"WEBP")?)?;
    let mut kept = b"WEBP".to_vec();
    let (mut size, mut has_data) = ((0, 0), false);
    match *chunks.first()? {
        (name @ b"VP8X", data) if data.len() == 10 => {
            let mut canvas = Reader(&data[4..]);
            size = (canvas.low_24()? + 1, canvas.low_24()? + 1);
            write(&mut kept, name, &[&[data[0] & DRAWN_FLAGS], &data[1..]].concat());
            for chunk in &chunks[1..] {
                has_data |= keep(&mut kept, *chunk, &mut size)?;
            }
        }
        // Such a file holds one image, and nothing after it is part of it.
        chunk @ (b"VP8 " | b"VP8L", _) => has_data = keep(&mut kept, chunk, &mut size)?,
        _ => return None,
    }
    let length = u32::try_from(kept.len()).ok()?.to_le_bytes();
    let bytes = [&b"RIFF"[..], &length, &kept].concat();
    has_data.then_some(Picture { kind: PictureKind::Webp, width: size.0, height: size.1, bytes })
}

/// Keeps a chunk that is drawn; whether it is an image, and none where it is no whole one.
fn keep(kept: &mut Vec<u8>, (name, data): Chunk<'_>, size: &mut (u32, u32)) -> Option<bool> {
    match name {
        b"VP8 " | b"VP8L" => {
            let (width, height) = if name == b"VP8 " { lossy(data)? } else { lossless(data)? };
            *size = (size.0.max(width), size.1.max(height));
            write(kept, name, data);
            Some(true)
        }
        b"ANMF" => {
            let (head, frame) = data.split_at_checked(FRAME_HEAD)?;
            let (mut inner, mut has_data) = (head.to_vec(), false);
            for chunk in chunks(frame)?.into_iter().filter(|(name, _)| *name != b"ANMF") {
                has_data |= keep(&mut inner, chunk, size)?;
            }
            write(kept, name, &inner);
            Some(has_data)
        }
        b"ALPH" | b"ANIM" => {
            write(kept, name, data);
            Some(false)
        }
        _ => Some(false),
    }
}

/// The chunks of a file or of a frame; each begins at an even place.
fn chunks(bytes: &[u8]) -> Option<Vec<Chunk<'_>>> {
    let (mut rest, mut chunks) = (Reader(bytes), Vec::new());
    while !rest.0.is_empty() {
        let name = rest.take(4)?.try_into().ok()?;
        let length = usize::try_from(rest.low_32()?).ok()?;
        chunks.push((name, rest.take(length)?));
        rest.take(length % 2)?;
    }
    Some(chunks)
}

fn write(kept: &mut Vec<u8>, name: &[u8; 4], data: &[u8]) {
    kept.extend(name);
    // What was read has a length of four bytes, and does not grow.
    kept.extend(u32::try_from(data.len()).unwrap_or_default().to_le_bytes());
    kept.extend(data);
    kept.extend(&[0][..data.len() % 2]);
}

fn lossy(data: &[u8]) -> Option<(u32, u32)> {
    let mut size = Reader(data.get(3..)?.strip_prefix(b"\x9d\x01\x2a")?);
    let mut side = || size.low_16().map(|side| u32::from(side & 0x3fff));
    Some((side()?, side()?))
}

fn lossless(data: &[u8]) -> Option<(u32, u32)> {
    let sides = Reader(data.strip_prefix(b"\x2f")?).low_32()?;
    Some(((sides & 0x3fff) + 1, ((sides >> 14) & 0x3fff) + 1))
}
