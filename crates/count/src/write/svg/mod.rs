//! Counts as pictures, SVG for web pages and paper.
//!
//! | module | picture |
//! | --- | --- |
//! | `bars` | one stage: what each option has |
//! | `sankey` | the whole count: votes that flow from stage to stage |
//! | `drawing` | what both are drawn with |
//!
//! A picture refers to nothing outside itself and has neither scripts nor styles, so that the strictest
//! Content-Security-Policy shows it. Text takes the colour of the page (`currentColor`); colours stand out from white and
//! from black; who is elected is a solid bar and who is excluded an outline, so that it can be printed. Lengths are
//! computed in whole numbers.

mod bars;
mod drawing;
mod sankey;

pub use bars::bars;
pub use sankey::sankey;
