//! The chain over the journal shows every change, loss, reorder and cut.
#![expect(clippy::unwrap_used, reason = "a test says what it sees and stops where it cannot go on")]

use candour_casework::checkpoint::Checkpoint;
use candour_casework::event::chain::{ChainFault, ChainWalk, NewEvent, Record};
use candour_casework::event::{Actor, EventKind};
use candour_casework::id::Digest;
use jiff::Timestamp;

fn journal(length: u64) -> Vec<Record> {
    let mut records: Vec<Record> = Vec::new();
    for position in 1..=length {
        let kind = EventKind::UserDisabled { user: candour_casework::UserId(uuid::Uuid::from_u128(position.into())) };
        let event = NewEvent::of_installation(Timestamp::UNIX_EPOCH, Actor::Operator, kind).unwrap();
        let previous = records.last().map_or(Digest::ZERO, |last| last.hash);
        records.push(Record::seal(position, None, 0, &event, previous).unwrap());
    }
    records
}

fn faults(records: &[Record]) -> Vec<ChainFault> {
    let mut walk = ChainWalk::default();
    records.iter().for_each(|record| walk.step(record));
    walk.into_faults()
}

fn checkpoint(records: &[Record]) -> Checkpoint {
    let last = records.last().unwrap();
    let key = ed25519_dalek::SigningKey::from_bytes(&[3; 32]);
    Checkpoint::sign(&key, last.position, last.hash, Timestamp::UNIX_EPOCH)
}

#[test]
fn an_untouched_journal_has_no_fault() {
    assert_eq!(faults(&journal(10)), []);
}

#[test]
fn a_changed_word_shows() {
    let mut records = journal(10);
    records[4].body = records[4].body.replace("disabled", "reset");
    assert_eq!(faults(&records), [ChainFault::Changed { position: 5 }]);
}

#[test]
fn a_changed_event_hashed_anew_shows_in_the_one_after_it() {
    let mut records = journal(10);
    records[4].at = "2026-01-01T00:00:00Z".into();
    records[4].hash = records[4].computed_hash();
    assert_eq!(faults(&records), [ChainFault::Detached { position: 6, after: 5 }]);
}

#[test]
fn a_lost_event_shows() {
    let mut records = journal(10);
    records.remove(4);
    assert_eq!(faults(&records), [ChainFault::Missing { from: 5, to: 5 }]);
}

#[test]
fn two_events_that_changed_places_show() {
    let mut records = journal(10);
    let (left, right) = (records[4].body.clone(), records[5].body.clone());
    (records[4].body, records[5].body) = (right, left);
    assert_eq!(faults(&records).len(), 2);
}

#[test]
fn a_cut_tail_shows_only_by_a_checkpoint() {
    let mut records = journal(10);
    let checkpoint = checkpoint(&records);
    records.truncate(7);
    assert_eq!(faults(&records), [], "the chain alone cannot know");
    let mut walk = ChainWalk::default();
    walk.expect(checkpoint.position, checkpoint.hash);
    records.iter().for_each(|record| walk.step(record));
    assert_eq!(walk.into_faults(), [ChainFault::TailCut { found: 7, signed: 10 }]);
}

#[test]
fn a_chain_made_anew_shows_by_a_checkpoint() {
    let signed = checkpoint(&journal(10));
    let mut forged: Vec<Record> = Vec::new();
    for mut record in journal(12) {
        record.at = "2026-01-01T00:00:00Z".into();
        record.previous = forged.last().map_or(Digest::ZERO, |last| last.hash);
        record.hash = record.computed_hash();
        forged.push(record);
    }
    assert_eq!(faults(&forged), []);
    let mut walk = ChainWalk::default();
    walk.expect(signed.position, signed.hash);
    forged.iter().for_each(|record| walk.step(record));
    assert_eq!(walk.into_faults(), [ChainFault::Rewritten { position: 10 }]);
}
