//! What a search finds, what it counts, and what it never does.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_search::{Entry, Facet, Index, Passage, Place, Query, Sort};
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn entry(number: u32, title: &str, answer: &str) -> Entry {
    Entry {
        id: format!("id-{number}"),
        version: 1,
        authority: "sample-police".to_owned(),
        reference: format!("99.FOI.26.{number:06}"),
        outcome: if number.is_multiple_of(2) { "disclosed" } else { "withheld" }.to_owned(),
        provisions: if number.is_multiple_of(2) { vec![] } else { vec!["s31-1-a".to_owned()] },
        topics: vec!["Roads".to_owned()],
        date: day(number),
        late: Some(number.is_multiple_of(3)),
        passages: vec![passage(Place::Title, title), passage(Place::Answer, answer)],
    }
}

fn day(number: u32) -> Date {
    date(2024, 1, 1).saturating_add(jiff::Span::new().days(i64::from(number) * 100))
}

fn passage(place: Place, text: &str) -> Passage {
    Passage { place, text: text.to_owned() }
}

fn page(page: u32, text: &str) -> Passage {
    let place =
        Place::Attachment { file_name: "review.pdf".to_owned(), title: "The review".to_owned(), page, readable: true };
    passage(place, text)
}

fn index(entries: &[Entry]) -> Index {
    let index = Index::in_memory().unwrap();
    entries.iter().for_each(|entry| index.put(entry).unwrap());
    index.commit(1).unwrap();
    index
}

fn sample() -> Index {
    let mut review =
        entry(1, "Review of public protection", "The borough command unit asked for a review of caseload.");
    review.passages.push(page(1, "Introduction"));
    review.passages.push(page(7, "Caseload by team: North, South. Investigators carried more cases."));
    review.passages.push(page(8, "Caseload again."));
    index(&[
        review,
        entry(2, "Patrol cars bought", "We requested patrol cars. Each car patrols."),
        entry(3, "Drone flights", "No information is held about drones over festivals."),
        entry(4, "Speed cameras", "Cameras that read plates: ANPR. The request was answered."),
        entry(5, "Caffi’r heddlu", "Adroddiad am y caffi a’r dŵr."),
        entry(6, "Patrol", "A car, and elsewhere a patrol."),
    ])
}

fn found(index: &Index, query: &Query) -> Vec<String> {
    let found = index.search(query, &[]).unwrap();
    found.hits.into_iter().map(|hit| hit.id.trim_start_matches("id-").to_owned()).collect()
}

fn of(text: &str) -> Vec<String> {
    let mut all = found(&sample(), &Query::for_text(text));
    all.sort();
    all
}

#[test]
fn words_are_found_in_their_other_forms_and_without_accents() {
    assert_eq!(of("requesting"), ["2", "4"]);
    assert_eq!(of("dwr"), ["5"]);
    assert_eq!(of("INVESTIGATOR"), ["1"]);
}

#[test]
fn a_phrase_is_found_only_where_its_words_stand_together() {
    assert_eq!(of("patrol car"), ["2", "6"]);
    assert_eq!(of("\"patrol car\""), ["2"]);
    assert_eq!(of("“patrol cars”"), ["2"]);
}

#[test]
fn the_beginning_of_a_word_finds_its_ends() {
    assert_eq!(of("fest*"), ["3"]);
    assert_eq!(of("case* invest*"), ["1"]);
}

#[test]
fn a_typing_mistake_is_forgiven_and_told() {
    let index = sample();
    let result = index.search(&Query::for_text("caselaod"), &[]).unwrap();
    assert_eq!((result.total, result.near), (1, vec!["caseload".to_owned()]));
    assert!(index.search(&Query::for_text("caseload"), &[]).unwrap().near.is_empty());
}

#[test]
fn an_abbreviation_finds_its_words_and_words_their_abbreviation() {
    assert_eq!(of("BCU"), ["1"]);
    assert_eq!(of("automatic number plate recognition"), ["4"]);
}

