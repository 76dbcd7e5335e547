//! The functions that a page can call.
//!
//! A WebAssembly module of this target takes and returns numbers only. So the page asks for room ([`alloc`]), puts the
//! bytes of its argument there, and calls a function with the place and the length; it gets the place of the answer back,
//! which begins with its length in four bytes, the lowest first, and gives that room back ([`free`]). That needs raw
//! pointers, and nothing else in this crate does: no tool that generates bindings has to be installed or trusted.
//!
//! Arguments are wiped when they were read, and answers when they are given back: both may hold secrets.
#![allow(unsafe_code)]

#[cfg(any(feature = "vote", feature = "verify"))]
use std::cell::RefCell;

use serde::Serialize;
use zeroize::Zeroize;

use crate::answer::{Failure, to_bytes};

/// Length of the number in front of an answer.
const HEAD: usize = 4;

/// Room for so many bytes, which [`free`] or a call gives back.
#[unsafe(no_mangle)]
pub extern "C" fn alloc(length: usize) -> *mut u8 {
    let room: Box<[u8]> = vec![0; length].into_boxed_slice();
    Box::into_raw(room).cast()
}

/// Wipes room and gives it back: an argument that was not used, or an answer that was read, with the four bytes in front.
///
/// # Safety
/// The place is one that [`alloc`] or a call gave, of exactly this length, and was not given back yet.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn free(place: *mut u8, length: usize) {
    // SAFETY: as above; both come from a boxed slice.
    drop(unsafe { taken(place, length) });
}

/// A boxed slice of the page's, wiped when dropped.
struct Taken(Box<[u8]>);

impl Drop for Taken {
    fn drop(&mut self) {
        self.0.zeroize();
    }
}

/// # Safety
/// See [`free`].
unsafe fn taken(place: *mut u8, length: usize) -> Taken {
    // SAFETY: the place was made from a boxed slice of this length, and nobody else has it.
    Taken(unsafe { Box::from_raw(core::ptr::slice_from_raw_parts_mut(place, length)) })
}

/// Does a piece of work with an argument, which is given back, and gives the place of the answer.
///
/// # Safety
/// See [`free`].
unsafe fn call<T: Serialize>(
    place: *mut u8,
    length: usize,
    work: impl FnOnce(&[u8]) -> Result<T, Failure>,
) -> *mut u8 {
    // SAFETY: as the caller says.
    let argument = unsafe { taken(place, length) };
    let mut answer = to_bytes(work(&argument.0));
    drop(argument);
    let length = u32::try_from(answer.len()).unwrap_or(u32::MAX);
    let mut bytes = Vec::with_capacity(HEAD + answer.len());
    bytes.extend_from_slice(&length.to_le_bytes());
    bytes.extend_from_slice(&answer);
    answer.zeroize();
    let bytes: Box<[u8]> = bytes.into_boxed_slice();
    Box::into_raw(bytes).cast()
}

#[cfg(feature = "vote")]
thread_local! {
    static BOOTH: RefCell<crate::vote::Booth> = RefCell::default();
}

#[cfg(feature = "verify")]
thread_local! {
    static SESSION: RefCell<crate::verify::Session> = RefCell::default();
}

/// The poll that the others are about: see [`crate::vote::Booth::poll`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_poll(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.poll(argument))
        })
    }
}

/// See [`crate::vote::Booth::credential`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_credential(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.credential(argument))
        })
    }
}

/// See [`crate::vote::Booth::explain`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_explain(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.explain(argument))
        })
    }
}

/// See [`crate::vote::Booth::encrypt`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_encrypt(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.encrypt(argument))
        })
    }
}

/// See [`crate::vote::Booth::challenge`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_challenge(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.challenge(argument))
        })
    }
}

/// See [`crate::vote::Booth::sign`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_sign(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.sign(argument))
        })
    }
}

/// See [`crate::vote::Booth::check`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_check(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            BOOTH.with_borrow_mut(|booth| booth.check(argument))
        })
    }
}

/// See [`crate::vote::Booth::forget`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "vote")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn vote_forget(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |_| {
            BOOTH.with_borrow_mut(crate::vote::Booth::forget);
            Ok(())
        })
    }
}

/// See [`crate::verify::Session::start`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_start(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.start(argument))
        })
    }
}

/// See [`crate::verify::Session::expect_log_key`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_expect_log_key(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.expect_log_key(argument))
        })
    }
}

/// See [`crate::verify::Session::expect_election`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_expect_election(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.expect_election(argument))
        })
    }
}

/// See [`crate::verify::Session::tracker`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_tracker(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.tracker(argument))
        })
    }
}

/// See [`crate::verify::Session::promise`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_promise(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.promise(argument))
        })
    }
}

/// See [`crate::verify::Session::checkpoint`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_checkpoint(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.checkpoint(argument))
        })
    }
}

/// See [`crate::verify::Session::keep`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_keep(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.keep(argument))
        })
    }
}

/// See [`crate::verify::Session::body`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_body(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.body(argument))
        })
    }
}

/// See [`crate::verify::Session::no_body`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_no_body(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.no_body(argument))
        })
    }
}

/// See [`crate::verify::Session::archive`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_archive(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.archive(argument))
        })
    }
}

/// See [`crate::verify::Session::piece`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_piece(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.piece(argument))
        })
    }
}

/// See [`crate::verify::Session::bundle`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_bundle(index: u32, place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |argument| {
            SESSION.with_borrow_mut(|session| session.bundle(index, argument))
        })
    }
}

/// See [`crate::verify::Session::end_entries`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_end_entries(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |_| {
            SESSION.with_borrow_mut(crate::verify::Session::end_entries)
        })
    }
}

/// See [`crate::verify::Session::end_archive`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_end_archive(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |_| {
            SESSION.with_borrow_mut(crate::verify::Session::end_archive)
        })
    }
}

/// See [`crate::verify::Session::finish`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_finish(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |_| {
            SESSION.with_borrow_mut(crate::verify::Session::finish)
        })
    }
}

/// See [`crate::verify::Session::progress`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "verify")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn verify_progress(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe {
        call(place, length, |_| {
            SESSION.with_borrow(|session| Ok(session.progress()))
        })
    }
}

/// See [`crate::report::report`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "report")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn report_make(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe { call(place, length, crate::report::report) }
}

/// See [`crate::report::proof_of_work`].
///
/// # Safety
/// See [`free`].
#[cfg(feature = "report")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn report_work(place: *mut u8, length: usize) -> *mut u8 {
    // SAFETY: as the caller says.
    unsafe { call(place, length, crate::report::proof_of_work) }
}
