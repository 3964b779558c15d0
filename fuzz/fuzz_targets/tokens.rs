//! The tokenizer ends on every input, and its spans lie in it.
#![no_main]

use candour_redact::lex::Lexer;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let mut lexer = Lexer::new(data);
    let mut at = 0;
    while let Ok(Some(_)) = lexer.step() {
        let span = lexer.span();
        assert!(span.start <= span.end && span.end <= data.len() && span.end > at);
        at = span.end;
    }
});
