//! GIF: a screen, then blocks; what belongs to a block comes in pieces of up to 255 bytes.
use super::{Picture, PictureKind, Reader};

const EXTENSION: u8 = 0x21;
const IMAGE: u8 = 0x2c;
const END: u8 = 0x3b;
/// For how long an image is shown, and what can be seen through.
const CONTROL: u8 = 0xf9;
const APPLICATION: u8 = 0xff;
/// What says how often an animation is shown: each of these, then one piece of three bytes.
const LOOPS: [&[u8]; 2] = [b"\x0bNETSCAPE2.0", b"\x0bANIMEXTS1.0"];

pub(super) fn read(bytes: &[u8]) -> Option<Picture> {
    let rest = bytes.strip_prefix(b"GIF89a").or_else(|| bytes.strip_prefix(b"GIF87a"))?;
    let mut rest = Reader(rest);
    let screen: [u8; 7] = rest.array()?;
    let mut sides = Reader(&screen);
    let (mut width, mut height) = (u32::from(sides.low_16()?), u32::from(sides.low_16()?));
    let mut kept = [&b"GIF89a"[..], &screen, colours(&mut rest, screen[4])?].concat();
    let mut has_image = false;
    loop {
        match rest.byte()? {
            END if has_image => break,
            EXTENSION => {
                let label = rest.byte()?;
                let data = pieces(&mut rest)?;
                if is_drawn(label, data) {
                    kept.extend([EXTENSION, label]);
                    kept.extend(data);
                }
            }
            IMAGE => {
                let head: [u8; 9] = rest.array()?;
                let mut place = Reader(&head);
                let mut number = || place.low_16().map(u32::from);
                let (left, top) = (number()?, number()?);
                (width, height) = (width.max(left + number()?), height.max(top + number()?));
                kept.push(IMAGE);
                kept.extend(head);
                kept.extend(colours(&mut rest, head[8])?);
                kept.push(rest.byte()?);
                kept.extend(pieces(&mut rest)?);
                has_image = true;
            }
            _ => return None,
        }
    }
    kept.push(END);
    Some(Picture { kind: PictureKind::Gif, width, height, bytes: kept })
}

/// The table of colours that these flags announce.
fn colours<'a>(rest: &mut Reader<'a>, flags: u8) -> Option<&'a [u8]> {
    rest.take(if flags & 0x80 == 0 { 0 } else { 3 << ((flags & 7) + 1) })
}

/// Pieces up to the empty one, as they stand.
fn pieces<'a>(rest: &mut Reader<'a>) -> Option<&'a [u8]> {
    let start = rest.0;
    loop {
        let length = rest.byte()?;
        rest.take(length.into())?;
        if length == 0 {
            return Some(&start[..start.len() - rest.0.len()]);
        }
    }
}

/// Whether an extension is needed to draw the picture, and says nothing else.
fn is_drawn(label: u8, data: &[u8]) -> bool {
    let is_loop = |rest: &[u8]| rest.len() == 5 && rest[0] == 3;
    match label {
        CONTROL => data.len() == 6,
        APPLICATION => LOOPS.iter().any(|name| data.strip_prefix(*name).is_some_and(is_loop)),
        _ => false,
    }
}
