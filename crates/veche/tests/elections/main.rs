//! The sample elections: that they are what their stories tell, and what verifying, assessing and tampering shows.

mod assessing;
mod backups;
mod browser;
mod copies;
mod samples;
mod tampering;
mod writing;
