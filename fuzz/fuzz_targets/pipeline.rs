//! Whole documents, changed by value, key, reference and deletion, through every stage up to the files.
#![no_main]

use libfuzzer_sys::{fuzz_crossover, fuzz_mutator, fuzz_target, fuzzer_mutate};
use oas_codegen_fuzz::{mutate, run};

fuzz_mutator!(|data: &mut [u8], size: usize, max_size: usize, seed: u32| {
    mutate::document(data, size, max_size, seed).unwrap_or_else(|| fuzzer_mutate(data, size, max_size))
});

fuzz_crossover!(|one: &[u8], other: &[u8], out: &mut [u8], seed: u32| {
    mutate::cross(one, other, out, seed).unwrap_or_default()
});

fuzz_target!(|text: &[u8]| run(&[("fuzzed.json", text)]));
