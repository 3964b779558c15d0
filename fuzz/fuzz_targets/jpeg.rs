//! A JPEG picture is masked or refused, and what comes out can be masked again to the same bytes.
#![no_main]

use candour_fuzz::count_our_panics_only;
use candour_redact::{geom::Rect, internals::mask_picture};
use libfuzzer_sys::fuzz_target;
use lopdf::{Object, Stream, dictionary};

fuzz_target!(|data: &[u8]| {
    count_our_panics_only();
    let Some((size, data)) = data.split_first_chunk::<2>() else { return };
    let image = Stream::new(
        dictionary! {"Width" => i64::from(size[0]) + 1, "Height" => i64::from(size[1]) + 1,
        "ColorSpace" => Object::Name(b"DeviceRGB".to_vec()), "BitsPerComponent" => 8,
        "Filter" => Object::Name(b"DCTDecode".to_vec())},
        data.to_vec(),
    );
    let region = Rect::new(0.2, 0.3, 0.7, 0.6);
    if let Ok(Some(masked)) = mask_picture(&image, region) {
        let again = mask_picture(&masked, region).expect("our own picture can be read");
        assert_eq!(again.map(|stream| stream.content), Some(masked.content));
    }
});
