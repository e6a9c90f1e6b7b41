//! Pictures as programs write them, with a word hidden wherever one can be.
use super::*;

const HIDDEN: &[u8] = b"canary";

macro_rules! samples {
    ($($name:literal $kind:ident $width:literal $height:literal;)+) => {
        const SAMPLES: &[(&str, &[u8], PictureKind, u32, u32)] =
            &[$(($name, include_bytes!(concat!("samples/", $name)), PictureKind::$kind, $width, $height)),+];
    };
}
samples! {
    "turned.jpg" Jpeg 8 6;
    "progressive.jpg" Jpeg 32 24;
    "text.png" Png 8 6;
    "animated.png" Png 8 6;
    "lossy.webp" Webp 8 6;
    "lossless.webp" Webp 8 6;
    "bare.webp" Webp 8 6;
    "animated.webp" Webp 8 6;
    "animated.gif" Gif 8 6;
    "comment.gif" Gif 8 6;
}

fn holds(bytes: &[u8], words: &[u8]) -> bool {
    bytes.windows(words.len()).any(|window| window == words)
}

/// Where the flaw is and the word for it.
fn flaw(bytes: &[u8]) -> String {
    match read(bytes).unwrap_err() {
        Error::Invalid(flaws) => format!("{} {}", flaws[0].at, flaws[0].code),
        other => other.code().name.to_owned(),
    }
}

#[test]
fn a_picture_is_kept_without_all_that_it_tells_besides_itself() {
    for (name, bytes, kind, width, height) in SAMPLES {
        assert!(name.starts_with("bare") || holds(bytes, HIDDEN) || holds(bytes, b"EXIF"), "{name} hides something");
        let picture = read(&[bytes, HIDDEN].concat()).unwrap();
        assert_eq!((picture.kind, picture.width, picture.height), (*kind, *width, *height), "{name}");
        for told in [HIDDEN, b"XMP ", b"EXIF", b"eXIf", b"tEXt", b"iTXt", b"zTXt", b"pHYs", b"http://ns.adobe.com"] {
            assert!(!holds(&picture.bytes, told), "{name} still holds {}", String::from_utf8_lossy(told));
        }
        assert_eq!(read(&picture.bytes).unwrap(), picture, "{name}: what is kept is kept as it is");
    }
}

#[test]
fn how_a_photograph_is_turned_is_all_that_is_left_of_what_the_camera_said() {
    let kept = |name: &str| {
        let (_, bytes, ..) = SAMPLES.iter().find(|(known, ..)| *known == name).unwrap();
        read(bytes).unwrap().bytes
    };
    let turned = kept("turned.jpg");
    let said = b"\xff\xd8\xff\xe1\x00\x22Exif\0\0MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0\0\xff";
    assert!(turned.starts_with(said), "{:x?}", &turned[..48]);
    let straight = [&turned[..2], &turned[2 + 36..]].concat();
    assert_eq!(read(&straight).unwrap().bytes, straight);
}

#[test]
fn half_a_picture_is_none_and_a_broken_one_is_read_or_is_not() {
    for (name, bytes, ..) in SAMPLES {
        for end in 0..bytes.len() {
            assert_eq!(flaw(&bytes[..end]), "/file picture", "{name} up to {end}");
        }
        for at in 0..bytes.len() {
            for other in [0, 0xff, bytes[at] ^ 1] {
                let mut broken = bytes.to_vec();
                broken[at] = other;
                // Whatever is taken is read again as the same.
                if let Ok(picture) = read(&broken) {
                    assert_eq!(read(&picture.bytes).unwrap(), picture, "{name} at {at}");
                }
            }
        }
    }
}

#[test]
fn what_is_no_picture_or_too_large_a_one_is_told_so() {
    let svg = b"<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>";
    for bytes in
        [&b""[..], svg, b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b"GIF89a", b"RIFF\x04\0\0\0WEBP", b"\xff\xd8\xff\xd9"]
    {
        assert_eq!(flaw(bytes), "/file picture");
    }
    let png = include_bytes!("samples/text.png");
    let of_width = |width: u32| [&png[..16], &width.to_be_bytes(), &png[20..]].concat();
    assert_eq!(read(&of_width(4_096)).unwrap().width, 4_096);
    assert_eq!(flaw(&of_width(4_097)), "/file out_of_range");
    assert_eq!(flaw(&of_width(0)), "/file picture");
    assert_eq!(flaw(&[&png[..], &vec![0; MOST_BYTES]].concat()), "too_large");
}
