//! Rows 68 to 76: what a document carries besides its pages.

use super::kit::Builder;
use super::{KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(68, |secret| {
        let mut builder = Builder::new();
        let metadata = builder.stream(
            "/Type /Metadata /Subtype /XML",
            format!("<x:xmpmeta><dc:creator>{secret}</dc:creator></x:xmpmeta>"),
        );
        builder.page_with(&format!("/MediaBox [0 0 595 842] /Metadata {metadata} 0 R"), "", KEPT);
        builder.catalog(&format!("/Metadata {metadata} 0 R"));
        builder.trailer(&format!("/Info << /Author ({secret}) /Title ({secret}) /Custom ({secret}) >>"));
        builder.finish()
    }),
    Row::removed(69, |secret| {
        let mut builder = Builder::new();
        let private = format!("/PieceInfo << /Word << /LastModified (D:20210101) /Private ({secret}) >> >>");
        builder.page_with(&format!("/MediaBox [0 0 595 842] {private}"), "", KEPT);
        builder.catalog(&format!(
            "{private} /SpiderInfo << /V ({secret}) >> /Extensions << /X << /BaseVersion /{secret} >> >>"
        ));
        builder.finish()
    }),
    Row::removed(70, |secret| {
        let mut builder = Builder::new();
        let item = builder.object(format!("<< /Title ({secret}) /Parent 5 0 R /A << /S /URI /URI (x:{secret}) >> >>"));
        builder.object(format!("<< /Type /Outlines /First {item} 0 R /Last {item} 0 R /Count 1 >>"));
        builder.page("", KEPT);
        builder.catalog(&format!(
            "/Outlines 5 0 R /Dests << /{secret} [6 0 R /Fit] >> /PageLabels << /Nums [0 << /P ({secret}) >>] >> \
                 /URI << /Base ({secret}) >> /Threads [<< /I << /Title ({secret}) >> >>]"
        ));
        builder.finish()
    }),
    Row::removed(71, |secret| {
        let mut builder = Builder::new();
        let file = builder.stream(&format!("/Type /EmbeddedFile /Params << /CheckSum ({secret}) >>"), secret);
        let spec =
            builder.object(format!("<< /Type /Filespec /F ({secret}) /UF ({secret}) /EF << /F {file} 0 R >> >>"));
        builder.page_with(&format!("/MediaBox [0 0 595 842] /AF [{spec} 0 R]"), "", KEPT);
        builder.catalog(&format!("/Names << /EmbeddedFiles << /Names [(a) {spec} 0 R] >> >> /AF [{spec} 0 R]"));
        builder.finish()
    }),
    Row::removed(72, |secret| {
        let mut builder = Builder::new();
        let thumb = builder.stream("/Width 9 /Height 1 /ColorSpace /DeviceGray /BitsPerComponent 8", secret);
        builder.page_with(&format!("/MediaBox [0 0 595 842] /Thumb {thumb} 0 R"), "", KEPT);
        builder.finish()
    }),
    Row::removed(73, |secret| {
        let mut builder = Builder::new();
        let content = format!("/P << /MCID 0 >> BDC BT /F1 12 Tf 100 700 Td ({secret}) Tj ET EMC {KEPT}");
        let page = builder.page_with("/MediaBox [0 0 595 842] /StructParents 0", "", content);
        let root = page + 1;
        let element = builder.object(format!(
                "<< /Type /StructElem /S /P /P {} 0 R /Pg {page} 0 R /K 0 /ActualText ({secret}) /Alt ({secret}) /E ({secret}) /T ({secret}) /ID ({secret}) >>",
                root + 1
            ));
        assert_eq!(element, root);
        builder.object(format!(
                "<< /Type /StructTreeRoot /K [{element} 0 R] /ParentTree << /Nums [0 [{element} 0 R]] >> /RoleMap << /{secret} /P >> \
                 /IDTree << /Names [({secret}) {element} 0 R] >> >>"
            ));
        builder.catalog(&format!("/MarkInfo << /Marked true >> /StructTreeRoot {} 0 R", root + 1));
        builder.finish()
    }),
    Row::removed(74, |secret| {
        let mut builder = Builder::new();
        let layer = builder.object(format!("<< /Type /OCG /Name ({secret}) >>"));
        let content = format!("/OC /L BDC BT /F1 12 Tf 100 500 Td ({secret}) Tj ET EMC {KEPT}");
        builder.page(&format!("/Properties << /L {layer} 0 R >>"), content);
        builder
            .catalog(&format!("/OCProperties << /OCGs [{layer} 0 R] /D << /OFF [{layer} 0 R] /Name ({secret}) >> >>"));
        builder.finish()
    }),
    // Names of inks are the producer's to choose.
    Row::removed(75, |secret| {
        let mut builder = Builder::new();
        let tint = "<< /FunctionType 2 /Domain [0 1] /C0 [1 1 1] /C1 [0 0 1] /N 1 >>";
        let spaces = format!("/ColorSpace << /S [/Separation /{secret} /DeviceRGB {tint}] >>");
        builder.page(&spaces, format!("/S cs 0.5 scn 100 400 50 50 re f 0 g {KEPT}"));
        builder.finish()
    }),
    Row::removed(75, |secret| {
        let mut builder = Builder::new();
        builder.page_with(&format!("/MediaBox [0 0 595 842] /SeparationInfo << /DeviceColorant ({secret}) >> /DPart << /DPM << /X ({secret}) >> >>"), "", KEPT);
        builder.catalog(&format!(
            "/OutputIntents [<< /S /GTS_PDFA1 /OutputConditionIdentifier ({secret}) /Info ({secret}) >>]"
        ));
        builder.finish()
    }),
    Row::removed(76, |secret| {
        let mut builder = Builder::new();
        builder.page_with(&format!("/MediaBox [0 0 595 842] /ID ({secret}) /PZ 1"), "", KEPT);
        builder
            .catalog(&format!("/Names << /IDS << /Names [({secret}) null] >> /URLS << /Names [({secret}) null] >> >>"));
        builder.finish()
    }),
];
