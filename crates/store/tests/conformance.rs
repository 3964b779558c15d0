//! One suite, run on each store: SQLite with a folder, and PostgreSQL with a bucket of an S3-compatible server.
#![expect(
    clippy::print_stderr,
    clippy::unwrap_used,
    reason = "a test says what it sees and stops where it cannot go on"
)]

mod conformance {
    pub(crate) mod outbox;
    pub(crate) mod postgres;
    pub(crate) mod returns;
    pub(crate) mod s3;
    pub(crate) mod suite;
}

use candour_casework::ports::{BlobStore as _, Stored};
use candour_store::{BucketCredentials, SharedStore, Store};
use conformance::{outbox, postgres, returns, s3, suite};

async fn shared(url: &str, bucket: &s3::Server, credentials: BucketCredentials) -> Stored<Store> {
    let (database_url, blobs) = (url.to_owned(), bucket.place());
    Store::connect_to(&SharedStore { database_url, database_password: None, blobs, credentials: Some(credentials) })
        .await
}

macro_rules! on_both_stores {
    ($($module:ident: [$($name:ident),* $(,)?]),* $(,)?) => {
        mod sqlite {
            $($(#[tokio::test]
            async fn $name() {
                let folder = tempfile::tempdir().unwrap();
                let store = super::Store::create(folder.path()).await.unwrap();
                super::$module::$name(&store).await;
                store.close().await;
            })*)*
        }
        mod postgresql {
            $($(#[tokio::test]
            async fn $name() {
                let Some(server) = super::postgres::Server::shared() else { return };
                let url = server.new_database().await;
                let bucket = super::s3::Server::start().await;
                let store = super::shared(&url, &bucket, super::s3::credentials()).await.unwrap();
                super::$module::$name(&store).await;
                store.close().await;
            })*)*
        }
    };
}

on_both_stores! {
    suite: [
        a_case_reads_back_as_it_was_written,
        a_case_is_found_by_reference_and_by_alias,
        a_reference_belongs_to_one_case,
        numbers_are_given_once,
        a_change_to_an_outdated_case_is_a_conflict,
        one_of_two_changes_at_once_wins,
        the_due_list_is_in_order_and_leaves_out_what_is_answered,
        erasing_the_requester_leaves_the_chain_sound,
        what_is_published_is_listed_found_and_taken_down,
        a_second_version_replaces_the_first_at_the_same_address,
        the_list_narrows_by_outcome_provision_topic_and_date,
        bytes_are_kept_once_and_checked,
        accounts_sign_in_only_with_their_password,
        an_authority_is_saved_and_changed,
        a_day_is_added_to_the_calendar_once,
        a_proclaimed_day_moves_open_cases_and_both_dates_stay,
        the_journal_refuses_edits_and_verifies,
        two_workers_never_run_one_job_twice,
        the_job_of_a_dead_worker_is_taken_up,
        a_failed_job_waits_and_comes_back,
        a_job_is_enqueued_with_the_change_or_not_at_all,
    ],
    outbox: [
        publishing_and_taking_down_are_told_in_order_in_the_outbox,
        a_publication_that_is_refused_leaves_nothing_in_the_outbox,
        a_reader_of_the_outbox_goes_on_where_it_was,
    ],
    returns: [
        a_return_counts_the_cases_of_its_period_and_no_others,
        a_return_reads_more_cases_than_one_batch,
        requesters_are_erased_when_their_time_is_over,
        a_job_held_on_stays_with_its_worker,
        a_job_of_a_name_is_added_once,
        jobs_long_done_are_forgotten_and_others_are_not,
    ],
}

#[tokio::test]
async fn a_file_changed_in_the_bucket_is_never_handed_out() {
    let Some(server) = postgres::Server::shared() else { return };
    let bucket = s3::Server::start().await;
    let store = shared(&server.new_database().await, &bucket, s3::credentials()).await.unwrap();
    let digest = store.put(b"the truth".to_vec()).await.unwrap();
    let object = bucket.folder.path().join("candour-test/candour/blobs").join(digest.to_string());
    assert_eq!(std::fs::read(&object).unwrap(), b"the truth", "kept under its digest");
    std::fs::write(object, "a lie!!!!").unwrap();
    let refused = store.fetch(digest).await.unwrap_err();
    assert!(refused.to_string().contains("not what was kept"), "{refused}");
}

#[tokio::test]
async fn a_bucket_that_refuses_is_said_and_nothing_is_noted_as_kept() {
    let Some(server) = postgres::Server::shared() else { return };
    let bucket = s3::Server::start().await;
    let wrong = BucketCredentials { secret: "another".into(), ..s3::credentials() };
    let store = shared(&server.new_database().await, &bucket, wrong).await.unwrap();
    let refused = store.put(b"a page".to_vec()).await.unwrap_err();
    assert!(refused.is_unavailable() && refused.to_string().contains("keeping a file"), "{refused}");
    assert_eq!(store.fetch(candour_casework::Digest::of(b"a page")).await.unwrap(), None);
}
