//! The canonical form of JSON that signatures cover.
//!
//! Keys sorted by their bytes, no white space, integers only: the subset of
//! RFC 8785 that a manifest needs, so that signer and checker see the same
//! bytes whatever a mail system or an editor did to the layout.

use serde_json::Value;

/// `value` in canonical form.
pub(super) fn bytes(value: &Value) -> Vec<u8> {
    let mut out = String::new();
    write(value, &mut out);
    out.into_bytes()
}

fn write(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            let mut members: Vec<_> = members.iter().collect();
            members.sort_by_key(|(key, _)| key.as_bytes());
            out.push('{');
            for (index, (key, member)) in members.into_iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                out.push_str(&Value::from(key.as_str()).to_string());
                out.push(':');
                write(member, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    out.push(',');
                }
                write(item, out);
            }
            out.push(']');
        }
        plain => out.push_str(&plain.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    #[test]
    fn the_order_in_which_keys_were_written_does_not_matter() {
        let value = json!({"b": [1, {"z": null, "a": "\u{e9}\n"}], "a": true});
        assert_eq!(super::bytes(&value), "{\"a\":true,\"b\":[1,{\"a\":\"\u{e9}\\n\",\"z\":null}]}".as_bytes());
    }
}
