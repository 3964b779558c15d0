//! Work on several pages at a time.

use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;

use crate::font::{FontBook, FontFile};

/// Makes the calling thread one of those that work on pages, for the rest of the process.
///
/// Otherwise it only waits for them: each piece of work is handed over and back, and on one core all memory is asked of
/// the heap of a second thread, which grows page by page. Without effect where the threads were started already.
pub fn work_on_this_thread() {
    // The only error is that there are threads.
    let _ = rayon::ThreadPoolBuilder::new().use_current_thread().build_global();
}

/// Does `work` for every item, several at a time; what came out, in the order of the items.
///
/// Fonts once read belong to one thread, so each thread opens them for itself, once, and takes one item after the other:
/// pages differ, and whoever is done early takes the next.
pub(crate) fn with_fonts<T, R, W>(file: &FontFile, items: &[T], work: W) -> Vec<R>
where
    T: Sync,
    R: Send,
    W: Fn(&FontBook<'_>, &T) -> R + Sync,
{
    let threads = rayon::current_num_threads().min(items.len());
    let next = AtomicUsize::new(0);
    let dealt: Vec<Vec<(usize, R)>> = (0..threads)
        .into_par_iter()
        .with_max_len(1)
        .map(|_| {
            let book = FontBook::new(file);
            let mut done = Vec::new();
            loop {
                let at = next.fetch_add(1, Ordering::Relaxed);
                let Some(item) = items.get(at) else { return done };
                done.push((at, work(&book, item)));
            }
        })
        .collect();
    let mut done: Vec<(usize, R)> = dealt.into_iter().flatten().collect();
    done.sort_unstable_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