#[test]
fn the_words_of_an_attachment_are_found_with_their_page() {
    let result = sample().search(&Query::for_text("caseload investigators"), &[]).unwrap();
    let hit = &result.hits[0];
    let pages: Vec<u32> = hit
        .snippets
        .iter()
        .filter_map(|snippet| match &snippet.place {
            Place::Attachment { page, .. } => Some(*page),
            _ => None,
        })
        .collect();
    assert_eq!((pages, hit.more_pages), (vec![7], 1));
    let snippet = hit.snippets.last().unwrap();
    let marked: Vec<&str> = snippet.marks.iter().map(|mark| &snippet.text[mark.clone()]).collect();
    assert_eq!(marked, ["Caseload", "Investigators"]);
}

#[test]
fn a_title_weighs_more_than_the_same_word_in_a_letter() {
    let index = index(&[
        entry(1, "About something else", "A long letter in which tasers are named once among many other words of it."),
        entry(2, "Tasers", "A long letter in which other things are named once among many other words of it."),
    ]);
    assert_eq!(found(&index, &Query::for_text("tasers")), ["2", "1"]);
}

#[test]
fn a_provision_is_found_as_it_is_cited() {
    let mut with_law = entry(1, "A refusal", "Withheld.");
    with_law.passages.push(passage(Place::Law, "section 31(1)(a) (s31(1)(a)), Law enforcement"));
    let index = index(&[with_law, entry(2, "Section one of the Act", "Nothing of it.")]);
    for text in ["s31(1)(a)", "section 31(1)(a)", "\"section 31\"", "law enforcement"] {
        assert_eq!(found(&index, &Query::for_text(text)), ["1"], "{text}");
    }
}

#[test]
fn a_reference_finds_its_disclosure() {
    assert_eq!(of("99.FOI.26.000003"), ["3"]);
}

#[test]
fn when_no_answer_has_all_words_those_with_some_are_shown_and_it_is_said() {
    let result = sample().search(&Query::for_text("drones cameras"), &[]).unwrap();
    assert_eq!((result.total, result.has_only_some_words), (2, true));
    let nothing = sample().search(&Query::for_text("zzzzqqqq xxyyxxyy"), &[]).unwrap();
    assert_eq!((nothing.total, nothing.has_only_some_words), (0, false));
}

fn counts(index: &Index, query: &Query, facet: Facet) -> Vec<(String, u64)> {
    let found = index.search(query, &[]).unwrap();
    found.facets.into_iter().find(|counts| counts.facet == facet).unwrap().values
}

fn pairs(counts: &[(&str, u64)]) -> Vec<(String, u64)> {
    counts.iter().map(|(value, number)| ((*value).to_owned(), *number)).collect()
}

#[test]
fn facets_count_what_would_be_left() {
    let index = sample();
    let mut query = Query::default();
    assert_eq!(counts(&index, &query, Facet::Outcome), pairs(&[("disclosed", 3), ("withheld", 3)]));
    assert_eq!(counts(&index, &query, Facet::Year), pairs(&[("2025", 3), ("2024", 3)]));
    query.chosen.add(Facet::Outcome, "withheld");
    // Of the chosen facet the other values show what choosing them as well would add.
    assert_eq!(counts(&index, &query, Facet::Outcome), pairs(&[("disclosed", 3), ("withheld", 3)]));
    assert_eq!(counts(&index, &query, Facet::Late), pairs(&[("no", 2), ("yes", 1)]));
    assert_eq!(counts(&index, &query, Facet::Provision), pairs(&[("s31-1-a", 3)]));
    query.text = "drones".to_owned();
    assert_eq!(counts(&index, &query, Facet::Outcome), pairs(&[("withheld", 1)]));
}

