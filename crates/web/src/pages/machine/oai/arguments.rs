//! What a harvester may ask (OAI-PMH 2.0, 4), and what it is told when it asks wrongly.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jiff::civil::Date;

use crate::public::Changed;

/// A request understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Arguments {
    Identify,
    ListMetadataFormats { identifier: Option<String> },
    ListSets,
    GetRecord { identifier: String },
    List { records: bool, selection: Selection },
}

/// Which records of a list, and where in the history it goes on.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) after: u64,
    from: Option<Date>,
    until: Option<Date>,
    set: Option<String>,
}

/// An error of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) words: String,
}

impl Fault {
    fn new(code: &'static str, words: impl Into<String>) -> Self {
        Self { code, words: words.into() }
    }

    pub(super) fn unknown(identifier: &str) -> Self {
        Self::new("idDoesNotExist", format!("there is no record {identifier}"))
    }

    pub(super) fn nothing() -> Self {
        Self::new("noRecordsMatch", "nothing was published or taken down that fits")
    }
}

impl Arguments {
    /// Reads names and values as they came.
    pub(super) fn read(pairs: &[(String, String)]) -> Result<Self, Fault> {
        let verb = match pairs.iter().filter(|(name, _)| name == "verb").collect::<Vec<_>>()[..] {
            [(_, verb)] => verb.as_str(),
            [] => return Err(Fault::new("badVerb", "the argument `verb` is missing")),
            _ => return Err(Fault::new("badVerb", "the argument `verb` is there more than once")),
        };
        let allowed: &[&str] = match verb {
            "Identify" => &[],
            "ListSets" => &["resumptionToken"],
            "ListMetadataFormats" => &["identifier"],
            "GetRecord" => &["identifier", "metadataPrefix"],
            "ListIdentifiers" | "ListRecords" => &["from", "until", "set", "metadataPrefix", "resumptionToken"],
            _ => return Err(Fault::new("badVerb", "there is no such verb")),
        };
        let given = Given(pairs);
        given.must_be(allowed)?;
        match verb {
            "Identify" => Ok(Self::Identify),
            "ListMetadataFormats" => Ok(Self::ListMetadataFormats { identifier: given.get("identifier") }),
            "ListSets" if given.get("resumptionToken").is_some() => Err(bad_token()),
            "ListSets" => Ok(Self::ListSets),
            "GetRecord" => {
                given.must_have_format()?;
                let identifier = given.get("identifier");
                let identifier = identifier.ok_or_else(|| bad("the argument `identifier` is missing"))?;
                Ok(Self::GetRecord { identifier })
            }
            _ => Ok(Self::List { records: verb == "ListRecords", selection: given.selection()? }),
        }
    }
}

struct Given<'a>(&'a [(String, String)]);

impl Given<'_> {
    fn get(&self, name: &str) -> Option<String> {
        self.0.iter().find(|(given, _)| given == name).map(|(_, value)| value.clone())
    }

    fn must_be(&self, allowed: &[&str]) -> Result<(), Fault> {
        for (position, (name, _)) in self.0.iter().enumerate() {
            let again = self.0[..position].iter().any(|(earlier, _)| earlier == name);
            if again || !(name == "verb" || allowed.contains(&name.as_str())) {
                return Err(bad("an argument is not of this verb, or is there more than once"));
            }
        }
        Ok(())
    }

    fn must_have_format(&self) -> Result<(), Fault> {
        match self.get("metadataPrefix").as_deref() {
            Some(DUBLIN_CORE) => Ok(()),
            Some(_) => Err(Fault::new("cannotDisseminateFormat", "records come as oai_dc only")),
            None => Err(bad("the argument `metadataPrefix` is missing")),
        }
    }

    fn selection(&self) -> Result<Selection, Fault> {
        if let Some(token) = self.get("resumptionToken") {
            if self.0.len() > 2 {
                return Err(bad("a resumption token stands alone"));
            }
            return Selection::from_token(&token).ok_or_else(bad_token);
        }
        self.must_have_format()?;
        let day = |name, words| match self.get(name) {
            None => Ok(None),
            // A day exactly, as `Identify` says: the parser alone would take `2026-1-1` too.
            Some(text) => Date::strptime("%Y-%m-%d", &text)
                .ok()
                .filter(|day| day.to_string() == text)
                .map(Some)
                .ok_or_else(|| bad(words)),
        };
        let from = day("from", "`from` is not a day, such as 2026-01-31")?;
        let until = day("until", "`until` is not a day, such as 2026-01-31")?;
        if from.zip(until).is_some_and(|(from, until)| from > until) {
            return Err(bad("`from` is later than `until`"));
        }
        Ok(Selection { after: 0, from, until, set: self.get("set") })
    }
}

