//! JPEG: segments, each with a marker and its length, and after some of them what is drawn.
use super::{Picture, PictureKind, Reader};

const START: [u8; 2] = [0xff, 0xd8];
const END: u8 = 0xd9;
const SCAN: u8 = 0xda;
/// Where cameras tell about a picture; also where it was taken.
const EXIF: u8 = 0xe1;
/// Whether colours are told as Adobe does.
const ADOBE: u8 = 0xee;

/// The tag of how a picture is turned.
const ORIENTATION: u16 = 0x112;
/// The ways to turn a picture, besides not at all.
const TURNED: std::ops::RangeInclusive<u16> = 2..=8;

pub(super) fn read(bytes: &[u8]) -> Option<Picture> {
    let mut rest = Reader(bytes.strip_prefix(&START)?);
    let (mut kept, mut size, mut orientation, mut has_scan) = (Vec::new(), None, None, false);
    loop {
        let marker = marker(&mut rest)?;
        if marker == END {
            break;
        }
        // These have no length, and stand within what is drawn or at the start.
        if matches!(marker, 0x00 | 0x01 | 0xd0..=0xd8) {
            return None;
        }
        let length = rest.high_16()?;
        let data = rest.take(usize::from(length).checked_sub(2)?)?;
        let is_frame = matches!(marker, 0xc0..=0xcf) && !matches!(marker, 0xc4 | 0xc8 | 0xcc);
        if is_frame {
            let mut head = Reader(data.get(1..)?);
            let (height, width) = (head.high_16()?.into(), head.high_16()?.into());
            if size.replace((width, height)).is_some() {
                return None;
            }
        }
        if marker == EXIF {
            orientation = orientation.or_else(|| orientation_of(data));
        }
        let is_drawn = is_frame || matches!(marker, 0xc4 | 0xcc | 0xdb | 0xdd | SCAN);
        if is_drawn || marker == ADOBE && data.starts_with(b"Adobe") && data.len() == 12 {
            kept.extend([0xff, marker]);
            kept.extend(length.to_be_bytes());
            kept.extend(data);
        }
        if marker == SCAN {
            has_scan = true;
            kept.extend(drawn(&mut rest)?);
        }
    }
    let ((width, height), true) = (size?, has_scan) else { return None };
    let bytes = [&START, &turned(orientation)[..], &kept, &[0xff, END]].concat();
    Some(Picture { kind: PictureKind::Jpeg, width, height, bytes })
}

/// The next marker; any number of bytes may fill up to it.
fn marker(rest: &mut Reader<'_>) -> Option<u8> {
    let mut marker = (rest.byte()? == 0xff).then_some(0xff)?;
    while marker == 0xff {
        marker = rest.byte()?;
    }
    Some(marker)
}

/// What is drawn, up to the next marker that ends it.
fn drawn<'a>(rest: &mut Reader<'a>) -> Option<&'a [u8]> {
    let is_end = |pair: &[u8]| pair[0] == 0xff && !matches!(pair[1], 0x00 | 0xd0..=0xd7);
    let length = rest.0.windows(2).position(is_end)?;
    rest.take(length)
}

/// How a camera says that a picture is turned; it is drawn otherwise without.
fn orientation_of(data: &[u8]) -> Option<u16> {
    let tiff = data.strip_prefix(b"Exif\0\0")?;
    let is_high = match tiff.get(..4)? {
        b"MM\0*" => true,
        b"II*\0" => false,
        _ => return None,
    };
    let short = |rest: &mut Reader<'_>| if is_high { rest.high_16() } else { rest.low_16() };
    let mut start = Reader(tiff.get(4..)?);
    let at = if is_high { start.high_32() } else { start.low_32() };
    let mut directory = Reader(tiff.get(usize::try_from(at?).ok()?..)?);
    for _ in 0..short(&mut directory)? {
        let mut entry = Reader(directory.take(12)?);
        let (tag, kind) = (short(&mut entry)?, short(&mut entry)?);
        entry.take(4)?;
        if (tag, kind) == (ORIENTATION, 3) {
            return short(&mut entry).filter(|orientation| TURNED.contains(orientation));
        }
    }
    None
}

/// A segment that says how the picture is turned, and nothing else; none where it is not.
fn turned(orientation: Option<u16>) -> Vec<u8> {
    let Some(orientation) = orientation else { return Vec::new() };
    let tiff = b"MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01";
    [&[0xff, EXIF, 0, 34][..], b"Exif\0\0", tiff, &orientation.to_be_bytes(), &[0; 6]].concat()
}
