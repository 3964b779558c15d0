//! Fonts cut down to what the output still shows.

pub(super) use crate::fontsub::subset_all;
