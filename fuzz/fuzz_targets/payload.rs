#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::payload::seeds()),
    |data: &[u8]| veche_fuzz::payload::target(data)
);