impl Selection {
    pub(super) fn fits(&self, changed: &Changed) -> bool {
        self.from.is_none_or(|from| changed.on >= from)
            && self.until.is_none_or(|until| changed.on <= until)
            && self.set.as_ref().is_none_or(|set| changed.authority.as_str() == set)
    }

    /// The token by which the list goes on after a place.
    pub(super) fn token(&self, after: u64) -> String {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let (from, until) = (day(self.from), day(self.until));
        let set = self.set.as_deref().unwrap_or_default();
        URL_SAFE_NO_PAD.encode(format!("{after}|{from}|{until}|{set}"))
    }

    fn from_token(token: &str) -> Option<Self> {
        let text = String::from_utf8(URL_SAFE_NO_PAD.decode(token).ok()?).ok()?;
        let mut fields = text.splitn(4, '|');
        let after = fields.next()?.parse().ok()?;
        let mut day = || match fields.next()? {
            "" => Some(None),
            text => text.parse().ok().map(Some),
        };
        let (from, until) = (day()?, day()?);
        let set = fields.next()?;
        Some(Self { after, from, until, set: (!set.is_empty()).then(|| set.to_owned()) })
    }
}

/// The identifier of a record: `oai:{domain}:{authority}/{reference}`.
pub(super) fn identifier(site: &str, changed: &Changed) -> String {
    format!("oai:{}:{}/{}", domain(site), changed.authority, changed.reference)
}

/// Authority and reference of an identifier of this site.
pub(super) fn place_of<'a>(site: &str, identifier: &'a str) -> Option<(&'a str, &'a str)> {
    identifier.strip_prefix(&format!("oai:{}:", domain(site)))?.split_once('/')
}

/// The name of the site's host.
pub(super) fn domain(site: &str) -> &str {
    let host = site.split_once("://").map_or(site, |(_, rest)| rest);
    host.split(['/', ':']).next().unwrap_or(host)
}

fn bad(words: &str) -> Fault {
    Fault::new("badArgument", words)
}

fn bad_token() -> Fault {
    Fault::new("badResumptionToken", "this token is not one that was given here")
}

pub(super) const DUBLIN_CORE: &str = "oai_dc";

#[cfg(test)]
mod tests {
    use super::*;

    fn read(query: &str) -> Result<Arguments, Fault> {
        Arguments::read(&serde_urlencoded::from_str::<Vec<(String, String)>>(query).unwrap())
    }

    #[test]
    fn what_is_asked_wrongly_gets_the_protocols_own_error() {
        for (query, code) in [
            ("", "badVerb"),
            ("verb=Nothing", "badVerb"),
            ("verb=Identify&verb=Identify", "badVerb"),
            ("verb=Identify&from=2026-01-01", "badArgument"),
            ("verb=GetRecord&identifier=x", "badArgument"),
            ("verb=GetRecord&identifier=x&metadataPrefix=marc", "cannotDisseminateFormat"),
            ("verb=ListRecords", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=yesterday", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-02&until=2026-01-01", "badArgument"),
            ("verb=ListRecords&metadataPrefix=oai_dc&from=2026-01-01T00:00:00Z", "badArgument"),
            ("verb=ListRecords&resumptionToken=!!", "badResumptionToken"),
            ("verb=ListRecords&resumptionToken=MQ&set=x", "badArgument"),
        ] {
            assert_eq!(read(query).unwrap_err().code, code, "{query}");
        }
    }

    #[test]
    fn a_token_carries_the_conditions_of_its_list() {
        let query = "verb=ListIdentifiers&metadataPrefix=oai_dc&from=2026-01-01&until=2026-02-01&set=sample-police";
        let Ok(Arguments::List { records: false, selection }) = read(query) else { panic!("not a list") };
        let went_on = Selection::from_token(&selection.token(7)).unwrap();
        assert_eq!(went_on, Selection { after: 7, ..selection });
    }
}
