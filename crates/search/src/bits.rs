//! Sets of documents of one segment, and how many are in two of them at once.
//!
//! Facets are counts of intersections. A word of 64 documents is intersected in one step, so that counting a value over
//! a million documents takes some microseconds; rare values are kept as a list, which is smaller and quicker still.

/// A set of documents, one bit each.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits {
    words: Vec<u64>,
    documents: u32,
}

impl Bits {
    /// The empty set of a segment with this many documents.
    pub(crate) fn none(documents: u32) -> Self {
        Self { words: vec![0; documents.div_ceil(64) as usize], documents }
    }

    /// The set of all documents of such a segment.
    pub(crate) fn all(documents: u32) -> Self {
        let mut all = Self { words: vec![u64::MAX; documents.div_ceil(64) as usize], documents };
        let rest = documents % 64;
        if rest != 0
            && let Some(last) = all.words.last_mut()
        {
            *last = (1 << rest) - 1;
        }
        all
    }

    /// The documents for which `test` holds.
    pub(crate) fn where_true(documents: u32, mut test: impl FnMut(u32) -> bool) -> Self {
        let mut bits = Self::none(documents);
        for (position, word) in bits.words.iter_mut().enumerate() {
            let first = position as u32 * 64;
            for offset in 0..64.min(documents - first) {
                *word |= u64::from(test(first + offset)) << offset;
            }
        }
        bits
    }

    /// Adds documents; what is no document of the segment is left out.
    pub(crate) fn add(&mut self, documents: &[u32]) {
        for &document in documents {
            if let Some(word) = self.words.get_mut((document / 64) as usize) {
                *word |= 1 << (document % 64);
            }
        }
    }

    /// Takes a document out.
    pub(crate) fn remove(&mut self, document: u32) {
        if let Some(word) = self.words.get_mut((document / 64) as usize) {
            *word &= !(1 << (document % 64));
        }
    }

    /// Whether a document is in it.
    pub(crate) fn contains(&self, document: u32) -> bool {
        self.words.get((document / 64) as usize).is_some_and(|word| word >> (document % 64) & 1 == 1)
    }

    /// Keeps what is in the other set too.
    pub(crate) fn keep(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word &= other;
        }
    }

    /// Adds what is in the other set.
    pub(crate) fn join(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// How many documents are in it.
    pub(crate) fn count(&self) -> u64 {
        ones(self.words.iter().copied())
    }

    /// How many documents are in both.
    pub(crate) fn count_with(&self, other: &Self) -> u64 {
        let (pairs, rest) = self.words.as_chunks::<CHUNK>();
        let (others, other_rest) = other.words.as_chunks::<CHUNK>();
        let mut sum = Adder::default();
        for (left, right) in pairs.iter().zip(others) {
            sum.add(&std::array::from_fn(|at| left[at] & right[at]));
        }
        sum.total()
            + rest.iter().zip(other_rest).map(|(left, right)| u64::from((left & right).count_ones())).sum::<u64>()
    }

    /// The documents, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.words.iter().enumerate().flat_map(|(position, &word)| {
            let mut rest = word;
            std::iter::from_fn(move || {
                (rest != 0).then(|| {
                    let offset = rest.trailing_zeros();
                    rest &= rest - 1;
                    position as u32 * 64 + offset
                })
            })
        })
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        self.words.len() * 8
    }
}

/// The documents that have one value of a facet: bits where it is common, a list where it is rare.
#[derive(Clone, Debug)]
pub(crate) enum ValueSet {
    Common(Bits),
    Rare(Vec<u32>),
}

impl ValueSet {
    /// From the documents in order.
    pub(crate) fn new(documents: Vec<u32>, of: u32) -> Self {
        if documents.len() < (of / 32) as usize {
            return Self::Rare(documents);
        }
        let mut bits = Bits::none(of);
        bits.add(&documents);
        Self::Common(bits)
    }

    /// How many of them are in a set.
    pub(crate) fn count_in(&self, set: &Bits) -> u64 {
        match self {
            Self::Common(bits) => bits.count_with(set),
            Self::Rare(documents) => documents.iter().map(|document| u64::from(set.contains(*document))).sum(),
        }
    }

