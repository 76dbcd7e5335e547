//! The assessment: an election held against commitments.
//!
//! | module | subject |
//! | --- | --- |
//! | [`catalogue`] | the commitments, as a versioned file |
//! | [`mod@describe`] | an entry in one line, without its texts |
//! | [`mod@timeline`] | what happened, day by day |
//! | [`evidence`] | each commitment with its evidence |
//! | [`beside`] | what stands beside an entry: replies, what says otherwise, figures that differ |
//!
//! Three kinds of items. *Computed* ones have checks behind them, which decide. *Documented* ones list what speaks for
//! and against, with its sources; no count decides, and silence is never good news. *Judged* ones are decided by named
//! people who sign, and nobody else.

pub mod beside;
pub mod catalogue;
pub mod describe;
pub mod evidence;
pub mod timeline;

pub use beside::{Contradiction, Otherwise};
pub use catalogue::{Catalogue, CatalogueError, Item, ItemKind};
pub use describe::{day, describe, describe_entry, sources, text};
pub use evidence::{Assessed, Assessment, Coverage, Judgement, Outcome, assess};
pub use timeline::{Happening, Timeline, timeline};
