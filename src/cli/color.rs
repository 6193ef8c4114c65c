//! Colours of the output: the option `--color`, and the style of each tone.

use anstream::stream::RawStream;
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};

use crate::report::{StyledText, Tone};
use crate::units;

/// The name of the option.
pub(super) const OPTION: &str = "color";

/// The option of all commands.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct ColorArguments {
    /// When to colour the output; `auto` is on a terminal, unless NO_COLOR is set, or everywhere if
    /// CLICOLOR_FORCE is
    #[arg(long = OPTION, global = true, value_name = "WHEN", value_enum, default_value_t = When::Auto)]
    when: When,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum When {
    Auto,
    Always,
    Never,
}

impl ColorArguments {
    /// Applies the option to stdout and stderr.
    pub(super) fn apply(self) {
        let choice = match self.when {
            When::Auto => ColorChoice::Auto,
            When::Always => ColorChoice::Always,
            When::Never => ColorChoice::Never,
        };
        choice.write_global();
    }
}

/// The text with the escape sequences of its tones, if `stream` takes colours. Hidden characters of the
/// text itself are escaped.
pub(super) fn paint(text: &StyledText, stream: &impl RawStream) -> String {
    let has_colors = AutoStream::choice(stream) != ColorChoice::Never;
    let mut painted = String::new();
    for (piece, tone) in text.pieces() {
        let tone = tone.filter(|_| has_colors);
        let style = tone.map_or(Style::new(), style);
        let piece = units::escape_lines(piece);
        painted.push_str(&format!("{style}{piece}{style:#}"));
    }
    painted
}

fn style(tone: Tone) -> Style {
    let color = match tone {
        Tone::Good => AnsiColor::Green,
        Tone::Caution => AnsiColor::Yellow,
        Tone::Bad => AnsiColor::Red,
    };
    color.on_default()
}
