//! Bars beside a table that says the same: one colour, each with its number in words, readable in print and without
//! colour.

use maud::{Markup, html};

use super::figures::{Shown, ShownTable};

/// A chart of horizontal bars; nothing where there is nothing to compare.
pub(super) fn bars(table: &ShownTable) -> Markup {
    let exact = |shown: Shown| if let Shown::Exactly(count) = shown { Some(count) } else { None };
    let most = table.rows.iter().filter_map(|row| exact(row.shown)).max().unwrap_or_default();
    let seen: Vec<_> = table.rows.iter().filter(|row| row.shown != Shown::Exactly(0)).collect();
    if most == 0 || seen.len() < 2 {
        return html! {};
    }
    let height = u64::try_from(seen.len()).unwrap_or_default() * ROW;
    let title =
        format!("{}: a bar for each figure that is not nought. The table below has the numbers.", table.table.title());
    html! {
        div class="candour-chart" {
            svg role="img" aria-label=(title) viewBox={ "0 0 " (WIDTH) " " (height) } xmlns="http://www.w3.org/2000/svg"
                preserveAspectRatio="xMinYMin meet" focusable="false" {
                @for (place, row) in (0_u64..).zip(&seen) {
                    @let top = place * ROW;
                    text class="candour-bar-name" x="0" y=(top + NAME_LINE) { (row.name) }
                    @match exact(row.shown) {
                        Some(count) => {
                            @let width = (count * LONGEST / most).max(2);
                            rect class="candour-bar" x="0" y=(top + BAR_TOP) width=(width) height=(BAR) {}
                            text class="candour-bar-number" x=(width + 8) y=(top + NUMBER_LINE) { (count) }
                        }
                        None => {
                            rect class="candour-bar-hidden" x="1" y=(top + BAR_TOP) width="28" height=(BAR) {}
                            text class="candour-bar-number" x="38" y=(top + NUMBER_LINE) { (row.shown) }
                        }
                    }
                }
            }
        }
    }
}

const WIDTH: u64 = 640;
const LONGEST: u64 = 540;
const ROW: u64 = 56;
const NAME_LINE: u64 = 16;
const BAR_TOP: u64 = 23;
const BAR: u64 = 20;
const NUMBER_LINE: u64 = 39;
