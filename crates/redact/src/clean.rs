//! Streams in small languages of their own, written anew from what they mean.
//!
//! Comments, names of the producer's choosing and bytes behind the end have
//! no way through, because only recognised values are written.

pub(crate) mod calculator;
pub(crate) mod cmap;
pub(crate) mod content;
pub(crate) mod icc;
pub(crate) mod true_type;
