//! Where bytes are kept, as an address: a folder, or a bucket of an S3-compatible server.

use std::path::PathBuf;
use std::str::FromStr;

/// A blob store's address.
///
/// `/srv/candour/blobs` or `file:///srv/candour/blobs` is a folder that every process sees.
/// `s3://bucket/prefix?endpoint=https://s3.example.org&region=eu-west-2` is a bucket; without an endpoint it is
/// Amazon's. No address holds a secret: credentials come separately.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum BlobPlace {
    /// A folder.
    Folder(PathBuf),
    /// A bucket.
    Bucket(BucketAddress),
}

/// A bucket's address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BucketAddress {
    /// The bucket.
    pub bucket: String,
    /// What every key begins with; empty for none.
    pub prefix: String,
    /// The server; `None` for Amazon's.
    pub endpoint: Option<String>,
    /// The region; servers of one's own mostly ignore it.
    pub region: String,
}

/// What a bucket's server wants to see. Not shown by `Debug`.
#[derive(Clone)]
pub struct BucketCredentials {
    /// The access key's identifier.
    pub key_id: String,
    /// The secret.
    pub secret: String,
    /// For credentials that run out.
    pub session_token: Option<String>,
}

impl std::fmt::Debug for BucketCredentials {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("BucketCredentials").finish_non_exhaustive()
    }
}

/// An address of bytes that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{address}` is no place for files: {why}")]
pub struct InvalidPlace {
    address: String,
    why: &'static str,
}

impl FromStr for BlobPlace {
    type Err = InvalidPlace;

    fn from_str(text: &str) -> Result<Self, InvalidPlace> {
        let refused = |why| Err(InvalidPlace { address: text.to_owned(), why });
        if let Some(path) = text.strip_prefix("file://") {
            return if path.starts_with('/') {
                Ok(Self::Folder(path.into()))
            } else {
                refused("a folder's address begins with file:///")
            };
        }
        let Some(rest) = text.strip_prefix("s3://") else {
            if text.contains("://") || text.is_empty() {
                return refused("use a folder, or s3://bucket/prefix?endpoint=https://server");
            }
            return Ok(Self::Folder(text.into()));
        };
        let (path, query) = rest.split_once('?').unwrap_or((rest, ""));
        let (bucket, prefix) = path.split_once('/').unwrap_or((path, ""));
        if bucket.contains('@') || bucket.contains(':') {
            return refused("credentials do not belong in an address; set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY");
        }
        let letters = |byte| matches!(byte, b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.');
        if !(3..=63).contains(&bucket.len()) || !bucket.bytes().all(letters) {
            return refused("a bucket's name has 3 to 63 lower-case letters, digits, hyphens and full stops");
        }
        let mut address = BucketAddress {
            bucket: bucket.to_owned(),
            prefix: prefix.trim_matches('/').to_owned(),
            endpoint: None,
            region: DEFAULT_REGION.to_owned(),
        };
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            match pair.split_once('=') {
                Some(("endpoint", url)) if url.starts_with("https://") || url.starts_with("http://") => {
                    address.endpoint = Some(url.trim_end_matches('/').to_owned());
                }
                Some(("endpoint", _)) => {
                    return refused("the endpoint must begin with https:// (or http:// on loopback)");
                }
                Some(("region", region)) if !region.is_empty() => address.region = region.to_owned(),
                _ => return refused("after the question mark only endpoint= and region= are known"),
            }
        }
        if address.endpoint.as_deref().is_some_and(is_open_to_the_network) {
            return refused("an endpoint without TLS is only used on loopback; give https://");
        }
        Ok(Self::Bucket(address))
    }
}

impl std::fmt::Display for BlobPlace {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Folder(path) => path.display().fmt(f),
            Self::Bucket(address) => write!(f, "s3://{}/{}", address.bucket, address.prefix),
        }
    }
}

fn is_open_to_the_network(endpoint: &str) -> bool {
    let Some(rest) = endpoint.strip_prefix("http://") else { return false };
    let host = rest.split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, port)| if port.contains(']') { rest } else { host });
    !matches!(host, "localhost" | "127.0.0.1" | "[::1]")
}

const DEFAULT_REGION: &str = "us-east-1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_and_a_bucket_are_told_apart() {
        assert_eq!("/srv/blobs".parse(), Ok(BlobPlace::Folder("/srv/blobs".into())));
        assert_eq!("file:///srv/blobs".parse(), Ok(BlobPlace::Folder("/srv/blobs".into())));
        let bucket = "s3://foi-files/live/?endpoint=https://s3.example.org/&region=eu-west-2".parse();
        let expected = BucketAddress {
            bucket: "foi-files".into(),
            prefix: "live".into(),
            endpoint: Some("https://s3.example.org".into()),
            region: "eu-west-2".into(),
        };
        assert_eq!(bucket, Ok(BlobPlace::Bucket(expected)));
    }

    #[test]
    fn an_address_that_would_leak_or_cannot_be_is_refused() {
        for wrong in [
            "",
            "ftp://there",
            "s3://x",
            "s3://key:secret@bucket",
            "s3://bucket?endpoint=ftp://there",
            "s3://bucket?secret=1",
            "s3://bucket?endpoint=http://s3.example.org",
            "file://relative",
        ] {
            assert!(wrong.parse::<BlobPlace>().is_err(), "{wrong}");
        }
        for near in ["http://127.0.0.1:9000", "http://localhost", "http://[::1]:9000"] {
            assert!(format!("s3://bucket?endpoint={near}").parse::<BlobPlace>().is_ok(), "{near}");
        }
    }
}
