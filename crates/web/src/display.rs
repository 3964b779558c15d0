//! Display preferences: the one optional purpose for which a cookie may be set.

/// How a reader wants pages to look and behave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Display {
    pub(crate) text: TextSize,
    pub(crate) colours: Colours,
    pub(crate) escape: EscapeKey,
}

/// The size of text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum TextSize {
    #[default]
    Standard,
    Large,
    Largest,
}

/// The colour scheme.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Colours {
    /// As the device says.
    #[default]
    Device,
    Light,
    Dark,
    Contrast,
}

/// Whether Escape leaves the site, where the authority has it on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum EscapeKey {
    #[default]
    Leaves,
    DoesNothing,
}

/// A setting that a form offers: its key and its words.
pub(crate) type Setting<T> = (T, &'static str, &'static str);

impl TextSize {
    pub(crate) const OPTIONS: [Setting<Self>; 3] = [
        (Self::Standard, "standard", "Standard"),
        (Self::Large, "large", "Large"),
        (Self::Largest, "largest", "Largest"),
    ];
}

impl Colours {
    pub(crate) const OPTIONS: [Setting<Self>; 4] = [
        (Self::Device, "device", "The same as my device"),
        (Self::Light, "light", "Light"),
        (Self::Dark, "dark", "Dark"),
        (Self::Contrast, "contrast", "High contrast"),
    ];
}

impl EscapeKey {
    pub(crate) const OPTIONS: [Setting<Self>; 2] =
        [(Self::Leaves, "on", "Leave the site"), (Self::DoesNothing, "off", "Do nothing")];
}

/// The key of a setting.
pub(crate) fn key<T: PartialEq>(options: &[Setting<T>], value: &T) -> &'static str {
    options.iter().find(|(option, ..)| option == value).map_or("", |(_, key, _)| key)
}

/// The setting with this key.
pub(crate) fn from_key<T: Copy>(options: &[Setting<T>], key: &str) -> Option<T> {
    options.iter().find(|(_, option, _)| *option == key).map(|(value, ..)| *value)
}

impl Display {
    /// The three keys with dots between.
    pub(crate) fn to_cookie(self) -> String {
        let text = key(&TextSize::OPTIONS, &self.text);
        let colours = key(&Colours::OPTIONS, &self.colours);
        let escape = key(&EscapeKey::OPTIONS, &self.escape);
        format!("{text}.{colours}.{escape}")
    }

    /// Reads a cookie; what it does not say, or says wrongly, is as by default.
    pub(crate) fn from_cookie(cookie: &str) -> Self {
        let mut keys = cookie.split('.');
        let mut next = || keys.next().unwrap_or_default();
        Self {
            text: from_key(&TextSize::OPTIONS, next()).unwrap_or_default(),
            colours: from_key(&Colours::OPTIONS, next()).unwrap_or_default(),
            escape: from_key(&EscapeKey::OPTIONS, next()).unwrap_or_default(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn preferences_read_back_from_their_cookie() {
        for (text, ..) in TextSize::OPTIONS {
            for (colours, ..) in Colours::OPTIONS {
                for (escape, ..) in EscapeKey::OPTIONS {
                    let display = Display { text, colours, escape };
                    assert_eq!(Display::from_cookie(&display.to_cookie()), display);
                }
            }
        }
    }
}
