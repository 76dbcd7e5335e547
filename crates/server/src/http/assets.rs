//! Files that are the same for everybody: style, programs for the browser. They are inside the binary.

use axum::extract::Path;
use axum::http::header;
use axum::response::{IntoResponse, Response};

use super::problem::Problem;

/// A file: its name below `assets/`, its media type, its bytes.
pub struct Asset {
    /// Below `assets/`.
    pub name: &'static str,
    /// Its media type.
    pub media: &'static str,
    /// Its bytes.
    pub bytes: &'static [u8],
}

const JS: &str = "text/javascript; charset=utf-8";
const WASM: &str = "application/wasm";

/// All of them.
pub const ASSETS: &[Asset] = &[
    Asset {
        name: "style.css",
        media: "text/css; charset=utf-8",
        bytes: include_bytes!("../../assets/style.css"),
    },
    Asset {
        name: "js/page.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/page.js"),
    },
    Asset {
        name: "js/news.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/news.js"),
    },
    Asset {
        name: "js/served.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/served.js"),
    },
    Asset {
        name: "js/wasm.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/wasm.js"),
    },
    Asset {
        name: "js/booth.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/booth.js"),
    },
    Asset {
        name: "js/find.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/find.js"),
    },
    Asset {
        name: "js/challenge.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/challenge.js"),
    },
    Asset {
        name: "js/verify.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/verify.js"),
    },
    Asset {
        name: "js/verify-worker.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/verify-worker.js"),
    },
    Asset {
        name: "js/queue.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/queue.js"),
    },
    Asset {
        name: "js/report.js",
        media: JS,
        bytes: include_bytes!("../../assets/js/report.js"),
    },
    Asset {
        name: "wasm/vote.wasm",
        media: WASM,
        bytes: include_bytes!("../../assets/wasm/vote.wasm"),
    },
    Asset {
        name: "wasm/verify.wasm",
        media: WASM,
        bytes: include_bytes!("../../assets/wasm/verify.wasm"),
    },
    Asset {
        name: "wasm/report.wasm",
        media: WASM,
        bytes: include_bytes!("../../assets/wasm/report.wasm"),
    },
    Asset {
        name: "wasm/sealed.wasm",
        media: WASM,
        bytes: include_bytes!("../../assets/wasm/sealed.wasm"),
    },
];

/// The file of this name.
pub fn find(name: &str) -> Option<&'static Asset> {
    ASSETS.iter().find(|asset| asset.name == name)
}

/// `GET /assets/…`
pub async fn get(Path(name): Path<String>) -> Response {
    match find(&name) {
        Some(asset) => (
            [
                (header::CONTENT_TYPE, asset.media),
                (header::CACHE_CONTROL, "no-cache"),
            ],
            asset.bytes,
        )
            .into_response(),
        None => Problem::not_found(format!("There is no file {name}.")).into_response(),
    }
}
