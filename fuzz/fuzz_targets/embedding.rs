#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::embedding::seeds()),
    |data: &[u8]| veche_fuzz::embedding::target(data)
);
