use kurbo::{Rect, Shape};
use lopdf::{StringFormat, dictionary};

use super::*;

/// The right half of a picture 16 wide and 4 high.
fn right_half() -> Vec<BezPath> {
    vec![Rect::new(0.5, 0.0, 1.0, 1.0).to_path(0.1)]
}

fn mask_right(draft: &Draft, image: &Stream) -> MaskedPicture {
    let erase = right_half();
    match mask(draft, image, Regions { erase: &erase, visible: None }).unwrap() {
        Masked::Picture(picture) => picture,
        other => panic!("{other:?}"),
    }
}

fn plain(draft: &Draft, stream: &Stream) -> Vec<u8> {
    let decoded = decode::decode(stream, &draft.limits, &|object| draft.resolve(object).clone()).unwrap();
    match decoded.codec {
        None => decoded.data,
        Some((ImageCodec::Ccitt, parameters)) => {
            bilevel::decode_ccitt(&decoded.data, &parameters, 16, 4, 1 << 20).unwrap().data
        }
        Some((codec, _)) => panic!("{codec:?}"),
    }
}

fn raw_image(space: Object, bits: i64, data: Vec<u8>) -> Stream {
    Stream::new(
        dictionary! {"Subtype" => "Image", "Width" => 16, "Height" => 4, "ColorSpace" => space,
        "BitsPerComponent" => bits, "Metadata" => Object::string_literal("sample secret")},
        data,
    )
}

fn name(name: &str) -> Object {
    Object::Name(name.as_bytes().to_vec())
}

#[test]
fn grey_and_colour_pictures_are_black_where_masked() {
    let draft = Draft::default();
    for (space, components, black) in
        [("DeviceGray", 1, vec![0]), ("DeviceRGB", 3, vec![0, 0, 0]), ("DeviceCMYK", 4, vec![0, 0, 0, 255])]
    {
        let image = raw_image(name(space), 8, vec![77; 64 * components]);
        let made = mask_right(&draft, &image);
        let data = plain(&draft, &made.stream);
        for (i, pixel) in data.chunks_exact(components).enumerate() {
            let expected = if i % 16 < 8 { vec![77; components] } else { black.clone() };
            assert_eq!(pixel, expected, "{space} pixel {i}");
        }
        assert!(made.stream.dict.get(b"Metadata").is_err());
    }
}

#[test]
fn an_inverted_decode_turns_black_round() {
    let draft = Draft::default();
    let mut image = raw_image(name("DeviceGray"), 1, vec![0x0F; 8]);
    image.dict.set("Decode", vec![Object::Integer(1), Object::Integer(0)]);
    assert_eq!(plain(&draft, &mask_right(&draft, &image).stream), [0x0F, 0xFF].repeat(4));
}

#[test]
fn a_stencil_is_cleared_to_unpainted() {
    let draft = Draft::default();
    let mut image = raw_image(Object::Null, 1, vec![0; 8]);
    image.dict.remove(b"ColorSpace");
    image.dict.set("ImageMask", true);
    assert_eq!(plain(&draft, &mask_right(&draft, &image).stream), [0x00, 0xFF].repeat(4));
    image.dict.set("Decode", vec![Object::Integer(1), Object::Integer(0)]);
    image.content = vec![0xFF; 8];
    assert_eq!(plain(&draft, &mask_right(&draft, &image).stream), [0xFF, 0x00].repeat(4));
}

#[test]
fn a_palette_keeps_only_the_colours_of_kept_pixels() {
    let draft = Draft::default();
    let space = |secret: u8| {
        Object::Array(vec![
            name("Indexed"),
            name("DeviceRGB"),
            Object::Integer(3),
            Object::String(vec![9, 9, 9, 200, 0, 0, secret, secret, 0, 1, 2, 3], StringFormat::Literal),
        ])
    };
    let made = [40, 90].map(|secret| {
        // Two bits for each pixel: the kept half uses the second colour, the masked half the third.
        let image = raw_image(space(secret), 2, [0x55, 0x55, 0xAA, 0xAA].repeat(4));
        mask_right(&draft, &image).stream
    });
    assert_eq!(made[0], made[1]);
    let table = made[0].dict.get(b"ColorSpace").unwrap().as_array().unwrap()[3].as_str().unwrap();
    assert_eq!(table, [0, 0, 0, 200, 0, 0]);
    assert_eq!(plain(&draft, &made[0]), [0x55, 0x55, 0x00, 0x00].repeat(4));
}

