//! Search inside published disclosures: letters, questions and attachments.
