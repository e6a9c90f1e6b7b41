//! The three places where the older clients look for the paths of signing in.

/// `mounted! { "/login" => post(&LOGIN); Route::get("/elsewhere", &OTHER) }`: each of the first under every mount.
macro_rules! mounted {
    ($($path:literal => $verb:ident($operation:expr) $(.$form:ident())?),* $(,)?; $($other:expr),* $(,)?) => {
        &[
            $(
                Route::$verb(concat!("/api/v1/auth", $path), $operation)$(.$form())?,
                Route::$verb(concat!("/api/auth", $path), $operation)$(.$form())?.alias(),
                Route::$verb(concat!("/auth", $path), $operation)$(.$form())?.alias(),
            )*
            $($other,)*
        ]
    };
}
pub(crate) use mounted;
