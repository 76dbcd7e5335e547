//! Everything that a file has inside, and the policy that lets it do no more.
//!
//! It is the same for every election: style, scripts, programs. What differs are the words and the questions.

use std::sync::LazyLock;

use base64ct::{Base64, Encoding};
use sha2::{Digest, Sha256};

use super::Program;
use super::bundle::{BundleError, Module, script};

/// What a file has inside.
#[derive(Clone, Debug)]
pub struct Inside {
    /// The Content-Security-Policy.
    pub policy: String,
    /// The style sheet.
    pub style: &'static str,
    /// Texts that the script reads: other scripts, programs in Base64.
    pub parts: Vec<Part>,
    /// The script.
    pub script: String,
}

/// A text that a script reads.
#[derive(Clone, Debug)]
pub struct Part {
    /// Its name: `inside-NAME` is its id.
    pub name: &'static str,
    /// The text.
    pub text: String,
}

const STYLE: &str = include_str!("../../assets/style.css");
const VOTE: &[u8] = include_bytes!("../../assets/wasm/vote.wasm");
const VERIFY: &[u8] = include_bytes!("../../assets/wasm/verify.wasm");

/// All modules of the two programs.
const MODULES: &[Module] = &[
    Module {
        name: "page.js",
        text: include_str!("../../assets/js/page.js"),
    },
    Module {
        name: "kept.js",
        text: include_str!("../../assets/js/kept.js"),
    },
    Module {
        name: "kept-address.js",
        text: include_str!("../../assets/js/kept-address.js"),
    },
    Module {
        name: "wasm.js",
        text: include_str!("../../assets/js/wasm.js"),
    },
    Module {
        name: "booth.js",
        text: include_str!("../../assets/js/booth.js"),
    },
    Module {
        name: "verify.js",
        text: include_str!("../../assets/js/verify.js"),
    },
    Module {
        name: "verify-worker.js",
        text: include_str!("../../assets/js/verify-worker.js"),
    },
];

/// A page of a server fetches its programs; a file has them.
const INSTEAD: &[(&str, &str)] = &[("served.js", "kept.js")];

static BOOTH: LazyLock<Result<Inside, BundleError>> = LazyLock::new(|| {
    let parts = vec![Part {
        name: "vote",
        text: Base64::encode_string(VOTE),
    }];
    inside("booth.js", parts)
});

static VERIFIER: LazyLock<Result<Inside, BundleError>> = LazyLock::new(|| {
    let worker = Part {
        name: "worker",
        text: script(&["verify-worker.js"], MODULES, INSTEAD)?,
    };
    let program = Part {
        name: "verify",
        text: Base64::encode_string(VERIFY),
    };
    inside("verify.js", vec![worker, program])
});

/// What the file of a program has inside.
///
/// # Errors
/// [`BundleError`]: a fault of this program.
pub fn of(program: &Program) -> Result<&'static Inside, BundleError> {
    let inside = match program {
        Program::Verifier => &VERIFIER,
        Program::Booth(_) => &BOOTH,
    };
    inside.as_ref().map_err(Clone::clone)
}

fn inside(entry: &str, parts: Vec<Part>) -> Result<Inside, BundleError> {
    let script = script(&["kept-address.js", entry], MODULES, INSTEAD)?;
    Ok(Inside {
        policy: policy(STYLE, &script),
        style: STYLE,
        parts,
        script,
    })
}

/// This one script, this one style, and nothing from elsewhere but what the reader's server answers.
fn policy(style: &str, script: &str) -> String {
    let hash = |text: &str| format!("'sha256-{}'", Base64::encode_string(&Sha256::digest(text)));
    format!(
        "default-src 'none'; script-src {} 'wasm-unsafe-eval'; style-src {}; worker-src blob:; connect-src http: https:; \
         img-src http: https:; form-action 'none'; base-uri 'none'",
        hash(script),
        hash(style)
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_programs_fit_into_one_file_and_name_no_module_any_more() {
        for program in [Program::Verifier, Program::Booth("chair".to_owned())] {
            let inside = of(&program).unwrap();
            for text in inside
                .parts
                .iter()
                .map(|part| &part.text)
                .chain([&inside.script])
            {
                for bad in ["import ", "export ", "</script", "<!--"] {
                    let found = text.lines().find(|line| line.starts_with(bad));
                    assert_eq!(found, None, "{program:?}");
                }
            }
            assert!(!inside.style.contains("</style"));
            assert!(!inside.style.contains("url("));
        }
    }
}
