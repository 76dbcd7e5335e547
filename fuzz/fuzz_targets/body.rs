#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::body::seeds()),
    |data: &[u8]| veche_fuzz::body::target(data)
);
