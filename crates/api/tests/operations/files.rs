//! Files: made piece by piece as they are taken, and no further.
use crate::{House, house, http::send, notes::MODULES, notes::records};
use api::{
    App, File, Kind, NextPiece, Operation, Permission, Pieces, Takes, Upload,
    http::{Assembly, Edge, Route, around},
};
use axum::{Router, body::Body, http::Request};
use base::Error;
use http_body::Body as _;
use serde::Deserialize;
use std::{
    pin::Pin,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};
use testkit::each_database;
use tower::ServiceExt;

/// How long an answer may take.
const DEADLINE: Duration = Duration::from_secs(1);
/// How large each piece is.
const PIECE: usize = 64 << 10;

/// How many pieces were made, as the house sees it.
#[derive(Default)]
struct Made(Arc<AtomicUsize>);

/// Which file is wanted.
#[derive(Clone, Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct FileWanted {
    /// How many pieces it has.
    pieces: usize,
    /// How long each takes.
    #[serde(default)]
    each_ms: u64,
    /// Whether it breaks off after them.
    #[serde(default)]
    breaks: bool,
}

impl api::Wanted for FileWanted {}

pub(crate) static MAKE: Operation<FileWanted, File> = Operation {
    name: "files.make",
    summary: "Make a file.",
    permission: Permission::read("notes"),
    reads: &[],
    kind: Kind::File(&["application/octet-stream"], |app, _, wanted| {
        Box::pin(async move {
            let made = app.part::<Made>().0.clone();
            let file = File::of_pieces("application/octet-stream", "made.bin", Making { wanted, made });
            Ok(file.tagged("one").on_record())
        })
    }),
};

pub(crate) static MEASURE: Operation<Upload, File> = Operation {
    name: "files.measure",
    summary: "Send a file back.",
    permission: Permission::read("notes"),
    reads: &[],
    kind: Kind::File(&["text/plain"], |_, _, Upload(bytes)| {
        Box::pin(async move { Ok(File::whole("text/plain", "Rückseite.txt", bytes.to_vec())) })
    }),
};

pub(crate) const ROUTES: [Route; 2] = [
    Route::get("/api/v1/files", &MAKE),
    Route::post("/api/v1/files", &MEASURE).file(Takes { kinds: &["text/plain"], most_bytes: 8 }),
];

struct Making {
    wanted: FileWanted,
    made: Arc<AtomicUsize>,
}

impl Pieces for Making {
    fn next(mut self: Box<Self>) -> NextPiece {
        Box::pin(async move {
            tokio::time::sleep(Duration::from_millis(self.wanted.each_ms)).await;
            let Some(left) = self.wanted.pieces.checked_sub(1) else {
                let broken = Error::StorageFull.caused_by("a test");
                return if self.wanted.breaks { Err(broken) } else { Ok(None) };
            };
            self.wanted.pieces = left;
            self.made.fetch_add(1, Ordering::Relaxed);
            Ok(Some((vec![7; PIECE], self as Box<dyn Pieces>)))
        })
    }
}

fn paths(app: &App, deadline: Duration) -> Router {
    around(Assembly::new(app, MODULES).paths, &Edge::new(app.clock().clone(), deadline))
}

/// The body of that file, of which nothing was taken yet.
async fn asked(house: &House, query: &str) -> Pin<Box<Body>> {
    let request = Request::get(format!("/api/v1/files?{query}")).header("authorization", "Bearer read");
    let paths = paths(&house.app, DEADLINE);
    let response = paths.oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    assert_eq!(response.status(), 200);
    Box::pin(response.into_body())
}

/// The length of the next piece; nothing at the end, and none where it breaks off.
async fn taken(body: &mut Pin<Box<Body>>) -> Option<Option<usize>> {
    let frame = std::future::poll_fn(|context| body.as_mut().poll_frame(context)).await?;
    Some(frame.ok().map(|frame| frame.into_data().unwrap().len()))
}

