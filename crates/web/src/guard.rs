//! What keeps machines from sending requests, without asking anybody else and without telling people apart.
//!
//! A form carries a signed stamp that says when it was opened: what comes back within seconds was not read by a
//! person. A field that people do not see stays empty. From one network only so many requests are taken in an hour.
//! Nothing here ever loses what was typed: each refusal shows the form again, with the reason and a new stamp.

use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};
use std::sync::Mutex;

use axum::extract::ConnectInfo;
use axum::http::Extensions;
use candour_casework::sealed::keyed_hash;
use candour_casework::{Digest, SealingKey, StatusToken};
use jiff::Timestamp;

/// The guard of one process. Stamps are read by every process that has the same key
/// ([`Settings::form_key`](crate::Settings)); counts are each process's own.
#[derive(Debug)]
pub(crate) struct Guard {
    key: Option<SealingKey>,
    sent: Mutex<HashMap<Network, Vec<Timestamp>>>,
    /// What links were asked for again, by a keyed hash, and when.
    reminded: Mutex<HashMap<Digest, Timestamp>>,
}

/// What a stamp says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Stamped {
    /// Ours, and so many seconds old.
    Ago(i64),
    /// Not ours, or from before a restart of a process without a lasting key.
    Unknown,
}

/// A network, as coarse as it can be and still be one: nobody's own address is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Network {
    /// The first 24 bits.
    V4([u8; 3]),
    /// The first 48 bits.
    V6([u16; 3]),
    /// A connection without an address: tests, and sockets in a folder.
    Unknown,
}

impl Guard {
    /// A guard with the installation's key, or with one that lives as long as this process.
    pub(crate) fn new(key: Option<SealingKey>) -> Self {
        let own = || {
            let mut random = [0; 32];
            getrandom::fill(&mut random).ok().map(|()| SealingKey::new(random))
        };
        Self { key: key.or_else(own), sent: Mutex::default(), reminded: Mutex::default() }
    }

    /// A stamp for a form that is opened now; `None` if the system gave no randomness.
    pub(crate) fn stamp(&self, now: Timestamp) -> Option<String> {
        let mut random = [0; 16];
        getrandom::fill(&mut random).ok()?;
        let nonce: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let said = format!("{}.{nonce}", now.as_second());
        Some(format!("{said}.{}", self.signature(&said)?))
    }

    /// What a stamp that came back says.
    pub(crate) fn read(&self, stamp: &str, now: Timestamp) -> Stamped {
        let read = || {
            let (said, signature) = stamp.rsplit_once('.')?;
            // Both are hashes under a secret key, so that the time this comparison takes tells nothing.
            (self.signature(said)? == signature).then_some(())?;
            said.split_once('.')?.0.parse::<i64>().ok()
        };
        match read().map(|opened| now.as_second() - opened) {
            Some(ago) if (0..=OPEN_SECONDS).contains(&ago) => Stamped::Ago(ago),
            _ => Stamped::Unknown,
        }
    }

    /// The secret of the status link that belongs to a stamp: the same form sent twice has the same one.
    pub(crate) fn token(&self, stamp: &str) -> Option<StatusToken> {
        Some(StatusToken::new(keyed_hash(self.key.as_ref()?, format!("link {stamp}").as_bytes()).0))
    }

    /// Whether one more may be sent from a network now; if so, it is counted.
    pub(crate) fn admits(&self, network: Network, now: Timestamp) -> bool {
        let Ok(mut sent) = self.sent.lock() else { return true };
        let recent = |at: &Timestamp| now.as_second() - at.as_second() < HOUR_SECONDS;
        if sent.len() >= MOST_NETWORKS && !sent.contains_key(&network) {
            sent.retain(|_, times| times.iter().any(recent));
            if sent.len() >= MOST_NETWORKS {
                // So many networks in an hour are an attack; forgetting who asked keeps everybody served.
                sent.clear();
            }
        }
        let times = sent.entry(network).or_default();
        times.retain(recent);
        let admits = times.len() < PER_HOUR;
        if admits {
            times.push(now);
        }
        admits
    }

    /// Whether the link of a request may be asked for again: once an hour, whether there is such a request or not, so
    /// that nobody's mailbox can be filled and the answer tells nothing.
    pub(crate) fn reminds(&self, of: &str, now: Timestamp) -> bool {
        let (Some(key), Ok(mut reminded)) = (&self.key, self.reminded.lock()) else { return false };
        if reminded.len() >= MOST_NETWORKS {
            reminded.retain(|_, at| now.as_second() - at.as_second() < HOUR_SECONDS);
        }
        let of = keyed_hash(key, format!("remind {of}").as_bytes());
        let is_recent = reminded.get(&of).is_some_and(|at| now.as_second() - at.as_second() < HOUR_SECONDS);
        let reminds = !is_recent && reminded.len() < MOST_NETWORKS;
        if reminds {
            reminded.insert(of, now);
        }
        reminds
    }

    fn signature(&self, said: &str) -> Option<String> {
        Some(keyed_hash(self.key.as_ref()?, format!("stamp {said}").as_bytes()).to_string())
    }
}

