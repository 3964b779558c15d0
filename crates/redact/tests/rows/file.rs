//! Rows 77 to 83: the file around the document.

use super::kit::{Builder, one_page};
use super::{KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(77, |secret| {
        // A first revision with the secret, then a second one without it.
        let first = one_page(&format!("BT /F1 12 Tf 100 500 Td ({secret}) Tj ET"));
        let text = String::from_utf8_lossy(&first).into_owned();
        let previous: usize = text.rsplit("startxref\n").next().unwrap().lines().next().unwrap().parse().unwrap();
        let mut file = first;
        let offset = file.len();
        file.extend_from_slice(
            format!("4 0 obj\n<< /Length {} >>\nstream\n{KEPT}\nendstream\nendobj\n", KEPT.len()).as_bytes(),
        );
        let table = file.len();
        file.extend_from_slice(
                format!(
                    "xref\n4 1\n{offset:010} 00000 n \ntrailer\n<< /Size 6 /Root 1 0 R /Prev {previous} >>\nstartxref\n{table}\n%%EOF\n"
                )
                .as_bytes(),
            );
        file
    }),
    Row::removed(78, |secret| {
        let mut builder = Builder::new();
        builder.page("", KEPT);
        builder.stream("", secret);
        builder.object(format!("({secret})"));
        builder.finish()
    }),
    Row::removed(27, |secret| {
        // Bytes behind the stream's data, before the next object.
        let file = String::from_utf8_lossy(&one_page(KEPT)).into_owned();
        file.replacen("endstream\nendobj", &format!("endstream\n% {secret}\nendobj"), 1).into_bytes()
    }),
    Row::removed(80, |secret| {
        let mut file = one_page(KEPT);
        file.extend_from_slice(format!("PK {secret}\n").as_bytes());
        file
    }),
    Row::removed(82, |secret| {
        let mut builder = Builder::new();
        builder.page("", KEPT);
        builder.trailer(&format!(
            "/ID [({secret}) ({secret})] /Info << /Producer ({secret}) /CreationDate (D:{}) >>",
            secret.len()
        ));
        builder.finish()
    }),
    Row::removed(83, |secret| {
        let mut builder = Builder::new();
        let content = format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET {KEPT}");
        builder.page_with("/MediaBox [-20 30 595 842] /CropBox [10 60 500 800] /Rotate 90 /UserUnit 2", "", content);
        builder.finish()
    }),
];
