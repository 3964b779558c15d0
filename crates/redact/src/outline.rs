//! Bookmarks of an output: the legend, and the headings that its pages show.
//!
//! Nothing of the input's bookmarks is copied (ISO 32000-2, 12.3.3); titles are read off the
//! finished pages, so a bookmark cannot say what the page does not.

use lopdf::{Dictionary, Object, dictionary};

use crate::write::text_string;

/// What the bookmarks of an output say first where text was moved, word for word.
pub const LEGEND: &str = "The length of a box is not the length of what was withheld.";

/// One bookmark.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bookmark {
    /// What it says.
    pub title: String,
    /// Index of the page it leads to, from 0.
    pub page: usize,
    /// Its depth, from 1; deeper ones hang under the last shallower one before them.
    pub level: u8,
}

/// Lays the bookmarks out over `pages` (object numbers by page index); the root's number, none without bookmarks.
///
/// `reserve` gives a fresh object number, `fill` puts the object there.
pub(crate) fn write(
    bookmarks: &[Bookmark],
    pages: &[u32],
    reserve: &mut dyn FnMut() -> u32,
    fill: &mut dyn FnMut(u32, Object),
) -> Option<u32> {
    if bookmarks.is_empty() {
        return None;
    }
    let root = reserve();
    let numbers: Vec<u32> = bookmarks.iter().map(|_| reserve()).collect();
    let mut kids: Vec<Vec<usize>> = vec![Vec::new(); bookmarks.len()];
    let mut tops = Vec::new();
    let mut parents = Vec::with_capacity(bookmarks.len());
    let mut open: Vec<usize> = Vec::new();
    for (index, bookmark) in bookmarks.iter().enumerate() {
        while open.last().is_some_and(|above| bookmarks[*above].level >= bookmark.level) {
            open.pop();
        }
        let parent = open.last().copied();
        parents.push(parent.map_or(root, |parent| numbers[parent]));
        match parent {
            Some(parent) => kids[parent].push(index),
            None => tops.push(index),
        }
        open.push(index);
    }
    let mut written: Vec<Dictionary> = bookmarks
        .iter()
        .zip(&parents)
        .map(|(bookmark, parent)| {
            let page = pages.get(bookmark.page).map_or(Object::Null, |number| reference(*number));
            dictionary! {
                "Title" => text_string(&bookmark.title),
                "Parent" => reference(*parent),
                "Dest" => vec![page, "Fit".into()],
            }
        })
        .collect();
    for siblings in kids.iter().chain([&tops]) {
        for pair in siblings.windows(2) {
            written[pair[0]].set("Next", reference(numbers[pair[1]]));
            written[pair[1]].set("Prev", reference(numbers[pair[0]]));
        }
    }
    for (index, below) in kids.iter().enumerate() {
        if let (Some(first), Some(last)) = (below.first(), below.last()) {
            written[index].set("First", reference(numbers[*first]));
            written[index].set("Last", reference(numbers[*last]));
            // Closed, so that a long document opens as a short list.
            written[index].set("Count", -i64::try_from(below.len()).unwrap_or(i64::MAX));
        }
    }
    let mut top = dictionary! { "Type" => "Outlines", "Count" => i64::try_from(tops.len()).unwrap_or(i64::MAX) };
    if let (Some(first), Some(last)) = (tops.first(), tops.last()) {
        top.set("First", reference(numbers[*first]));
        top.set("Last", reference(numbers[*last]));
    }
    fill(root, top.into());
    for (number, bookmark) in numbers.iter().zip(written) {
        fill(*number, bookmark.into());
    }
    Some(root)
}

fn reference(number: u32) -> Object {
    Object::Reference((number, 0))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::{Bookmark, write};

    #[test]
    fn deeper_bookmarks_hang_under_the_shallower_one_before_them() {
        let bookmark = |title: &str, level| Bookmark { title: title.to_owned(), page: 0, level };
        let mut next = 9;
        let mut objects = BTreeMap::new();
        let root = write(
            &[bookmark("a", 1), bookmark("b", 3), bookmark("c", 2), bookmark("d", 1)],
            &[5],
            &mut || {
                next += 1;
                next
            },
            &mut |number, object| _ = objects.insert(number, object),
        );
        assert_eq!(root, Some(10));
        let value = |number: u32, key: &[u8]| objects[&number].as_dict().unwrap().get(key).ok().cloned();
        let to = |number: u32| Some(lopdf::Object::Reference((number, 0)));
        assert_eq!((value(10, b"First"), value(10, b"Last")), (to(11), to(14)));
        assert_eq!((value(11, b"First"), value(11, b"Last"), value(11, b"Next")), (to(12), to(13), to(14)));
        assert_eq!((value(12, b"Next"), value(13, b"Prev"), value(13, b"Parent")), (to(13), to(12), to(11)));
    }
}
