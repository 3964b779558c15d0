//! `candour return`: the statistics of a period.

use anyhow::Result;
use candour_casework::ports::Clock;
use candour_casework::returns::{self, Period, Table};
use candour_store::Access;

use super::clock::SystemClock;
use super::installation::whose;
use super::{Outcome, print_json, print_text};
use crate::args::Return;
use crate::config::Config;

pub(super) async fn run(args: Return, config: &Config) -> Result<Outcome> {
    let period = Period::new(args.from, args.to, args.as_known_on.unwrap_or_else(|| SystemClock.today()))?;
    let store = config.open(&args.stores, Access::ReadOnly).await?;
    let authority = whose(&store, args.authority).await?;
    let counted = returns::of(&store, &authority, period).await?;
    store.close().await;
    if args.json {
        print_json(&counted)?;
    } else if args.csv {
        print_text(&counted.to_csv())?;
    } else {
        print_text(&page(&counted))?;
    }
    Ok(Outcome::Clean)
}

/// For a person: the tables, without the figures that are none.
fn page(counted: &returns::Return) -> String {
    let period = counted.period;
    let mut text = format!(
        "{}: requests received from {} to {}, as known on {}\n",
        counted.authority,
        period.from(),
        period.to(),
        period.as_known_on()
    );
    for table in Table::ALL {
        let figures: Vec<_> = counted.table(table).filter(|figure| figure.total > 0).collect();
        if !figures.is_empty() {
            text.push_str(&format!("\n{:<56} {:>7} {:>7} {:>7}\n", table.title(), "FOIA", "EIR", "all"));
        }
        for figure in figures {
            text.push_str(&format!("  {:<54} {:>7} {:>7} {:>7}\n", figure.name, figure.foia, figure.eir, figure.total));
        }
    }
    text.push_str("\nfigures of zero are left out here; --csv and --json give all of them, each with its definition\n");
    text
}
