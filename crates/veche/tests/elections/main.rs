//! The sample elections: that they are what their stories tell, and what verifying and tampering shows.

mod copies;
mod samples;
mod tampering;
mod writing;
