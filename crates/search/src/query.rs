//! What is looked for, as it stands in an address.
//!
//! `?q=&outcome=&provision=&topic=&from=&to=&page=` are the contract (design 7.4); `authority`, `year`, `late` and `sort`
//! are beside them. A facet may be given more than once: any of its values will do. What comes from outside is cut to
//! limits here, so that nothing behind has to fear it.

use jiff::civil::Date;

/// A search. Reads itself from an address and writes itself as one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The words; at most [`Query::LONGEST_TEXT`] characters.
    pub text: String,
    /// For each facet the values of which one must be there; empty for any.
    pub chosen: Chosen,
    /// Answered on or after.
    pub from: Option<Date>,
    /// Answered on or before.
    pub to: Option<Date>,
    /// In which order.
    pub sort: Sort,
    /// Which page of results, from 1.
    pub page: u32,
}

/// What results can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Facet {
    /// Whose log.
    Authority,
    /// The outcome.
    Outcome,
    /// The provisions relied on.
    Provision,
    /// The topics.
    Topic,
    /// The year of the answer.
    Year,
    /// Whether it was answered late.
    Late,
}

impl Facet {
    /// All, in the order of a page.
    pub const ALL: [Self; 6] = [Self::Authority, Self::Outcome, Self::Provision, Self::Topic, Self::Year, Self::Late];

    /// Its name in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Authority => "authority",
            Self::Outcome => "outcome",
            Self::Provision => "provision",
            Self::Topic => "topic",
            Self::Year => "year",
            Self::Late => "late",
        }
    }

    /// The facet of this name.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|facet| facet.key() == key)
    }
}

/// The order of results.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Sort {
    /// What fits best first; without words, the newest.
    #[default]
    Relevance,
    /// The newest answer first.
    Newest,
    /// The oldest answer first.
    Oldest,
}

impl Sort {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Relevance, Self::Newest, Self::Oldest];

    /// Its name in an address.
    pub fn key(self) -> &'static str {
        match self {
            Self::Relevance => "relevance",
            Self::Newest => "newest",
            Self::Oldest => "oldest",
        }
    }
}

/// The values chosen for each facet.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Chosen([Vec<String>; Facet::ALL.len()]);

impl Chosen {
    /// The values of a facet.
    pub fn of(&self, facet: Facet) -> &[String] {
        &self.0[facet as usize]
    }

    /// Chooses one more value.
    pub fn add(&mut self, facet: Facet, value: &str) {
        let values = &mut self.0[facet as usize];
        let fits = !value.is_empty() && value.chars().count() <= LONGEST_VALUE && values.len() < MOST_VALUES;
        if fits && !values.iter().any(|known| known == value) {
            values.push(value.to_owned());
        }
    }

    /// Chooses no value of a facet.
    pub fn clear(&mut self, facet: Facet) {
        self.0[facet as usize].clear();
    }

    /// The same without one value.
    pub fn remove(&mut self, facet: Facet, value: &str) {
        self.0[facet as usize].retain(|known| known != value);
    }

    /// Whether nothing is chosen.
    pub fn is_empty(&self) -> bool {
        self.0.iter().all(Vec::is_empty)
    }
}

impl Query {
    /// The most characters of the words; the rest is left out.
    pub const LONGEST_TEXT: usize = 300;
    /// Results on a page.
    pub const PER_PAGE: u32 = 20;
    /// The last page that can be turned to.
    pub const LAST_PAGE: u32 = 500;

    /// A search for words.
    pub fn for_text(text: &str) -> Self {
        Self::from_pairs([("q", text)])
    }

    /// Reads the names and values of an address; what is not known or not sound is left out.
    pub fn from_pairs<'a>(pairs: impl IntoIterator<Item = (&'a str, &'a str)>) -> Self {
        let mut query = Self { page: 1, ..Self::default() };
        for (name, value) in pairs {
            match name {
                "q" => query.text = value.trim().chars().take(Self::LONGEST_TEXT).collect(),
                "from" => query.from = value.trim().parse().ok(),
                "to" => query.to = value.trim().parse().ok(),
                "page" => query.page = value.trim().parse().unwrap_or(1).clamp(1, Self::LAST_PAGE),
                "sort" => query.sort = Sort::ALL.into_iter().find(|sort| sort.key() == value).unwrap_or_default(),
                _ => {
                    if let Some(facet) = Facet::from_key(name) {
                        query.chosen.add(facet, value.trim());
                    }
                }
            }
        }
        query
    }

    /// The names and values, without those that say nothing; an address made of them reads back as the same search.
    pub fn pairs(&self) -> Vec<(&'static str, String)> {
        let mut pairs = Vec::new();
        if !self.text.is_empty() {
            pairs.push(("q", self.text.clone()));
        }
        for facet in Facet::ALL {
            pairs.extend(self.chosen.of(facet).iter().map(|value| (facet.key(), value.clone())));
        }
        pairs.extend(self.from.map(|date| ("from", date.to_string())));
        pairs.extend(self.to.map(|date| ("to", date.to_string())));
        if self.sort != Sort::Relevance {
            pairs.push(("sort", self.sort.key().to_owned()));
        }
        if self.page > 1 {
            pairs.push(("page", self.page.to_string()));
        }
        pairs
    }

    /// The query part of an address, without the question mark; empty for the search for everything.
    pub fn to_address(&self) -> String {
        serde_urlencoded::to_string(self.pairs()).unwrap_or_default()
    }

    /// The same search from its first page, for what begins anew when it is narrowed.
    #[must_use]
    pub fn from_start(&self) -> Self {
        Self { page: 1, ..self.clone() }
    }

    /// Whether it says anything at all.
    pub fn is_empty(&self) -> bool {
        self.text.is_empty() && !self.is_narrowed()
    }

    /// Whether it narrows by a facet or a date.
    pub fn is_narrowed(&self) -> bool {
        !self.chosen.is_empty() || self.from.is_some() || self.to.is_some()
    }
}

/// Characters of a value; longer than any topic.
const LONGEST_VALUE: usize = 200;
/// Values of one facet.
const MOST_VALUES: usize = 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_search_reads_back_from_its_address() {
        let mut query = Query::for_text("stop & search “north”");
        query.chosen.add(Facet::Outcome, "withheld");
        query.chosen.add(Facet::Outcome, "disclosed");
        query.chosen.add(Facet::Topic, "Roads & traffic");
        query.from = Some(jiff::civil::date(2026, 1, 1));
        query.sort = Sort::Oldest;
        query.page = 3;
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(&query.to_address()).unwrap();
        assert_eq!(Query::from_pairs(pairs.iter().map(|(name, value)| (name.as_str(), value.as_str()))), query);
    }

    #[test]
    fn what_is_too_long_too_many_or_not_sound_is_left_out() {
        let long = "x".repeat(100_000);
        let pairs = [("q", long.as_str()), ("topic", &long), ("page", "-3"), ("from", "yesterday"), ("sort", "x")];
        let query = Query::from_pairs(pairs);
        assert_eq!((query.text.len(), query.page, query.is_narrowed()), (Query::LONGEST_TEXT, 1, false));
        let mut query = Query::default();
        (0..1_000).for_each(|number| query.chosen.add(Facet::Topic, &number.to_string()));
        assert_eq!(query.chosen.of(Facet::Topic).len(), MOST_VALUES);
    }
}
