//! Words that mean the same: `BCU` finds "borough command unit", and the other way round.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::words;

/// Groups of forms; each form is its stems in order.
pub(crate) struct Synonyms {
    groups: Vec<Vec<Vec<String>>>,
    /// Which groups have a form that begins with this stem.
    beginnings: HashMap<String, Vec<usize>>,
    /// Stems of the longest form.
    pub(crate) longest: usize,
}

impl Synonyms {
    /// Those of the data file.
    pub(crate) fn built_in() -> &'static Self {
        static BUILT_IN: LazyLock<Synonyms> = LazyLock::new(|| Synonyms::read(include_str!("../data/synonyms.txt")));
        &BUILT_IN
    }

    fn read(text: &str) -> Self {
        let mut analyzer = words::stemmed();
        let mut groups = Vec::new();
        for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#')) {
            let forms = line.split('|').map(|form| words::forms(&mut analyzer, form, 8));
            groups.push(forms.filter(|form| !form.is_empty()).collect::<Vec<_>>());
        }
        let mut beginnings: HashMap<String, Vec<usize>> = HashMap::new();
        for (position, group) in groups.iter().enumerate() {
            for form in group {
                let known = beginnings.entry(form[0].clone()).or_default();
                if known.last() != Some(&position) {
                    known.push(position);
                }
            }
        }
        let longest = groups.iter().flatten().map(Vec::len).max().unwrap_or(1);
        Self { groups, beginnings, longest }
    }

    /// The other forms of exactly these stems; empty if they have none.
    pub(crate) fn others(&self, stems: &[String]) -> Vec<&[String]> {
        let Some(groups) = stems.first().and_then(|first| self.beginnings.get(first)) else { return Vec::new() };
        let matching = groups.iter().filter_map(|group| self.groups.get(*group));
        let matching = matching.filter(|group| group.iter().any(|form| form == stems));
        let mut others: Vec<&[String]> = matching.flatten().map(Vec::as_slice).filter(|form| *form != stems).collect();
        others.sort_unstable();
        others.dedup();
        others
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_abbreviation_and_its_words_find_each_other() {
        let synonyms = Synonyms::built_in();
        let stems = |text: &str| words::forms(&mut words::stemmed(), text, 8);
        let unit = stems("borough command unit");
        assert!(synonyms.others(&stems("BCU")).contains(&unit.as_slice()));
        assert!(synonyms.others(&unit).contains(&stems("bcu").as_slice()));
        assert!(synonyms.others(&stems("borough")).is_empty());
        assert!(synonyms.longest >= 5);
    }
}
