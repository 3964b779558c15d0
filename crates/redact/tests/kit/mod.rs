//! A tiny PDF builder for tests: objects written back to back, a classic
//! cross-reference table, nothing repaired and nothing hidden.
//!
//! Fixtures are built from it so that each says in a few lines what it is
//! about. All names and figures are invented.
#![allow(dead_code, reason = "each test binary uses its own part of the kit")]

pub(crate) mod press;

/// A PDF file in the making.
#[derive(Clone)]
pub(crate) struct Builder {
    objects: Vec<Vec<u8>>,
    pages: Vec<u32>,
    tree: Option<String>,
    catalog: String,
    trailer: String,
}

impl Builder {
    /// An empty file; object 1 is the catalog, 2 the page tree, 3 Helvetica as `/F1`.
    pub(crate) fn new() -> Self {
        let mut builder = Self {
            objects: vec![Vec::new(), Vec::new()],
            pages: Vec::new(),
            tree: None,
            catalog: String::new(),
            trailer: String::new(),
        };
        builder.object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>");
        builder
    }

    /// Adds an object and returns its number.
    pub(crate) fn object(&mut self, body: impl Into<Vec<u8>>) -> u32 {
        self.objects.push(body.into());
        u32::try_from(self.objects.len()).unwrap()
    }

    /// Replaces an object.
    pub(crate) fn replace(&mut self, number: u32, body: impl Into<Vec<u8>>) {
        self.objects[number as usize - 1] = body.into();
    }

    /// Adds a stream with these dictionary entries; `Length` is added.
    pub(crate) fn stream(&mut self, entries: &str, data: impl AsRef<[u8]>) -> u32 {
        let data = data.as_ref();
        let mut body = format!("<< {entries} /Length {} >>\nstream\n", data.len()).into_bytes();
        body.extend_from_slice(data);
        body.extend_from_slice(b"\nendstream");
        self.object(body)
    }

    /// Adds an A4 page with `/F1` and these further resources.
    pub(crate) fn page(&mut self, resources: &str, content: impl AsRef<[u8]>) -> u32 {
        self.page_with("/MediaBox [0 0 595 842]", resources, content)
    }

    /// Adds a page with these entries instead of the A4 `MediaBox`.
    pub(crate) fn page_with(&mut self, entries: &str, resources: &str, content: impl AsRef<[u8]>) -> u32 {
        let contents = self.stream("", content);
        let resources = if resources.contains("/Font") {
            resources.to_owned()
        } else {
            format!("/Font << /F1 3 0 R >> {resources}")
        };
        let page = self.object(format!(
            "<< /Type /Page /Parent 2 0 R {entries} /Resources << {resources} >> /Contents {contents} 0 R >>"
        ));
        self.pages.push(page);
        page
    }

    /// Writes this body as the page tree's root instead of the true one.
    pub(crate) fn page_tree(&mut self, body: impl Into<String>) -> &mut Self {
        self.tree = Some(body.into());
        self
    }

    /// Adds entries to the catalog.
    pub(crate) fn catalog(&mut self, entries: &str) -> &mut Self {
        self.catalog.push_str(entries);
        self
    }

    /// Adds entries to the trailer.
    pub(crate) fn trailer(&mut self, entries: &str) -> &mut Self {
        self.trailer.push_str(entries);
        self
    }

    /// The file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.objects[0] = format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into_bytes();
        let kids: Vec<String> = self.pages.iter().map(|page| format!("{page} 0 R")).collect();
        let tree = format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), kids.len());
        self.objects[1] = self.tree.take().unwrap_or(tree).into_bytes();
        let mut file = b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n".to_vec();
        let mut offsets = Vec::new();
        for (index, body) in self.objects.iter().enumerate() {
            offsets.push(file.len());
            file.extend_from_slice(format!("{} 0 obj\n", index + 1).as_bytes());
            file.extend_from_slice(body);
            file.extend_from_slice(b"\nendobj\n");
        }
        let table = file.len();
        file.extend_from_slice(format!("xref\n0 {}\n0000000000 65535 f \n", offsets.len() + 1).as_bytes());
        for offset in &offsets {
            file.extend_from_slice(format!("{offset:010} 00000 n \n").as_bytes());
        }
        let trailer = format!(
            "trailer\n<< /Size {} /Root 1 0 R {} >>\nstartxref\n{table}\n%%EOF\n",
            offsets.len() + 1,
            self.trailer
        );
        file.extend_from_slice(trailer.as_bytes());
        file
    }
}

/// A file of one A4 page with this content.
pub(crate) fn one_page(content: &str) -> Vec<u8> {
    let mut builder = Builder::new();
    builder.page("", content);
    builder.finish()
}

/// Whether bytes hold a part.
pub(crate) fn contains(bytes: &[u8], part: &[u8]) -> bool {
    bytes.windows(part.len()).any(|window| window == part)
}
