//! The table of avatars.
use super::picture::{Picture, PictureKind};
use api::Answer;
use base::{Id, Instant, Result};
use base64::{Engine, prelude::BASE64_STANDARD};
use serde::Serialize;
use sha2::{Digest, Sha256};
use store::Entity;
use utoipa::ToSchema;

/// The picture by which somebody is known.
#[derive(Clone, Debug, PartialEq, Entity, Serialize, ToSchema)]
#[table("avatars", scope = user)]
pub struct Avatar {
    /// Whose.
    #[key]
    #[refers("users.id", on_delete = cascade)]
    pub user_id: Id,
    /// What kind of picture it is.
    pub kind: PictureKind,
    /// How many pixels wide it is.
    #[check("width > 0")]
    pub width: i64,
    /// How many pixels high it is.
    #[check("height > 0")]
    pub height: i64,
    /// The picture, with nothing in it but what is needed to draw it.
    #[serde(skip)]
    #[check("length(bytes) > 0")]
    pub bytes: Vec<u8>,
    /// The SHA-256 of it.
    #[serde(skip)]
    #[check("length(hash) = 32")]
    pub hash: Vec<u8>,
    /// Goes up by one with every change.
    #[check("revision >= 1")]
    pub revision: i64,
    /// When there was one first.
    pub created_at: Instant,
    /// When it last changed.
    pub updated_at: Instant,
}

/// An avatar, with the picture itself.
#[derive(Serialize)]
struct Whole<'a> {
    #[serde(flatten)]
    avatar: &'a Avatar,
    content_type: &'static str,
    base64: String,
}

impl Avatar {
    /// The first picture of somebody.
    pub(super) fn new(user_id: Id, picture: Picture, now: Instant) -> Self {
        let Picture { kind, width, height, bytes } = picture;
        let hash = Sha256::digest(&bytes).to_vec();
        let (width, height) = (width.into(), height.into());
        Self { user_id, kind, width, height, bytes, hash, revision: 1, created_at: now, updated_at: now }
    }

    /// What it is known by: another one whenever it is another picture.
    pub(super) fn tag(&self) -> String {
        self.hash.iter().take(16).map(|byte| format!("{byte:02x}")).collect()
    }

    /// All of it as JSON, for somebody who takes it along.
    pub(super) fn told_whole(&self) -> Result<Vec<u8>> {
        let base64 = BASE64_STANDARD.encode(&self.bytes);
        api::json(&Whole { avatar: self, content_type: self.kind.content_type(), base64 })
    }
}

impl Answer for Avatar {
    fn body(self) -> Result<Vec<u8>> {
        api::json(&self)
    }

    fn location(&self) -> Option<String> {
        (self.revision == 1).then(|| super::http::PATH.to_owned())
    }

    fn revision(&self) -> Option<i64> {
        Some(self.revision)
    }
}
