#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::chain::seeds()),
    |data: &[u8]| veche_fuzz::chain::target(data)
);
