//! Veche beside the independent tool: each checks what the other ran, and both run one poll together.
//!
//! The independent tool is `belenios-tool` 3.3.x, written by other people in another language. Where it is not at hand,
//! these tests say "skipped" and pass; `programs.rs` says where it is looked for. They run both programs as people do,
//! through their command lines.
//!
//! | module | who runs the poll | who checks |
//! | --- | --- | --- |
//! | `ours` | Veche | the tool |
//! | `theirs` | the tool | Veche |
//! | `mixed` | Veche, with voters, trustees and a registrar who use the tool | both |
//! | `ranked` | Veche, with ranks and lists, and users of the tool in every part | both |
//! | `reverse` | the tool, with voters and trustees who use Veche | both |
//! | `older` | Veche | the tool's release 2.0, as far as it can read |

/// The tests, and what they have in common.
mod peer {
    mod archive;
    mod checks;
    mod mixed;
    mod older;
    mod ours;
    mod plan;
    mod poll;
    mod programs;
    mod ranked;
    mod reverse;
    mod theirs;
    mod tool;
}
