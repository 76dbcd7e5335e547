#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::verifier::seeds()),
    |data: &[u8]| veche_fuzz::verifier::target(data)
);
