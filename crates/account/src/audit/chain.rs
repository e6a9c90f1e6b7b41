//! The chain over the record: what an entry is as bytes, its hash over all before it, and the links as they are kept.
use super::{AuditEntry, Seal};
use sha2::{Digest, Sha256};

/// The hash of an entry over all that was sealed before it.
pub(super) type Hash = [u8; 32];

/// One link of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Link {
    /// The number of the entry in the record.
    pub(super) seq: i64,
    /// Its hash.
    pub(super) hash: Hash,
}

/// What comes before the first entry.
pub(super) const START: Hash = [0; 32];
/// What the hashes are of; another encoding has another name.
const LABEL: &[u8] = b"aiwfe record 1";
/// How many bytes a link is kept in.
const LINK_BYTES: usize = 8 + size_of::<Hash>();

/// The hash of an entry after another one.
pub(super) fn hash(previous: &Hash, entry: &AuditEntry) -> Hash {
    hash_in(&mut Vec::new(), previous, entry)
}

/// The same, put together where the one before was. Every column is part of it: one more does not compile here.
fn hash_in(whole: &mut Vec<u8>, previous: &Hash, entry: &AuditEntry) -> Hash {
    let AuditEntry { seq, at, actor_id, space_id, operation, subject_id, request_id } = entry;
    whole.clear();
    whole.extend_from_slice(LABEL);
    whole.extend_from_slice(previous);
    whole.extend_from_slice(&seq.to_be_bytes());
    whole.extend_from_slice(&at.micros().to_be_bytes());
    for id in [actor_id, space_id, subject_id] {
        whole.push(id.is_some().into());
        whole.extend_from_slice(&id.map(|id| *id.as_bytes()).unwrap_or_default());
    }
    for text in [operation, request_id] {
        whole.extend_from_slice(&(text.len() as u64).to_be_bytes());
        whole.extend_from_slice(text.as_bytes());
    }
    Sha256::digest(whole).into()
}

/// The links of these entries, in their order, after what was sealed before.
pub(super) fn links(mut previous: Hash, entries: &[AuditEntry]) -> Vec<Link> {
    let mut whole = Vec::new();
    let link = |entry: &AuditEntry| {
        previous = hash_in(&mut whole, &previous, entry);
        Link { seq: entry.seq, hash: previous }
    };
    entries.iter().map(link).collect()
}

/// The links as they are kept.
pub(super) fn bytes(links: &[Link]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(links.len() * LINK_BYTES);
    for Link { seq, hash } in links {
        bytes.extend_from_slice(&seq.to_be_bytes());
        bytes.extend_from_slice(hash);
    }
    bytes
}

impl Seal {
    /// Its links; nothing, if they are not whole.
    pub(super) fn read(&self) -> Option<Vec<Link>> {
        let whole = self.links.len().is_multiple_of(LINK_BYTES);
        let link = |bytes: &[u8]| {
            let (seq, hash) = bytes.split_first_chunk()?;
            Some(Link { seq: i64::from_be_bytes(*seq), hash: hash.try_into().ok()? })
        };
        whole.then(|| self.links.chunks(LINK_BYTES).map(link).collect())?
    }

    /// How many entries the chain has with this piece.
    pub(super) fn end(&self) -> i64 {
        self.position + (self.links.len() / LINK_BYTES) as i64
    }

    /// The hash of its last entry.
    pub(super) fn head(&self) -> Option<Hash> {
        self.links.last_chunk().copied()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use base::{Clock, Id};
    use serde_json::json;
    use std::time::Duration;

    fn entry(clock: &Clock) -> AuditEntry {
        AuditEntry {
            seq: 7,
            at: clock.now(),
            actor_id: Some(Id::new(clock)),
            space_id: None,
            operation: "tasks.create".into(),
            subject_id: None,
            request_id: "req_1".into(),
        }
    }

    #[test]
    fn s_16_a_hash_stands_for_every_column_and_for_what_came_before() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let plain = entry(&clock);
        let id = Some(Id::new(&clock));
        let others = [
            AuditEntry { seq: 8, ..plain.clone() },
            AuditEntry { at: plain.at.plus(Duration::from_micros(1)), ..plain.clone() },
            AuditEntry { actor_id: id, ..plain.clone() },
            AuditEntry { actor_id: None, space_id: plain.actor_id, ..plain.clone() },
            AuditEntry { space_id: Some(Id::from_bytes([0; 16])), ..plain.clone() },
            AuditEntry { subject_id: id, ..plain.clone() },
            AuditEntry { operation: "tasks.createreq_1".into(), request_id: String::new(), ..plain.clone() },
            AuditEntry { operation: "tasks.creat".into(), request_id: "ereq_1".into(), ..plain.clone() },
        ];
        let known = hash(&START, &plain);
        assert_eq!(hash(&START, &plain.clone()), known);
        assert_ne!(hash(&known, &plain), known);
        others.iter().for_each(|other| assert_ne!(hash(&START, other), known, "{other:?}"));
    }

    #[test]
    fn links_are_kept_and_read_again() {
        let clock = Clock::held("2026-11-20T08:00:00Z".parse().unwrap(), 1);
        let links = links(START, &[entry(&clock), AuditEntry { seq: -1, ..entry(&clock) }]);
        let seal = Seal { position: 5, links: bytes(&links), highest: 7, missing: json!([]) };
        assert_eq!((seal.read().unwrap(), seal.end()), (links.clone(), 7));
        assert_eq!(seal.head(), Some(links[1].hash));
        let cut = Seal { links: seal.links[1..].to_vec(), ..seal };
        assert_eq!(cut.read(), None);
    }
}
