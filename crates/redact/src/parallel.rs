//! Work on several pages at a time.

use rayon::prelude::*;

use crate::font::{FontBook, FontFile};

/// Does `work` for every item, several at a time; what came out, in the order of the items.
///
/// Fonts once read belong to one thread, so the items are cut into parts that open them for themselves.
pub(crate) fn with_fonts<T, R, W>(file: &FontFile, items: &[T], work: W) -> Vec<R>
where
    T: Sync,
    R: Send,
    W: Fn(&FontBook<'_>, &T) -> R + Sync,
{
    let parts = match rayon::current_num_threads() {
        1 => 1,
        threads => threads.saturating_mul(PARTS_PER_THREAD),
    };
    items
        .par_chunks(items.len().div_ceil(parts).max(1))
        .flat_map_iter(|part| {
            let book = FontBook::new(file);
            part.iter().map(|item| work(&book, item)).collect::<Vec<_>>()
        })
        .collect()
}

/// More parts than threads, because pages differ; few, because each of them opens the fonts.
const PARTS_PER_THREAD: usize = 3;