#[test]
fn soft_masks_and_stencils_are_masked_with_their_picture() {
    let mut draft = Draft::default();
    let soft = draft.add(raw_image(name("DeviceGray"), 8, vec![33; 64]));
    let mut stencil = raw_image(Object::Null, 1, vec![0xFF; 8]);
    stencil.dict.remove(b"ColorSpace");
    stencil.dict.set("ImageMask", true);
    let stencil = draft.add(stencil);
    let mut image = raw_image(name("DeviceGray"), 8, vec![77; 64]);
    image.dict.set("SMask", soft);
    image.dict.set("Mask", stencil);
    let made = mask_right(&draft, &image);
    let alpha = plain(&draft, made.soft_mask.as_ref().unwrap());
    assert_eq!(alpha[..16], [[33; 8], [255; 8]].concat());
    assert_eq!(plain(&draft, made.stencil.as_ref().unwrap()), [0xFF, 0x00].repeat(4));
    let stream = made.into_stream(&mut |object| draft.add(object));
    assert!(stream.dict.get(b"SMask").is_ok() && stream.dict.get(b"Mask").is_ok());
}

#[test]
fn fax_pictures_come_out_as_group_4() {
    let draft = Draft::default();
    let samples = samples::Samples { width: 16, height: 4, components: 1, bits: 1, data: [0xF0, 0x0F].repeat(4) };
    let mut image = raw_image(name("DeviceGray"), 1, bilevel::encode_group4(&samples, true, 1000).unwrap());
    image.dict.set("Filter", name("CCITTFaxDecode"));
    image.dict.set("DecodeParms", dictionary! {"K" => -1, "Columns" => 16, "Rows" => 4});
    let made = mask_right(&draft, &image);
    assert_eq!(made.stream.dict.get(b"Filter").unwrap(), &name("CCITTFaxDecode"));
    assert_eq!(plain(&draft, &made.stream), [0xF0, 0x00].repeat(4));
}

#[test]
fn pictures_that_are_covered_or_missed_are_told_apart() {
    let draft = Draft::default();
    let image = raw_image(name("DeviceGray"), 8, vec![77; 64]);
    let all = [Rect::new(-1.0, -1.0, 2.0, 2.0).to_path(0.1)];
    let none = [Rect::new(2.0, 2.0, 3.0, 3.0).to_path(0.1)];
    let run = |erase: &[BezPath]| mask(&draft, &image, Regions { erase, visible: None }).unwrap();
    assert!(matches!(run(&all), Masked::Covered));
    assert!(matches!(run(&none), Masked::Untouched));
}

#[test]
fn what_no_use_shows_is_cleared() {
    let draft = Draft::default();
    let image = raw_image(name("DeviceGray"), 8, vec![77; 64]);
    let visible = right_half();
    let Masked::Picture(made) = mask(&draft, &image, Regions { erase: &[], visible: Some(&visible) }).unwrap() else {
        panic!("not masked")
    };
    assert_eq!(plain(&draft, &made.stream)[..16], [[0; 8], [77; 8]].concat());
}

#[test]
fn what_cannot_be_read_is_refused_with_a_reason() {
    let draft = Draft::default();
    let erase = right_half();
    for (key, value) in
        [("Filter", "JPXDecode"), ("Filter", "DCTDecode"), ("Filter", "JBIG2Decode"), ("ColorSpace", "Odd")]
    {
        let mut image = raw_image(name("DeviceGray"), 8, vec![7; 64]);
        image.dict.set(key, name(value));
        let error = mask(&draft, &image, Regions { erase: &erase, visible: None }).unwrap_err();
        assert!(error.to_string().len() > 20, "{error}");
    }
}
