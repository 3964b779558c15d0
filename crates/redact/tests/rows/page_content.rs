//! Rows 1 to 35: what a page paints.

use super::kit::{Builder, one_page};
use super::{KEPT, Row};

pub(super) const ROWS: &[Row] = &[
    Row::removed(1, |secret| one_page(&format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET {KEPT}"))),
    Row::removed(1, |secret| one_page(&format!("BT /F1 12 Tf 14 TL 100 714 Td ({secret}) ' ET {KEPT}"))),
    Row::removed(1, |secret| one_page(&format!("BT /F1 12 Tf 14 TL 100 714 Td 3 2 ({secret}) \" 0 Tw 0 Tc ET {KEPT}"))),
    Row::removed(1, |secret| {
        let (head, tail) = secret.split_at(4);
        one_page(&format!("BT /F1 12 Tf 90 Tz 2 Ts 1 Tc 100 700 Td [({head}) -120 ({tail})] TJ ET {KEPT}"))
    }),
    Row::removed(2, |secret| {
        one_page(&format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET BT /F1 12 Tf 100.3 700 Td ({secret}) Tj ET {KEPT}"))
    }),
    Row::removed(3, |secret| {
        one_page(&format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET 1 g 90 690 200 30 re f 0 g {KEPT}"))
    }),
    Row::removed(4, |secret| one_page(&format!("BT 3 Tr /F1 12 Tf 100 700 Td ({secret}) Tj 0 Tr ET {KEPT}"))),
    Row::removed(6, |secret| one_page(&format!("1 g BT /F1 12 Tf 100 700 Td ({secret}) Tj ET 0 g {KEPT}"))),
    Row::removed(6, |secret| one_page(&format!("BT /F1 0.1 Tf 100 700 Td ({secret}) Tj ET {KEPT}"))),
    Row::removed(6, |secret| one_page(&format!("BT /F1 12 Tf -1 0 0 1 250 700 Tm ({secret}) Tj ET {KEPT}"))),
    Row::removed(9, |secret| one_page(&format!("BT /F1 12 Tf 700 900 Td ({secret}) Tj ET {KEPT}"))),
    Row::removed(9, |secret| one_page(&format!("q 0 0 5 5 re W n BT /F1 12 Tf 300 300 Td ({secret}) Tj ET Q {KEPT}"))),
    Row::removed(10, |secret| {
        let mut builder = Builder::new();
        let inner = form(
            &mut builder,
            "/Resources << /Font << /F1 3 0 R >> >>",
            &format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET"),
        );
        let middle = form(&mut builder, &format!("/Resources << /XObject << /A {inner} 0 R >> >>"), "q /A Do Q");
        let outer = form(&mut builder, &format!("/Resources << /XObject << /A {middle} 0 R >> >>"), "/A Do");
        builder.page(&format!("/XObject << /A {outer} 0 R >>"), format!("/A Do {KEPT}"));
        builder.finish()
    }),
    Row::removed(11, |secret| {
        let mut builder = Builder::new();
        let entries = "/Type /XObject /Subtype /Form /BBox [0 0 50 50] /Resources << /Font << /F1 3 0 R >> >>";
        let form = builder.stream(entries, format!("BT /F1 12 Tf 100 300 Td ({secret}) Tj ET"));
        builder.page(&format!("/XObject << /A {form} 0 R >>"), format!("/A Do {KEPT}"));
        builder.finish()
    }),
    Row::removed(12, |secret| {
        let mut builder = Builder::new();
        let pattern = pattern(&mut builder, secret);
        builder.page(
            &format!("/Pattern << /P {pattern} 0 R >>"),
            format!("/Pattern cs /P scn 98 694 232 22 re f 0 g {KEPT}"),
        );
        builder.finish()
    }),
    Row::removed(13, |secret| {
        let mut builder = Builder::new();
        let pattern = pattern(&mut builder, secret);
        let content = format!("/Pattern cs /P scn BT /F1 20 Tf 100 698 Td (WWWW) Tj ET 0 g {KEPT}");
        builder.page(&format!("/Pattern << /P {pattern} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(5, |secret| {
        // The recognised word begins in the mark and runs out of it.
        one_page(&format!("BT 3 Tr /F1 14 Tf 290 703 Td ({secret}) Tj ET BT 0 Tr {}", &KEPT[3..]))
    }),
    Row::removed(7, |secret| {
        // The letters stand far to the right of the mark, what they draw lies in it.
        let mut builder = Builder::new();
        let font = far_left_font(&mut builder);
        let content = format!("BT /T 12 Tf 400 700 Td ({secret}) Tj ET {KEPT}");
        builder.page(&format!("/Font << /F1 3 0 R /T {font} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(14, |secret| {
        let mut builder = Builder::new();
        let function = builder.stream("/FunctionType 0 /Domain [0 1] /Range [0 1] /Size [9] /BitsPerSample 8", secret);
        let shading =
            format!("<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [98 0 330 0] /Function {function} 0 R >>");
        let content = format!("q 100 695 220 20 re W n /S sh Q {KEPT}");
        builder.page(&format!("/Shading << /S {shading} >>"), content);
        builder.finish()
    }),
    Row::removed(14, |secret| {
        let mut builder = Builder::new();
        let entries = "/ShadingType 4 /ColorSpace /DeviceGray /BitsPerCoordinate 8 /BitsPerComponent 8 /BitsPerFlag 8 \
                           /Decode [98 330 694 716 0 1]";
        let mut data = Vec::new();
        for letters in secret.as_bytes().chunks_exact(3) {
            data.push(0);
            data.extend_from_slice(letters);
        }
        let shading = builder.stream(entries, data);
        builder.page(&format!("/Shading << /S {shading} 0 R >>"), format!("q 100 695 220 20 re W n /S sh Q {KEPT}"));
        builder.finish()
    }),
    Row::removed(30, |secret| {
        let mut builder = Builder::new();
        let unicode = builder.stream(
                "",
                "/CIDInit /ProcSet findresource begin 12 dict begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange \
                 1 beginbfrange <0020> <007E> <0020> endbfrange endcmap end end",
            );
        let info = "/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >>";
        let descendant =
            format!("<< /Type /Font /Subtype /CIDFontType2 /BaseFont /Upright {info} /DW 1000 /DW2 [880 -1000] >>");
        let font = builder.object(format!(
                "<< /Type /Font /Subtype /Type0 /BaseFont /Upright /Encoding /Identity-V /DescendantFonts [{descendant}] /ToUnicode {unicode} 0 R >>"
            ));
        let codes: String = secret.bytes().map(|letter| format!("{:04X}", letter)).collect();
        // Nine letters of 2 points each run down through the mark.
        let content = format!("BT /V 2 Tf 200 715 Td <{codes}> Tj ET {KEPT}");
        builder.page(&format!("/Font << /F1 3 0 R /V {font} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(15, |secret| {
        let mut builder = Builder::new();
        let group = form(
            &mut builder,
            "/Group << /S /Transparency /CS /DeviceGray >> /Resources << /Font << /F1 3 0 R >> >>",
            &format!("1 g BT /F1 12 Tf 100 700 Td ({secret}) Tj ET"),
        );
        let state = builder.object(format!("<< /SMask << /S /Luminosity /G {group} 0 R >> >>"));
        let content = format!("q /G gs 0 g 98 694 232 22 re f Q {KEPT}");
        builder.page(&format!("/ExtGState << /G {state} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(16, |secret| {
        let mut builder = Builder::new();
        let group = form(
            &mut builder,
            "/Group << /S /Transparency /K true >> /Resources << /Font << /F1 3 0 R >> >>",
            &format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET"),
        );
        let state = builder.object("<< /BM /Difference >>");
        let content = format!("q /G gs /A Do Q {KEPT}");
        builder.page(&format!("/ExtGState << /G {state} 0 R >> /XObject << /A {group} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(17, |secret| {
        let mut builder = Builder::new();
        let procedure = builder.stream("", format!("1000 0 d0 BT /F1 100 Tf 0 0 Td ({secret}) Tj ET"));
        let font = builder.object(format!(
                "<< /Type /Font /Subtype /Type3 /FontBBox [0 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << /a {procedure} 0 R >> \
                 /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [1000] /Resources << /Font << /F1 3 0 R >> >> >>"
            ));
        let content = format!("BT /T 100 Tf 100 700 Td (a) Tj ET {KEPT}");
        builder.page(&format!("/Font << /F1 3 0 R /T {font} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(18, |secret| {
        one_page(&format!("q 216 0 0 12 100 700 cm BI /W 9 /H 1 /BPC 8 /CS /G ID {secret} EI Q {KEPT}"))
    }),
    Row::removed(19, |secret| {
        let mut builder = Builder::new();
        let image = builder
            .stream("/Type /XObject /Subtype /Image /ImageMask true /Width 8 /Height 9 /BitsPerComponent 1", secret);
        builder.page(&format!("/XObject << /I {image} 0 R >>"), format!("q 200 0 0 20 100 695 cm /I Do Q {KEPT}"));
        builder.finish()
    }),
    Row::removed(20, |secret| {
        one_page(&format!("q BT 7 Tr /F1 12 Tf 100 700 Td ({secret}) Tj ET 0 g 98 694 232 22 re f Q {KEPT}"))
    }),
    Row::removed(21, |secret| {
        let points: Vec<String> = secret
            .bytes()
            .enumerate()
            .map(|(index, byte)| format!("{} {} l", 110 + index * 9, 696 + u32::from(byte) % 16))
            .collect();
        one_page(&format!("1 w 100 700 m {} S {KEPT}", points.join(" ")))
    }),
    Row::removed_unequal(22, |secret| {
        let height = 300 + usize::from(secret.as_bytes()[0]);
        one_page(&format!("q 0 0 5 5 re W n 300 300 m 400 {height} l S Q {KEPT}"))
    }),
    Row::removed(24, |secret| {
        one_page(&format!("/Span << /ActualText ({secret}) >> BDC BT /F1 12 Tf 100 700 Td (x) Tj ET EMC {KEPT}"))
    }),
    Row::removed(24, |secret| {
        let mut builder = Builder::new();
        let list = builder.object(format!("<< /ActualText ({secret}) /Private ({secret}) >>"));
        let content = format!("/Span /L BDC BT /F1 12 Tf 100 650 Td (x) Tj ET EMC /T /L DP {KEPT}");
        builder.page(&format!("/Properties << /L {list} 0 R >>"), content);
        builder.finish()
    }),
    Row::removed(25, |secret| one_page(&format!("% {secret}\nBX ({secret}) unknown EX {KEPT}"))),
    Row::removed(26, |secret| one_page(&format!("({secret}) 0 0 m n {KEPT}"))),
    Row::removed(28, |secret| {
        let mut builder = Builder::new();
        let (head, tail) = secret.split_at(4);
        let second = builder.stream("", format!("({head}) Tj ({tail}) Tj ET {KEPT}"));
        let page = builder.page("", "BT /F1 12 Tf 100 700 Td");
        let first = page - 1;
        builder.replace(
                page,
                format!(
                    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents [{first} 0 R {second} 0 R] >>"
                ),
            );
        builder.finish()
    }),
    Row::removed(29, |secret| one_page(&format!("BT /Missing 12 Tf 100 700 Td ({secret}) Tj ET {KEPT}"))),
    Row::removed(33, |secret| {
        // The mark is constant here; the tail stands where the producer put it.
        let tail = 112 + secret.len() * 8;
        one_page(&format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET BT /F1 12 Tf {tail} 650 Td (apart) Tj ET {KEPT}"))
    }),
    Row::removed(34, |secret| {
        let width = 60 + secret.bytes().filter(|byte| *byte == b'W').count() * 5;
        one_page(&format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET 100 698 {width} 0.6 re f {KEPT}"))
    }),
];

fn form(builder: &mut Builder, entries: &str, content: &str) -> u32 {
    builder.stream(&format!("/Type /XObject /Subtype /Form /BBox [0 0 595 842] {entries}"), content)
}

fn pattern(builder: &mut Builder, secret: &str) -> u32 {
    builder.stream(
        "/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 595 842] /XStep 600 /YStep 850 /Resources << /Font << /F1 3 0 R >> >>",
        format!("BT /F1 12 Tf 100 700 Td ({secret}) Tj ET"),
    )
}

/// A Type 3 font whose capitals all paint a square 20 em to the left of where they stand.
fn far_left_font(builder: &mut Builder) -> u32 {
    let procedure = builder.stream("", "600 0 d0 -20000 0 500 700 re f");
    let letters: Vec<String> = ('A'..='Z').map(|letter| format!("/{letter}")).collect();
    let procedures: Vec<String> = letters.iter().map(|letter| format!("{letter} {procedure} 0 R")).collect();
    builder.object(format!(
        "<< /Type /Font /Subtype /Type3 /FontBBox [-20000 0 1000 1000] /FontMatrix [0.001 0 0 0.001 0 0] /CharProcs << {} >> \
         /Encoding << /Differences [65 {}] >> /FirstChar 65 /LastChar 90 /Widths [{}] /Resources << >> >>",
        procedures.join(" "),
        letters.join(" "),
        "600 ".repeat(26)
    ))
}
