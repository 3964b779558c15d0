//! How many due dates one core computes in a second, without a trace.

use candour_statute::Calendar;
use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use jiff::ToSpan;
use jiff::civil::{Date, date};

fn due_dates(criterion: &mut Criterion) {
    let calendar = Calendar::built_in();
    let received: Vec<Date> = date(2019, 1, 1).series(1.day()).take(3_000).collect();
    let mut group = criterion.benchmark_group("due dates");
    group.throughput(Throughput::Elements(u64::try_from(received.len()).unwrap_or(1)));
    group.bench_function("20th working day", |bencher| {
        bencher.iter(|| {
            received
                .iter()
                .filter_map(|day| calendar.nth_working_day_after(*day, 20))
                .fold(0_i32, |sum, due| sum.wrapping_add(i32::from(due.day())))
        });
    });
    group.finish();
}

criterion_group!(benches, due_dates);
criterion_main!(benches);
