//! One suite, run on each store: SQLite with a folder, and PostgreSQL with a bucket.

mod conformance {
    pub(crate) mod outbox;
    pub(crate) mod postgres;
    pub(crate) mod suite;
}

use candour_store::Store;
use conformance::{outbox, postgres, suite};

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
                let bucket = std::sync::Arc::new(object_store::memory::InMemory::new());
                let store = super::Store::connect(&url, bucket).await.unwrap();
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
}