#[test]
fn two_values_of_a_facet_widen_and_two_facets_narrow() {
    let index = sample();
    let mut query = Query::default();
    query.chosen.add(Facet::Outcome, "withheld");
    assert_eq!(index.search(&query, &[]).unwrap().total, 3);
    query.chosen.add(Facet::Outcome, "disclosed");
    assert_eq!(index.search(&query, &[]).unwrap().total, 6);
    query.chosen.add(Facet::Late, "yes");
    assert_eq!(found(&index, &query), ["6", "3"]);
    query.chosen.add(Facet::Topic, "No such topic");
    let nothing = index.search(&query, &[]).unwrap();
    assert_eq!(nothing.total, 0);
    assert!(nothing.facets[Facet::Topic as usize].values.contains(&("No such topic".to_owned(), 0)));
}

#[test]
fn without_words_the_newest_come_first_and_the_order_can_be_turned() {
    let index = sample();
    assert_eq!(found(&index, &Query::default()), ["6", "5", "4", "3", "2", "1"]);
    let oldest = Query { sort: Sort::Oldest, ..Query::for_text("request*") };
    assert_eq!(found(&index, &oldest), ["2", "4"]);
}

#[test]
fn dates_narrow_on_both_sides_and_include_their_day() {
    let query = Query { from: Some(day(2)), to: Some(day(4)), ..Query::default() };
    assert_eq!(found(&sample(), &query), ["4", "3", "2"]);
}

#[test]
fn results_are_turned_page_by_page_without_gap_or_repetition() {
    let entries: Vec<Entry> = (0..45).map(|number| entry(number, "Same words", "The same words.")).collect();
    let index = index(&entries);
    for text in ["", "words"] {
        let mut seen: Vec<String> = Vec::new();
        for page in 1..=4 {
            seen.extend(found(&index, &Query { page, ..Query::for_text(text) }));
        }
        seen.sort();
        seen.dedup();
        assert_eq!(seen.len(), 45, "{text:?}");
    }
}

#[test]
fn what_is_hidden_is_neither_found_nor_counted_nor_offered_as_a_spelling() {
    let index = sample();
    let hidden = ["id-1".to_owned()];
    let result = index.search(&Query::for_text("caseload"), &hidden).unwrap();
    assert_eq!(result.total, 0);
    assert!(result.facets.iter().all(|counts| counts.values.is_empty()));
    assert!(index.search(&Query::for_text("caselaod"), &hidden).unwrap().near.is_empty());
    let all = index.search(&Query::default(), &hidden).unwrap();
    assert_eq!((all.total, all.hits.len()), (5, 5));
}

#[test]
fn what_is_removed_or_replaced_is_gone_with_its_words() {
    let index = sample();
    index.remove("id-3").unwrap();
    index.put(&Entry { version: 2, ..entry(2, "Patrol cars bought", "Another answer altogether.") }).unwrap();
    index.commit(9).unwrap();
    assert_eq!((index.position(), index.len()), (9, 5));
    assert!(found(&index, &Query::for_text("drone")).is_empty());
    assert!(index.search(&Query::for_text("dronse"), &[]).unwrap().near.is_empty());
    let replaced = index.search(&Query::for_text("altogether"), &[]).unwrap();
    assert_eq!(replaced.hits[0].version, 2);
    assert_eq!(found(&index, &Query::for_text("requested")), ["4"]);
}

#[test]
fn two_disclosures_with_the_same_words_cannot_be_told_apart() {
    let twin = |answer: &str| {
        let index = index(&[entry(1, "The same", answer), entry(2, "Another", "Another.")]);
        index.search(&Query::for_text("same"), &[]).unwrap()
    };
    assert_eq!(
        twin("We neither confirm nor deny that it is held."),
        twin("We neither confirm nor deny that it is held.")
    );
}

