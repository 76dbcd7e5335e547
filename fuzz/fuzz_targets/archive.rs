#![no_main]

libfuzzer_sys::fuzz_target!(
    init: veche_fuzz::write_seeds(&veche_fuzz::archive::seeds()),
    |data: &[u8]| veche_fuzz::archive::target(data)
);
