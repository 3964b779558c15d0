//! Pictures of pages: drawn one at a time, and the last few kept, so that readers cannot keep the machine drawing.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use candour_casework::Digest;
use tokio::sync::{Semaphore, SemaphorePermit};

use crate::public::DrawPage;

/// What draws, and what was drawn last.
pub(crate) struct Pictures {
    draw: DrawPage,
    turns: Semaphore,
    drawn: Mutex<VecDeque<Drawn>>,
}

struct Drawn {
    file: Digest,
    page: u32,
    png: Vec<u8>,
}

impl Pictures {
    pub(crate) fn new(draw: DrawPage) -> Self {
        Self { draw, turns: Semaphore::new(1), drawn: Mutex::default() }
    }

    /// A picture drawn before. What is kept is named by its file's digest, so it is the picture of that file for ever.
    pub(crate) fn known(&self, file: Digest, page: u32) -> Option<Vec<u8>> {
        let drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.iter().find(|one| one.file == file && one.page == page).map(|one| one.png.clone())
    }

    /// Waits for its turn: one page is drawn at a time.
    pub(crate) async fn turn(&self) -> Option<SemaphorePermit<'_>> {
        self.turns.acquire().await.ok()
    }

    /// Draws a page, unless somebody did while this waited for its turn.
    pub(crate) async fn draw(&self, file: Digest, page: u32, pdf: Vec<u8>) -> Option<Vec<u8>> {
        if let Some(known) = self.known(file, page) {
            return Some(known);
        }
        let draw = Arc::clone(&self.draw);
        let png = tokio::task::spawn_blocking(move || draw(pdf, page)).await.ok().flatten()?;
        let mut drawn = self.drawn.lock().unwrap_or_else(PoisonError::into_inner);
        drawn.push_back(Drawn { file, page, png: png.clone() });
        while drawn.len() > 1 && drawn.iter().map(|one| one.png.len()).sum::<usize>() > MOST_BYTES {
            drawn.pop_front();
        }
        Some(png)
    }
}

/// The most that is kept.
const MOST_BYTES: usize = 16 * 1024 * 1024;
