//! Colour spaces copied (ISO 32000-2, 8.6): arrays whose first element names the family.

use lopdf::{Dictionary, Object, ObjectId, Stream};

use super::copier::Copier;
use crate::allow::{self, Rule};
use crate::clean::icc;
use crate::draft::{as_dictionary, as_number};
use crate::error::Error;

/// Copies a colour space; `None` if it is none that PDF defines.
pub(crate) fn copy(copier: &mut Copier<'_>, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
    let source = copier.source;
    let (id, target) = source.resolve_with_id(value);
    let elements = match target {
        Object::Name(_) => return Ok(Some(target.clone())),
        Object::Array(elements) => elements,
        _ => return Ok(None),
    };
    if let Some(id) = id
        && let Some(known) = copier.known_as(id, FAMILY)
    {
        return Ok(Some(known.into()));
    }
    let Some(copy) = array(copier, elements, depth)? else { return Ok(None) };
    Ok(Some(match id {
        Some(id) => copier.remember(id, FAMILY, copy).into(),
        None => copy,
    }))
}

fn array(copier: &mut Copier<'_>, elements: &[Object], depth: usize) -> Result<Option<Object>, Error> {
    let source = copier.source;
    let at = |index: usize| elements.get(index).unwrap_or(&Object::Null);
    let Object::Name(family) = source.resolve(at(0)) else { return Ok(None) };
    let mut copy = vec![Object::Name(family.clone())];
    match family.as_slice() {
        b"DeviceGray" | b"DeviceRGB" | b"DeviceCMYK" | b"G" | b"RGB" | b"CMYK" => {}
        b"CalGray" | b"CalRGB" | b"Lab" => match copier.value(&allow::CIE_PARAMETERS, at(1), depth + 1)? {
            Some(parameters) => copy.push(parameters),
            None => return Ok(None),
        },
        b"CalCMYK" => copy = vec!["DeviceCMYK".into()],
        b"ICCBased" => return profile(copier, at(1), depth),
        b"Pattern" => {
            if elements.len() > 1
                && let Some(base) = copy_nested(copier, at(1), depth)?
            {
                copy.push(base);
            }
        }
        b"Indexed" | b"I" => {
            let Some(base) = copy_nested(copier, at(1), depth)? else { return Ok(None) };
            let Some(highest) = as_number(source.resolve(at(2))) else { return Ok(None) };
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to a byte")]
            let highest = highest.clamp(0.0, 255.0) as usize;
            let Some(table) = lookup(copier, at(3))? else { return Ok(None) };
            let wanted = (highest + 1) * components(copier, at(1), 0).unwrap_or(4);
            copy.extend([base, Object::Integer(i64::try_from(highest).unwrap_or(255))]);
            copy.push(Object::String(table[..table.len().min(wanted)].to_vec(), lopdf::StringFormat::Hexadecimal));
        }
        b"Separation" | b"DeviceN" => {
            let rule = if family == b"Separation" { &Rule::Name } else { &Rule::Names };
            let parts = (
                copier.value(rule, at(1), depth + 1)?,
                copy_nested(copier, at(2), depth)?,
                copier.value(&Rule::Function, at(3), depth + 1)?,
            );
            let (Some(names), Some(alternate), Some(tint)) = parts else { return Ok(None) };
            copy.extend([colorants(names), alternate, tint]);
        }
        _ => return Ok(None),
    }
    Ok(Some(Object::Array(copy)))
}

/// Names of inks: those of presses stay, others are counted, because a producer may call an ink anything.
fn colorants(names: Object) -> Object {
    let mut others = 0;
    let mut plain = |name: Object| match &name {
        Object::Name(ink) if INKS.contains(&ink.as_slice()) => name,
        _ => {
            others += 1;
            Object::Name(format!("Spot{others}").into_bytes())
        }
    };
    match names {
        Object::Array(names) => Object::Array(names.into_iter().map(plain).collect()),
        name => plain(name),
    }
}