    /// Adds them to a set.
    pub(crate) fn join_into(&self, set: &mut Bits) {
        match self {
            Self::Common(bits) => set.join(bits),
            Self::Rare(documents) => set.add(documents),
        }
    }

    /// Bytes of memory.
    pub(crate) fn memory(&self) -> usize {
        match self {
            Self::Common(bits) => bits.memory(),
            Self::Rare(documents) => documents.len() * 4,
        }
    }
}

fn ones(words: impl Iterator<Item = u64>) -> u64 {
    words.map(|word| u64::from(word.count_ones())).sum()
}

/// Words added at once.
const CHUNK: usize = 16;

/// Counts bits sixteen words at a time by carry-save addition (Harley and Seal), which needs no special instruction of
/// the processor and which the compiler turns into vector instructions.
#[derive(Default)]
struct Adder {
    ones: u64,
    twos: u64,
    fours: u64,
    eights: u64,
    sixteens: u64,
}

impl Adder {
    fn add(&mut self, words: &[u64; CHUNK]) {
        let mut twos = [0; 8];
        for (at, pair) in words.as_chunks::<2>().0.iter().enumerate() {
            twos[at] = carry(&mut self.ones, pair[0], pair[1]);
        }
        let mut fours = [0; 4];
        for (at, pair) in twos.as_chunks::<2>().0.iter().enumerate() {
            fours[at] = carry(&mut self.twos, pair[0], pair[1]);
        }
        let mut eights = [0; 2];
        for (at, pair) in fours.as_chunks::<2>().0.iter().enumerate() {
            eights[at] = carry(&mut self.fours, pair[0], pair[1]);
        }
        let sixteens = carry(&mut self.eights, eights[0], eights[1]);
        self.sixteens += u64::from(sixteens.count_ones());
    }

    fn total(&self) -> u64 {
        let weighed = [(self.ones, 1), (self.twos, 2), (self.fours, 4), (self.eights, 8)];
        16 * self.sixteens + weighed.map(|(word, weight)| weight * u64::from(word.count_ones())).iter().sum::<u64>()
    }
}

/// Adds three bits in each place; the sum stays, the carry is returned.
fn carry(sum: &mut u64, left: u64, right: u64) -> u64 {
    let either = left ^ right;
    let carried = (left & right) | (*sum & either);
    *sum ^= either;
    carried
}

#[cfg(test)]
mod tests {
    use super::*;

    fn some(of: u32, every: u32) -> Bits {
        Bits::where_true(of, |document| document.is_multiple_of(every))
    }

    #[test]
    fn what_is_counted_together_is_what_is_in_both() {
        for of in [0, 1, 63, 64, 65, 1_000, 1_024, 5_000] {
            let (twos, threes) = (some(of, 2), some(of, 3));
            let expected = (0..of).filter(|document| document % 6 == 0).count() as u64;
            assert_eq!(twos.count_with(&threes), expected, "of {of}");
            assert_eq!(twos.count_with(&Bits::all(of)), twos.count());
            assert_eq!(Bits::all(of).count(), u64::from(of));
            let rare = ValueSet::Rare(threes.iter().collect());
            assert_eq!(rare.count_in(&twos), expected);
        }
    }

    #[test]
    fn a_set_gives_back_its_documents_in_order() {
        let mut set = Bits::none(200);
        set.add(&[7, 64, 199, 900]);
        assert_eq!(set.iter().collect::<Vec<_>>(), [7, 64, 199]);
        set.remove(64);
        assert!(!set.contains(64) && set.contains(199) && !set.contains(900));
    }

    #[test]
    fn a_common_value_is_kept_as_bits_and_a_rare_one_as_a_list() {
        assert!(matches!(ValueSet::new((0..900).collect(), 1_000), ValueSet::Common(_)));
        assert!(matches!(ValueSet::new(vec![3, 9], 1_000), ValueSet::Rare(_)));
    }
}
