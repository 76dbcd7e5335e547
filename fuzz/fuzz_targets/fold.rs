#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::fold::seeds()),
    |data: &[u8]| veche_fuzz::fold::target(data)
);
