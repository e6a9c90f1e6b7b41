//! The paths of avatars; both that set one are one.
use super::{
    ops::{REMOVE, SET, SHOW},
    picture,
};
use api::{Takes, http::Route};

/// Where it is.
pub(super) const PATH: &str = "/api/v1/profile/avatar";

/// The files that are taken.
const PICTURES: Takes = Takes { kinds: picture::CONTENT_TYPES, most_bytes: picture::MOST_BYTES };

pub(crate) const ROUTES: &[Route] = &[
    Route::get(PATH, &SHOW),
    Route::post(PATH, &SET).file(PICTURES),
    Route::put(PATH, &SET).file(PICTURES),
    Route::delete(PATH, &REMOVE),
];