impl Network {
    /// The network a request came from. `forwarded` is the header of a proxy that is trusted, if there is one.
    pub(crate) fn of(extensions: &Extensions, forwarded: Option<&str>) -> Self {
        let peer = extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| peer.ip());
        // The last address in the header is the one that the proxy itself has seen.
        let told = forwarded.and_then(|list| list.rsplit(',').next()?.trim().parse().ok());
        match told.or(peer) {
            Some(address) => Self::around(address),
            None => Self::Unknown,
        }
    }

    fn around(address: IpAddr) -> Self {
        match address.to_canonical() {
            IpAddr::V4(address) => {
                let [a, b, c, _] = address.octets();
                Self::V4([a, b, c])
            }
            IpAddr::V6(address) => {
                let [a, b, c, ..] = address.segments();
                Self::V6([a, b, c])
            }
        }
    }
}

/// Nobody reads a form, thinks and writes in less.
pub(crate) const QUICKEST_SECONDS: i64 = 4;
/// How many requests and messages are taken from one network in an hour.
pub(crate) const PER_HOUR: usize = 20;
/// A form may lie open over night.
const OPEN_SECONDS: i64 = 36 * 60 * 60;
const HOUR_SECONDS: i64 = 60 * 60;
/// Beyond this all are forgotten: a few megabytes.
const MOST_NETWORKS: usize = 10_000;

#[cfg(test)]
mod tests {
    use super::*;

    fn at(second: i64) -> Timestamp {
        Timestamp::from_second(second).unwrap()
    }

    #[test]
    fn a_stamp_tells_its_age_and_cannot_be_made_up() {
        let guard = Guard::new(None);
        let stamp = guard.stamp(at(1_000)).unwrap();
        assert_eq!(guard.read(&stamp, at(1_007)), Stamped::Ago(7));
        assert_eq!(guard.read(&stamp, at(999)), Stamped::Unknown);
        assert_eq!(guard.read(&stamp, at(1_000 + 37 * 3_600)), Stamped::Unknown);
        assert_eq!(guard.read(&stamp.replacen("1000", "1001", 1), at(1_007)), Stamped::Unknown);
        assert_eq!(Guard::new(None).read(&stamp, at(1_007)), Stamped::Unknown);
        for wrong in ["", ".", "..", "a.b.c", "1000"] {
            assert_eq!(guard.read(wrong, at(1_000)), Stamped::Unknown, "{wrong}");
        }
    }

    #[test]
    fn processes_with_the_same_key_read_each_others_stamps() {
        let key = || Some(SealingKey::new([7; 32]));
        let stamp = Guard::new(key()).stamp(at(1_000)).unwrap();
        assert_eq!(Guard::new(key()).read(&stamp, at(1_007)), Stamped::Ago(7));
        assert_eq!(Guard::new(key()).token(&stamp), Guard::new(key()).token(&stamp));
        assert_eq!(Guard::new(Some(SealingKey::new([8; 32]))).read(&stamp, at(1_007)), Stamped::Unknown);
    }

    #[test]
    fn a_link_is_asked_for_again_once_an_hour() {
        let guard = Guard::new(None);
        assert!(guard.reminds("a", at(10)) && guard.reminds("b", at(10)));
        assert!(!guard.reminds("a", at(20)));
        assert!(guard.reminds("a", at(10 + HOUR_SECONDS)));
    }

    #[test]
    fn the_same_stamp_has_the_same_link_and_another_has_another() {
        let guard = Guard::new(None);
        let (one, two) = (guard.stamp(at(1)).unwrap(), guard.stamp(at(1)).unwrap());
        assert_eq!(guard.token(&one), guard.token(&one));
        assert_ne!(guard.token(&one), guard.token(&two));
    }

    #[test]
    fn a_network_sends_so_many_in_an_hour_and_others_are_not_hindered() {
        let guard = Guard::new(None);
        let (here, there) = (Network::V4([192, 0, 2]), Network::V4([198, 51, 100]));
        for _ in 0..PER_HOUR {
            assert!(guard.admits(here, at(10)));
        }
        assert!(!guard.admits(here, at(20)));
        assert!(guard.admits(there, at(20)));
        assert!(guard.admits(here, at(10 + HOUR_SECONDS)));
    }

    #[test]
    fn the_memory_of_networks_is_bounded() {
        let guard = Guard::new(None);
        for number in 0..25_000_u32 {
            let [_, a, b, c] = number.to_be_bytes();
            guard.admits(Network::V4([a, b, c]), at(10));
        }
        assert!(guard.sent.lock().unwrap().len() <= MOST_NETWORKS);
    }

    #[test]
    fn neighbours_share_a_network_and_only_a_trusted_header_counts() {
        let mut extensions = Extensions::new();
        assert_eq!(Network::of(&extensions, None), Network::Unknown);
        extensions.insert(ConnectInfo::<SocketAddr>("192.0.2.7:80".parse().unwrap()));
        assert_eq!(Network::of(&extensions, None), Network::V4([192, 0, 2]));
        assert_eq!(Network::of(&extensions, Some("10.0.0.1, 198.51.100.9")), Network::V4([198, 51, 100]));
        assert_eq!(Network::of(&extensions, Some("nonsense")), Network::V4([192, 0, 2]));
        extensions.insert(ConnectInfo::<SocketAddr>("[2001:db8:1:2::3]:80".parse().unwrap()));
        assert_eq!(Network::of(&extensions, None), Network::V6([0x2001, 0xdb8, 1]));
    }
}