fn copy_nested(copier: &mut Copier<'_>, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
    copier.value(&Rule::ColorSpace, value, depth + 1)
}

/// An ICC profile with everything taken out that is not colour; a device space if it cannot be read.
fn profile(copier: &mut Copier<'_>, value: &Object, depth: usize) -> Result<Option<Object>, Error> {
    let source = copier.source;
    let (id, target) = source.resolve_with_id(value);
    let Object::Stream(stream) = target else { return Ok(None) };
    let count = match source.value(&stream.dict, b"N") {
        Object::Integer(count @ (1 | 3 | 4)) => *count,
        _ => return Ok(None),
    };
    if let Some(id) = id
        && let Some(known) = copier.known_as(id, PROFILE)
    {
        return Ok(Some(Object::Array(vec!["ICCBased".into(), known.into()])));
    }
    let cleaned = source.decode(stream)?.into_plain().ok().and_then(|data| icc::cleaned(&data, count));
    let Some(cleaned) = cleaned else {
        if let Ok(alternate) = stream.dict.get(b"Alternate")
            && let Some(alternate) = copy_nested(copier, alternate, depth)?
        {
            return Ok(Some(alternate));
        }
        let device = match count {
            1 => "DeviceGray",
            3 => "DeviceRGB",
            _ => "DeviceCMYK",
        };
        return Ok(Some(device.into()));
    };
    let mut keys = Dictionary::new();
    keys.set("N", count);
    if let Ok(range) = stream.dict.get(b"Range")
        && let Some(range) = copier.value(&Rule::Numbers, range, depth + 1)?
    {
        keys.set("Range", range);
    }
    let copy = Object::Stream(Stream::new(keys, cleaned));
    let copy: ObjectId = match id {
        Some(id) => copier.remember(id, PROFILE, copy),
        None => copier.draft.add(copy),
    };
    Ok(Some(Object::Array(vec!["ICCBased".into(), copy.into()])))
}

/// The bytes of an indexed space's table.
fn lookup(copier: &Copier<'_>, value: &Object) -> Result<Option<Vec<u8>>, Error> {
    match copier.source.resolve(value) {
        Object::String(table, _) => Ok(Some(table.clone())),
        Object::Stream(stream) => copier.source.decode(stream)?.into_plain().map(Some),
        _ => Ok(None),
    }
}

/// Number of components of a base colour space.
fn components(copier: &Copier<'_>, value: &Object, depth: usize) -> Option<usize> {
    let source = copier.source;
    let target = source.resolve(value);
    let (family, elements) = match target {
        Object::Name(name) => (name, &[][..]),
        Object::Array(elements) => match source.resolve(elements.first()?) {
            Object::Name(name) => (name, elements.as_slice()),
            _ => return None,
        },
        _ => return None,
    };
    match family.as_slice() {
        b"DeviceGray" | b"CalGray" | b"G" | b"Separation" => Some(1),
        b"DeviceRGB" | b"CalRGB" | b"Lab" | b"RGB" => Some(3),
        b"DeviceCMYK" | b"CMYK" | b"CalCMYK" => Some(4),
        b"ICCBased" => {
            let stream = as_dictionary(source.resolve(elements.get(1)?))?;
            match source.value(stream, b"N") {
                Object::Integer(count) => usize::try_from(*count).ok(),
                _ => None,
            }
        }
        b"DeviceN" => match source.resolve(elements.get(1)?) {
            Object::Array(names) => Some(names.len()),
            _ => None,
        },
        b"Pattern" if depth == 0 => components(copier, elements.get(1)?, 1),
        _ => None,
    }
}

/// Inks that ISO 32000-2, 8.6.6.4 and 8.6.6.5 know by name, with those of screens.
const INKS: [&[u8]; 10] =
    [b"All", b"None", b"Cyan", b"Magenta", b"Yellow", b"Black", b"Red", b"Green", b"Blue", b"Gray"];

const FAMILY: &str = "ColorSpace";
const PROFILE: &str = "IccProfile";
