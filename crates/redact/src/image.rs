//! Pictures: masked in their samples, and freed of everything that is not their samples.

pub(crate) mod jpeg;
pub(crate) mod region;
