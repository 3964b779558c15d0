//! `candour notice check`: a notice against the Act, rule by rule.

use anyhow::{Context, Result};
use candour_casework::notice::{self, Finding, Notice, Severity};

use super::engine::read_bounded;
use super::{Outcome, print_json, print_text};
use crate::args::NoticeCommand;

pub(super) fn run(command: NoticeCommand) -> Result<Outcome> {
    let NoticeCommand::Check { notice: path, json } = command;
    let notice: Notice = serde_json::from_slice(&read_bounded(&path)?)
        .with_context(|| format!("{} is not a notice (docs/schemas/notice.schema.json)", path.display()))?;
    let findings = notice::check(&notice);
    if json {
        print_json(&serde_json::json!({ "findings": findings }))?;
    } else {
        print_text(&page(&findings))?;
    }
    Ok(if findings.is_empty() { Outcome::Clean } else { Outcome::FoundSomething })
}

/// The findings for a person, heaviest first.
fn page(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "no rule failed: the notice may be issued\n".to_owned();
    }
    let blocks = findings.iter().filter(|finding| finding.severity == Severity::Statute).count();
    let mut text = match blocks {
        0 => "nothing that the Act forbids; see what follows before it is issued\n".to_owned(),
        n => format!("CANNOT be issued: {n} of {} findings are of law\n", findings.len()),
    };
    for finding in findings {
        let severity = match finding.severity {
            Severity::Statute => "statute",
            Severity::Guidance => "guidance",
            Severity::Style => "style",
        };
        text.push_str(&format!(
            "  {severity:<8}  {} [{}]: {} ({})\n            {}\n",
            finding.check, finding.at, finding.what, finding.citation, finding.mend
        ));
    }
    text
}