#[test]
fn a_request_finds_the_disclosures_that_may_answer_it_already() {
    let mut entries: Vec<Entry> = (10..60)
        .map(|number| entry(number, &format!("Parking fines in area {number}"), "Dear Sir, thank you."))
        .collect();
    entries.push(entry(1, "Tasers drawn and fired by officers", "Dear Sir, thank you for your request."));
    let index = index(&entries);
    let similar = |text: &str| {
        let found = index.similar(None, text, &[]).unwrap();
        found.into_iter().map(|one| one.reference).collect::<Vec<_>>()
    };
    let asked = "Please could you tell me how many times a taser was drawn by your officers in 2023?";
    assert_eq!(similar(asked), ["99.FOI.26.000001"]);
    assert!(similar("The price of potatoes for the canteen of the fire brigade").is_empty());
    assert!(similar("").is_empty() && similar("how many of the").is_empty());
    assert!(index.similar(Some("another-authority"), asked, &[]).unwrap().is_empty());
    assert!(index.similar(None, asked, &["id-1".to_owned()]).unwrap().is_empty());
}

#[test]
fn an_index_is_kept_on_the_disk_with_its_place() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("search");
    let index = Index::open(&path).unwrap();
    assert!(!index.is_built());
    index.put(&entry(1, "Tasers", "Kept.")).unwrap();
    index.commit(41).unwrap();
    index.settle().unwrap();
    drop(index);
    let again = Index::open(&path).unwrap();
    assert!(again.is_built());
    assert_eq!((again.position(), found(&again, &Query::for_text("taser"))), (41, vec!["1".to_owned()]));
}

#[test]
fn a_missing_unfinished_or_damaged_index_is_begun_anew() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("search");
    let index = Index::open(&path).unwrap();
    index.put(&entry(1, "Tasers", "Kept.")).unwrap();
    drop(index);
    let unfinished = Index::open(&path).unwrap();
    assert!(!unfinished.is_built());
    unfinished.put(&entry(1, "Tasers", "Kept.")).unwrap();
    unfinished.commit(3).unwrap();
    drop(unfinished);

    let store = std::fs::read_dir(&path).unwrap().flatten().map(|file| file.path());
    let store = store.into_iter().find(|file| file.extension().is_some_and(|kind| kind == "store")).unwrap();
    let mut bytes = std::fs::read(&store).unwrap();
    bytes[3] ^= 0xff;
    std::fs::write(&store, bytes).unwrap();
    let damaged = Index::open(&path).unwrap();
    assert!(!damaged.is_built() && damaged.is_empty());
    drop(damaged);

    std::fs::write(path.join("meta.json"), "no JSON").unwrap();
    assert!(!Index::open(&path).unwrap().is_built());
}

#[test]
fn an_entry_put_twice_while_an_index_is_filled_is_in_it_once() {
    let index = Index::in_memory().unwrap();
    index.put(&entry(1, "Tasers", "First.")).unwrap();
    index.put(&Entry { version: 2, ..entry(1, "Tasers", "Second.") }).unwrap();
    index.remove("id-2").unwrap();
    index.commit(4).unwrap();
    assert_eq!((index.len(), found(&index, &Query::for_text("first")).len()), (1, 0));
}

#[test]
fn an_index_can_be_begun_anew_while_it_is_searched() {
    let index = sample();
    index.begin_anew().unwrap();
    assert!(!index.is_built());
    assert_eq!(index.search(&Query::for_text("taser"), &[]).unwrap().total, 0);
    index.put(&entry(7, "Tasers", "New.")).unwrap();
    index.commit(5).unwrap();
    assert_eq!(found(&index, &Query::for_text("taser")), ["7"]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]

    #[test]
    fn no_text_brings_a_search_down(text in any::<String>(), wild in "[\"*“” a-z()\\\\^~:+\\-&|\\[\\]{}/?!.]{0,60}") {
        thread_local! { static INDEX: Index = sample(); }
        INDEX.with(|index| {
            for text in [&text, &wild] {
                prop_assert!(index.search(&Query::for_text(text), &[]).is_ok());
                prop_assert!(index.similar(None, text, &[]).is_ok());
                for hit in index.search(&Query::for_text(text), &[]).unwrap().hits {
                    for snippet in hit.snippets.iter().chain(&hit.title) {
                        for mark in &snippet.marks {
                            prop_assert!(snippet.text.get(mark.clone()).is_some());
                        }
                    }
                }
            }
            Ok(())
        })?;
    }
}
