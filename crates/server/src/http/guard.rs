//! What holds for every request and every answer.
//!
//! Of a request its method, its path, the status and the time it took are noted, and nothing else: no address, no header,
//! no query, no body. Paths have no secrets in them; private credentials stand behind `#` and are never sent.

use std::time::Instant;

use axum::extract::Request;
use axum::http::{HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

/// Nothing inline, nothing from elsewhere, nothing framed.
const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; worker-src 'self'; style-src 'self'; \
     img-src 'self' data: blob:; connect-src 'self'; manifest-src 'self'; form-action 'self'; base-uri 'none'; \
     frame-ancestors 'none'";

/// What every answer says beside its contents.
const HEADERS: [(&str, &str); 6] = [
    ("content-security-policy", POLICY),
    (
        "strict-transport-security",
        "max-age=63072000; includeSubDomains",
    ),
    ("referrer-policy", "no-referrer"),
    ("x-content-type-options", "nosniff"),
    ("cross-origin-opener-policy", "same-origin"),
    (
        "permissions-policy",
        "camera=(self), geolocation=(), microphone=()",
    ),
];

/// Adds the headers, answers what other pages may ask, and notes what was answered.
pub async fn guard(request: Request, next: Next) -> Response {
    let began = Instant::now();
    let method = request.method().clone();
    let path = request.uri().path().to_owned();
    let shared = is_shared(&path);
    let mut response = match shared && method == Method::OPTIONS {
        true => StatusCode::NO_CONTENT.into_response(),
        false => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        // A program to keep brings a policy of its own.
        headers
            .entry(HeaderName::from_static(name))
            .or_insert(HeaderValue::from_static(value));
    }
    if shared {
        share(headers);
    }
    let status = response.status().as_u16();
    let seconds = began.elapsed().as_secs_f64();
    tracing::info!(%method, path, status, seconds);
    metrics::counter!("veche_requests_total", "status" => status.to_string()).increment(1);
    metrics::histogram!("veche_request_seconds").record(seconds);
    response
}

/// What a page from elsewhere may use: public files and the API, for the booth and the verifier that are kept as one file.
/// Nothing here is done for who has been here before, since there are no cookies: a foreign page can do nothing that
/// it could not do from anywhere.
fn is_shared(path: &str) -> bool {
    path.starts_with("/api/") || path.starts_with("/e/")
}

fn share(headers: &mut axum::http::HeaderMap) {
    for (name, value) in [
        (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
        (header::ACCESS_CONTROL_ALLOW_METHODS, "GET, POST"),
        (header::ACCESS_CONTROL_ALLOW_HEADERS, "content-type"),
    ] {
        headers.insert(name, HeaderValue::from_static(value));
    }
}
