//! Files: those that an operation sends, piece by piece, and those that a request brings.
use crate::{
    input::{FromInput, Input, Nothing, Wanted},
    operation::{Answer, Shape, Work},
};
use base::{Error, Result};
use std::sync::Arc;
use store::{
    Batch,
    utoipa::{
        PartialSchema, ToSchema,
        openapi::{
            ObjectBuilder, RefOr,
            schema::{Schema, SchemaFormat, Type},
        },
    },
};

/// A file on its way to whoever asked for it.
pub struct File {
    pub(crate) kind: &'static str,
    pub(crate) name: String,
    pub(crate) tag: Option<String>,
    pub(crate) bytes: Option<u64>,
    pub(crate) is_shown: bool,
    pub(crate) is_on_record: bool,
    pub(crate) notes: Batch,
    pub(crate) pieces: Box<dyn Pieces>,
}

/// The next piece of a file and what follows it; nothing at the end.
pub type NextPiece = Work<Option<(Vec<u8>, Box<dyn Pieces>)>>;

/// What a file consists of. A piece is made when the one before it was taken, and none once nobody wants any more.
pub trait Pieces: Send + 'static {
    /// The next piece. After an error nothing follows, and whoever reads knows that
    /// the file is not whole.
    fn next(self: Box<Self>) -> NextPiece;
}

impl File {
    /// A file of that content type and name, whose length shows as it is made.
    pub fn of_pieces(kind: &'static str, name: impl Into<String>, pieces: impl Pieces) -> Self {
        let (name, pieces) = (name.into(), Box::new(pieces));
        Self { kind, name, tag: None, bytes: None, is_shown: false, is_on_record: false, notes: Batch::new(), pieces }
    }

    /// A file of that content type and name, which is there already.
    pub fn whole(kind: &'static str, name: impl Into<String>, bytes: Vec<u8>) -> Self {
        let length = u64::try_from(bytes.len()).ok();
        Self { bytes: length, ..Self::of_pieces(kind, name, Whole(bytes)) }
    }

    /// The same under a tag that is another one whenever the bytes are others.
    pub fn tagged(self, tag: impl Into<String>) -> Self {
        Self { tag: Some(tag.into()), ..self }
    }

    /// The same, to be shown in its place rather than kept.
    pub fn shown(self) -> Self {
        Self { is_shown: true, ..self }
    }

    /// The same, of which the record tells that it was sent.
    pub fn on_record(self) -> Self {
        Self { is_on_record: true, ..self }
    }

    /// The same, with what is noted when it is read, if that can be; nobody follows it.
    pub fn noting(self, notes: Batch) -> Self {
        Self { notes, ..self }
    }

    /// What it consists of.
    pub fn into_pieces(self) -> Box<dyn Pieces> {
        self.pieces
    }
}

/// Bytes that are there already.
struct Whole(Vec<u8>);

/// No bytes any more.
pub(crate) struct Ended;

impl Pieces for Whole {
    fn next(self: Box<Self>) -> NextPiece {
        let ended: Box<dyn Pieces> = Box::new(Ended);
        Box::pin(async move { Ok(Some((self.0, ended))) })
    }
}

impl Pieces for Ended {
    fn next(self: Box<Self>) -> NextPiece {
        Box::pin(async { Ok(None) })
    }
}

/// It is told as it is, and never as JSON.
impl Answer for File {
    fn body(self) -> Result<Vec<u8>> {
        Err(Error::Internal { cause: format!("the file {} was to be told as JSON", self.name) })
    }
}

impl PartialSchema for File {
    fn schema() -> RefOr<Schema> {
        let binary = SchemaFormat::Custom("binary".into());
        ObjectBuilder::new().schema_type(Type::String).format(Some(binary)).build().into()
    }
}

impl ToSchema for File {}

/// Which files a path takes.
#[derive(Clone, Copy, Debug)]
pub struct Takes {
    /// The content types that they may be sent as; what they are, the operation reads from their bytes.
    pub kinds: &'static [&'static str],
    /// How large one may be.
    pub most_bytes: usize,
}

/// A file that a request brings: its whole body, or the one part of a form.
#[derive(Clone, Debug)]
pub struct Upload(pub Arc<[u8]>);

/// What a file is called among the fields of an input.
pub(crate) const FILE: &str = "file";

/// A file that a request brings, and what the path and the query say beside it.
#[derive(Clone, Debug)]
pub struct Uploaded<W> {
    /// What they say.
    pub which: W,
    /// The file.
    pub file: Upload,
}

impl FromInput for Upload {
    fn from_input(input: Input) -> Result<Self> {
        Uploaded::<Nothing>::from_input(input).map(|uploaded| uploaded.file)
    }

    fn shape() -> Shape {
        Uploaded::<Nothing>::shape()
    }
}

impl<W: Wanted> FromInput for Uploaded<W> {
    fn from_input(mut input: Input) -> Result<Self> {
        let file = input.take_file().filter(|file| !file.is_empty());
        let which = W::from_input(input)?;
        let message = "a file is needed: as the body, or as the one part of a form";
        let file = file.map(Upload).ok_or_else(|| Error::flaw(format!("/{FILE}"), "missing", message))?;
        Ok(Self { which, file })
    }

    fn shape() -> Shape {
        let Shape { mut schema, parts, .. } = Shape::of::<W>();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.properties.insert(FILE.to_owned(), File::schema());
            object.required.push(FILE.to_owned());
        }
        Shape { name: None, schema, parts }
    }
}
