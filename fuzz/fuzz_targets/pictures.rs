//! Pictures in every other codec are masked or refused.
#![no_main]

use candour_fuzz::count_our_panics_only;
use candour_redact::{geom::Rect, internals::mask_picture};
use libfuzzer_sys::fuzz_target;
use lopdf::{Object, Stream, dictionary};

fuzz_target!(|data: &[u8]| {
    count_our_panics_only();
    let Some((choice, data)) = data.split_first_chunk::<5>() else { return };
    let pick = |names: &[&str], i: u8| Object::Name(names[usize::from(i) % names.len()].as_bytes().to_vec());
    let filters =
        ["CCITTFaxDecode", "JBIG2Decode", "JPXDecode", "FlateDecode", "LZWDecode", "RunLengthDecode", "ASCII85Decode"];
    let spaces = ["DeviceGray", "DeviceRGB", "DeviceCMYK"];
    let image = Stream::new(
        dictionary! {"Width" => i64::from(choice[0]) + 1, "Height" => i64::from(choice[1]) + 1,
        "BitsPerComponent" => [1, 2, 4, 8, 16][usize::from(choice[2]) % 5], "ColorSpace" => pick(&spaces, choice[2]),
        "Filter" => pick(&filters, choice[3]),
        "DecodeParms" => dictionary!{"K" => i64::from(choice[4] % 3) - 1, "Columns" => i64::from(choice[0]) + 1,
            "Predictor" => [1, 2, 15][usize::from(choice[4]) % 3]}},
        data.to_vec(),
    );
    let _ = mask_picture(&image, Rect::new(0.2, 0.3, 0.7, 0.6));
});
