//! Pictures, read from their bytes: what they are, how large they are, and themselves without all that only tells about them.
mod gif;
mod jpeg;
mod png;
mod reader;
#[cfg(test)]
mod tests;
mod webp;

use base::{Error, Result};
use reader::Reader;
use store::OneOf;

/// What kind of picture it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, OneOf)]
pub enum PictureKind {
    /// PNG, animated ones too.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP, animated ones too.
    Webp,
    /// GIF.
    Gif,
}

/// What pictures are sent as.
pub(crate) const CONTENT_TYPES: &[&str] = &["image/png", "image/jpeg", "image/webp", "image/gif"];
/// How large one may be.
pub(super) const MOST_BYTES: usize = 1 << 20;
/// How wide and how high one may be.
const MOST_PIXELS: u32 = 4_096;

/// A picture with nothing in it but what is needed to draw it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Picture {
    pub(super) kind: PictureKind,
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) bytes: Vec<u8>,
}

impl PictureKind {
    /// What it is sent as.
    pub(super) fn content_type(self) -> &'static str {
        CONTENT_TYPES[Self::ALL.iter().position(|kind| *kind == self).unwrap_or_default()]
    }

    /// How the name of such a file ends.
    pub(super) fn extension(self) -> &'static str {
        self.text()
    }
}

/// What a picture of some kind is without all that only tells about it; nothing where the bytes are none.
type Read = fn(&[u8]) -> Option<Picture>;

/// The picture that the bytes are, whatever they were said to be.
pub(super) fn read(bytes: &[u8]) -> Result<Picture> {
    if bytes.len() > MOST_BYTES {
        return Err(Error::TooLarge { limit_bytes: MOST_BYTES });
    }
    let kinds: [Read; 4] = [png::read, jpeg::read, webp::read, gif::read];
    let unknown = || Error::flaw("/file", "picture", "this is no PNG, JPEG, WebP or GIF, or not a whole one");
    let picture = kinds.iter().find_map(|read| read(bytes)).ok_or_else(unknown)?;
    if picture.width.min(picture.height) == 0 {
        return Err(unknown());
    }
    if picture.width.max(picture.height) > MOST_PIXELS {
        let Picture { width, height, .. } = picture;
        let message =
            format!("a picture is at most {MOST_PIXELS} pixels wide and high; this one is {width} by {height}");
        return Err(Error::flaw("/file", "out_of_range", message));
    }
    Ok(picture)
}
