//! Connecting to a bucket of an S3-compatible server.

use std::sync::Arc;
use std::time::Duration;

use candour_casework::ports::{StoreError, StoreErrorKind, Stored};
use object_store::aws::AmazonS3Builder;
use object_store::prefix::PrefixStore;
use object_store::{BackoffConfig, ClientOptions, ObjectStore, RetryConfig};

use crate::place::{BucketAddress, BucketCredentials};

/// A client of the bucket. Nothing travels yet.
pub(crate) fn open(address: &BucketAddress, credentials: &BucketCredentials) -> Stored<Arc<dyn ObjectStore>> {
    // The client takes the process's provider of cryptography; a second call finds the first one's and changes nothing.
    drop(rustls::crypto::ring::default_provider().install_default());
    let retry = RetryConfig { backoff: BackoffConfig::default(), max_retries: RETRIES, retry_timeout: PATIENCE };
    let on_loopback = address.endpoint.as_deref().is_some_and(|endpoint| endpoint.starts_with("http://"));
    let client = ClientOptions::new()
        .with_connect_timeout(CONNECTING)
        .with_timeout(PATIENCE)
        // `BlobPlace` takes an endpoint without TLS on loopback only.
        .with_allow_http(on_loopback);
    let mut builder = AmazonS3Builder::new()
        .with_bucket_name(&address.bucket)
        .with_region(&address.region)
        .with_access_key_id(&credentials.key_id)
        .with_secret_access_key(&credentials.secret)
        .with_virtual_hosted_style_request(false)
        .with_client_options(client)
        .with_retry(retry);
    if let Some(endpoint) = &address.endpoint {
        builder = builder.with_endpoint(endpoint);
    }
    if let Some(token) = &credentials.session_token {
        builder = builder.with_token(token);
    }
    let bucket = builder.build().map_err(|cause| {
        let attempted = format!("connecting to the bucket {}", address.bucket);
        StoreError::new(attempted, StoreErrorKind::Failed(Box::new(cause)))
    })?;
    Ok(if address.prefix.is_empty() {
        Arc::new(bucket)
    } else {
        Arc::new(PrefixStore::new(bucket, address.prefix.as_str()))
    })
}

const CONNECTING: Duration = Duration::from_secs(5);
/// For one file, all tries together: a case document is some megabytes.
const PATIENCE: Duration = Duration::from_secs(60);
const RETRIES: usize = 3;
