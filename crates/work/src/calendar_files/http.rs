//! The paths of calendars as files.
use super::{
    export::EXPORT,
    feed::{FEED, MAKE, REMOVE, SHOW},
    import::{FILES, IMPORT},
};
use api::http::Route;

pub(crate) const ROUTES: &[Route] = &[
    Route::get("/api/v1/calendar/calendars/{id}/export", &EXPORT).heavy(),
    Route::post("/api/v1/calendar/calendars/{id}/import", &IMPORT).file(FILES).heavy(),
    Route::get("/api/v1/calendar/calendars/{id}/feed", &SHOW),
    Route::post("/api/v1/calendar/calendars/{id}/feed", &MAKE),
    Route::delete("/api/v1/calendar/calendars/{id}/feed", &REMOVE),
    Route::get("/api/v1/calendar/feeds/{token}", &FEED).guessed(),
];