#[tokio::test]
async fn a_piece_is_made_when_the_one_before_it_was_taken_and_none_for_whoever_went_away() {
    each_database(async |location| {
        let house = house(location).await;
        let made = house.app.part::<Made>().0.clone();
        let mut body = asked(&house, "pieces=1000").await;
        for count in 1..=1_000 {
            assert_eq!(taken(&mut body).await, Some(Some(PIECE)));
            assert_eq!(made.load(Ordering::Relaxed), count);
        }
        assert_eq!(taken(&mut body).await, None);
        let mut body = asked(&house, "pieces=1000").await;
        taken(&mut body).await;
        assert_eq!(Arc::strong_count(&made), 3, "the house, this test, the file");
        drop(body);
        assert_eq!((made.load(Ordering::Relaxed), Arc::strong_count(&made)), (1_001, 2));
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_that_breaks_off_is_not_taken_for_a_whole_one() {
    each_database(async |location| {
        let house = house(location).await;
        let mut body = asked(&house, "pieces=2&breaks=true").await;
        let told = [taken(&mut body).await, taken(&mut body).await, taken(&mut body).await];
        assert_eq!(told, [Some(Some(PIECE)), Some(Some(PIECE)), Some(None)]);
        assert_eq!(taken(&mut body).await, None);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_may_take_longer_than_an_answer() {
    each_database(async |location| {
        let house = house(location).await;
        // The last piece comes long after the deadline.
        let mut body = asked(&house, "pieces=3&each_ms=500").await;
        for _ in 0..3 {
            assert_eq!(taken(&mut body).await, Some(Some(PIECE)));
        }
        assert_eq!(taken(&mut body).await, None);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_file_has_a_head_a_tag_and_a_line_of_the_record() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house.app, Duration::from_secs(30));
        let made = house.app.part::<Made>().0.clone();
        let head = send(&paths, "HEAD /api/v1/files?pieces=9", &[], "").await;
        assert_eq!((head.status, head.header("etag"), made.load(Ordering::Relaxed)), (200, "\"one\"", 0));
        assert_eq!(head.header("content-disposition"), "attachment; filename=\"made.bin\"");
        let same = send(&paths, "GET /api/v1/files?pieces=9", &[("if-none-match", "W/\"one\"")], "").await;
        assert_eq!((same.status, same.text.len(), made.load(Ordering::Relaxed)), (304, 0, 0));
        assert_eq!(records(house.app.store()).await, 2);
        house.app.store().close().await;
    })
    .await;
}

#[tokio::test]
async fn a_body_that_is_a_file_is_of_a_kind_that_is_taken_and_no_larger_than_it_may_be() {
    each_database(async |location| {
        let house = house(location).await;
        let paths = paths(&house.app, Duration::from_secs(30));
        let post = async |kind: &str, body: &'static str| {
            send(&paths, "POST /api/v1/files", &[("content-type", kind)], body).await
        };
        let told = post("text/plain; charset=utf-8", "12345678").await;
        assert_eq!((told.status, told.text.as_str()), (200, "12345678"));
        let name = "attachment; filename=\"R_ckseite.txt\"; filename*=UTF-8''R%C3%BCckseite.txt";
        assert_eq!((told.header("content-disposition"), told.header("content-length")), (name, "8"));
        assert_eq!(post("text/plain", "123456789").await.problem(), (413, "too_large"));
        assert_eq!(post("application/json", "{}").await.problem(), (415, "media_type"));
        assert_eq!(post("", "x").await.problem(), (415, "media_type"));
        assert_eq!(post("text/plain", "").await.body["flaws"][0]["at"], "/file");
        let form = "--b\r\nContent-Type: text/plain\r\n\r\n1234\r\n--b--\r\n";
        assert_eq!(post("multipart/form-data; boundary=b", form).await.text, "1234");
        house.app.store().close().await;
    })
    .await;
}
