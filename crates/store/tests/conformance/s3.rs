//! An S3-compatible server of the test's own: on loopback, over a temporary folder, with signed requests.

use candour_store::{BlobPlace, BucketAddress, BucketCredentials};
use hyper_util::rt::{TokioExecutor, TokioIo};
use hyper_util::server::conn::auto::Builder;
use s3s::auth::SimpleAuth;
use s3s::service::S3ServiceBuilder;
use s3s_fs::FileSystem;
use tokio::net::TcpListener;

/// A running server; it ends with the test's runtime.
pub(crate) struct Server {
    pub(crate) folder: tempfile::TempDir,
    port: u16,
}

impl Server {
    /// Starts a server that has one bucket.
    pub(crate) async fn start() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join(BUCKET)).unwrap();
        let mut service = S3ServiceBuilder::new(FileSystem::new(folder.path()).unwrap());
        service.set_auth(SimpleAuth::from_single(KEY_ID, SECRET));
        let service = service.build();
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let service = service.clone();
                tokio::spawn(async move {
                    let builder = Builder::new(TokioExecutor::new());
                    drop(builder.serve_connection(TokioIo::new(stream), service).await);
                });
            }
        });
        Self { folder, port }
    }

    /// The bucket's address.
    pub(crate) fn place(&self) -> BlobPlace {
        BlobPlace::Bucket(BucketAddress {
            bucket: BUCKET.into(),
            prefix: "candour".into(),
            endpoint: Some(format!("http://127.0.0.1:{}", self.port)),
            region: "us-east-1".into(),
        })
    }
}

/// Credentials that the server takes.
pub(crate) fn credentials() -> BucketCredentials {
    BucketCredentials { key_id: KEY_ID.into(), secret: SECRET.into(), session_token: None }
}

const BUCKET: &str = "candour-test";
const KEY_ID: &str = "SAMPLEKEY";
const SECRET: &str = "sample-secret-of-a-test";
