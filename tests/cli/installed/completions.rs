//! `heapwise completions`.

use std::process::{Command, Stdio};

use crate::common::{Folder, Ran, assert_refused, commands, run};

/// What bash completes the last of these words to, by the script that the program prints.
fn completed(words: &[&str]) -> Vec<String> {
    let folder = Folder::new();
    let script = run(["completions", "bash"]);
    assert_eq!(script.status, Some(0), "{script:?}");
    folder.write("heapwise.bash", &script.stdout);
    let [.., before, last] = words else {
        panic!("a command and a word");
    };
    let test = format!(
        "source heapwise.bash\nCOMP_WORDS=({})\nCOMP_CWORD={}\n_heapwise heapwise '{last}' '{before}'\n\
         printf '%s\\n' \"${{COMPREPLY[@]}}\"\n",
        words
            .iter()
            .map(|word| format!("'{word}'"))
            .collect::<Vec<_>>()
            .join(" "),
        words.len() - 1,
    );
    let mut bash = Command::new("bash");
    bash.current_dir(folder.path())
        .args(["--norc", "-c", &test]);
    let ran = Ran::from(bash.stdin(Stdio::null()).output().unwrap());
    assert_eq!((ran.status, ran.stderr.as_str()), (Some(0), ""));
    let lines = ran.stdout.lines().filter(|line| !line.is_empty());
    lines.map(String::from).collect()
}

fn has_bash() -> bool {
    Command::new("bash").arg("--version").output().is_ok()
}

#[test]
fn bash_reads_the_script_and_completes_commands_options_and_names() {
    if !has_bash() {
        return;
    }
    assert_eq!(completed(&["heapwise", "pro"]), ["profile"]);
    assert_eq!(completed(&["heapwise", "growth"]), ["growth-curve"]);
    let of_list = completed(&["heapwise", "help", ""]);
    for command in commands() {
        assert!(of_list.contains(&command), "{command} in {of_list:?}");
    }
    let options = completed(&["heapwise", "run", "--s"]);
    assert_eq!(options, ["--save-baseline", "--stacks", "--sizes"]);
    assert_eq!(completed(&["heapwise", "run", "--key"]), ["--keys"]);
    assert_eq!(completed(&["heapwise", "growth-curve", "--w"]), ["--wide"]);
    let formats = completed(&["heapwise", "report", "--format", "m"]);
    assert_eq!(formats, ["markdown"]);
    let variants = completed(&["heapwise", "run", "julia/on"]);
    assert_eq!(variants, ["julia/on-the-fly", "julia/on-the-fly-narrow"]);
    assert_eq!(completed(&["heapwise", "run", "jul"])[0], "julia");
    let variants = completed(&["heapwise", "profile", "julia/str"]);
    assert_eq!(variants, ["julia/streamed"]);
}

#[test]
fn each_shell_has_a_script_of_all_commands() {
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = run(["completions", shell]).stdout;
        // The script for fish has options without their dashes.
        for word in commands().iter().map(String::as_str).chain(["own"]) {
            assert!(script.contains(word), "{word} for {shell}");
        }
    }
    let message = "invalid value 'basch' for '<SHELL>'\n  [possible values: bash, ";
    let ran = run(["completions", "basch"]);
    assert_refused(&ran, message);
    assert!(
        ran.stderr.contains("a similar value exists: 'bash'"),
        "{ran:?}"
    );
}
