//! Keeps the rooms of `src` in order: each uses only the rooms below it, no two files of a room use each
//! other in a circle, only `cli` prints, writes files and chooses exit statuses, and every type has a
//! name of its own.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use proc_macro2::{Delimiter, TokenStream, TokenTree};

/// The rooms of the harness, from the top down. A room may use any room below it.
const ROOMS: [&str; 11] = [
    "cli",
    "report",
    "compare",
    "measure",
    "experiment",
    "record",
    "profile",
    "criterion",
    "alloc",
    "units",
    "error",
];

/// Rooms that must not use each other although one is below the other.
const FORBIDDEN: [(&str, &str); 4] = [
    ("report", "measure"),
    ("report", "experiment"),
    ("compare", "measure"),
    ("compare", "experiment"),
];

/// The parts of the laboratory that must be usable without the rest of the crate.
const SUBJECTS: [&str; 8] = [
    "julia",
    "hash",
    "table",
    "growth",
    "diffusion",
    "iterators",
    "concurrency",
    "compact",
];

/// Type names that several rooms may define.
const IDIOMS: [&str; 3] = ["Result", "Iter", "IntoIter"];

/// The source files under `src` except `main.rs`, by module path.
struct Source {
    files: BTreeMap<Vec<String>, File>,
}

/// One source file.
#[derive(Default)]
struct File {
    /// The path below `src`.
    path: String,
    /// Whether the module is visible outside the crate.
    is_public: bool,
    /// The text of the file.
    text: String,
    /// The text without the lines that are comments.
    code: String,
    /// The modules that the file declares, and whether they are `pub`.
    modules: BTreeMap<String, bool>,
    /// The names that the file re-exports, with the path that each stands for.
    reexports: BTreeMap<String, Vec<String>>,
    /// The names that it re-exports to other crates.
    public_reexports: Vec<String>,
    /// The paths that the file uses outside its tests, beginning with `crate`, `self` or `super`, or
    /// with a module that it declares.
    paths: Vec<Vec<String>>,
    /// The same inside its tests.
    paths_in_tests: Vec<Vec<String>>,
    /// The types that the file defines.
    types: Vec<String>,
}

impl Source {
    fn read() -> Self {
        let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
        Self::read_folder(&src)
    }

    fn read_folder(src: &Path) -> Self {
        let mut files = BTreeMap::new();
        let mut folders = vec![src.to_path_buf()];
        while let Some(folder) = folders.pop() {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                let inside = path.strip_prefix(src).unwrap().to_str().unwrap();
                if path.is_dir() {
                    folders.push(path);
                } else if inside.ends_with(".rs") && inside != "main.rs" {
                    let text = fs::read_to_string(&path).unwrap();
                    files.insert(module(inside), File::parse(inside, &text));
                }
            }
        }
        let mut source = Self { files };
        source.mark_public_modules();
        source
    }

    fn mark_public_modules(&mut self) {
        let modules: Vec<Vec<String>> = self.files.keys().cloned().collect();
        for module in modules {
            let is_public = (1..=module.len()).all(|end| {
                let parent = self.files.get(&module[..end - 1]);
                parent.is_some_and(|file| file.modules.get(&module[end - 1]) == Some(&true))
            });
            self.files.get_mut(&module).unwrap().is_public = is_public;
        }
    }

    /// The absolute form of a path that `from` uses.
    fn absolute(&self, from: &[String], path: &[String]) -> Vec<String> {
        let mut rest = path;
        let mut base: Vec<String> = match path[0].as_str() {
            "crate" => {
                rest = &rest[1..];
                Vec::new()
            }
            // Inside a file, `super` is the parent module; a declared module is a child.
            _ => from.to_vec(),
        };
        while let Some(("self" | "super", after)) = rest
            .split_first()
            .map(|(first, after)| (first.as_str(), after))
        {
            if rest[0] == "super" {
                base.pop();
            }
            rest = after;
        }
        base.extend_from_slice(rest);
        base
    }

    /// The module whose file defines what an absolute path names, following re-exports.
    fn target(&self, path: &[String]) -> Vec<String> {
        let ends = (0..=path.len()).rev();
        let mut modules = ends.map(|end| &path[..end]);
        let module = modules.find(|module| self.files.contains_key(*module));
        let module = module.expect("the crate root is a file");
        let file = &self.files[module];
        match path
            .get(module.len())
            .and_then(|name| file.reexports.get(name))
        {
            Some(reexported) => self.target(&self.absolute(module, reexported)),
            None => module.to_vec(),
        }
    }

    /// Every use of one file by another outside tests: `(user, used)`.
    fn arrows(&self) -> BTreeSet<(&Vec<String>, Vec<String>)> {
        let arrows = self.files.iter().flat_map(|(module, file)| {
            let paths = file.paths.iter();
            paths.map(move |path| (module, self.target(&self.absolute(module, path))))
        });
        arrows.filter(|(user, used)| *user != used).collect()
    }

    fn path(&self, module: &[String]) -> &str {
        &self.files[module].path
    }
}

/// The module path of a file: `table/map.rs` is `table::map`.
fn module(path: &str) -> Vec<String> {
    let path = path.trim_end_matches(".rs").replace('\\', "/");
    let parts = path.split('/').map(String::from);
    let mut parts: Vec<String> = parts.collect();
    parts.pop_if(|last| last == "mod" || last == "lib");
    parts
}

impl File {
    fn parse(path: &str, text: &str) -> Self {
        let lines = text.lines();
        let code = lines.filter(|line| !line.trim_start().starts_with("//"));
        let mut file = Self {
            path: path.to_string(),
            text: text.to_string(),
            code: code.collect::<Vec<_>>().join("\n"),
            ..Self::default()
        };
        let tokens: TokenStream = text.parse().unwrap();
        let tokens: Vec<TokenTree> = tokens.into_iter().collect();
        file.read_modules(&tokens);
        file.read_items(&tokens, 0, false);
        file
    }

    fn read_modules(&mut self, tokens: &[TokenTree]) {
        for (place, window) in tokens.windows(3).enumerate() {
            if let [
                TokenTree::Ident(keyword),
                TokenTree::Ident(name),
                TokenTree::Punct(end),
            ] = window
                && keyword == "mod"
                && end.as_char() == ';'
            {
                let is_public = place > 0 && is_word(&tokens[place - 1], "pub");
                self.modules.insert(name.to_string(), is_public);
            }
        }
    }

    /// Reads the items of a file or of an inline module: type aliases too, which elsewhere are
    /// associated types.
    fn read_items(&mut self, tokens: &[TokenTree], depth: usize, in_tests: bool) {
        for window in tokens.windows(2) {
            if let [keyword, TokenTree::Ident(name)] = window
                && is_word(keyword, "type")
            {
                self.types.push(name.to_string());
            }
        }
        self.read_tokens(tokens, depth, in_tests);
    }

    /// Reads paths, re-exports and types. `depth` is the number of inline modules around the tokens.
    fn read_tokens(&mut self, tokens: &[TokenTree], depth: usize, in_tests: bool) {
        let mut place = 0;
        while place < tokens.len() {
            let rest = &tokens[place..];
            let is_test_module =
                is_cfg_test(rest) && rest.get(2).is_some_and(|t| is_word(t, "mod"));
            if let [
                TokenTree::Ident(keyword),
                TokenTree::Ident(_),
                TokenTree::Group(body),
                ..,
            ] = &rest[if is_test_module { 2 } else { 0 }..]
                && keyword == "mod"
            {
                let body: Vec<TokenTree> = body.stream().into_iter().collect();
                self.read_items(&body, depth + 1, in_tests || is_test_module);
                place += if is_test_module { 5 } else { 3 };
                continue;
            }
            let end = rest.iter().position(|token| is_punct(token, ';'));
            if let Some(end) = end.filter(|_| is_import(rest)) {
                let before = &tokens[..place];
                let is_public = before.last().is_some_and(|token| is_word(token, "pub"));
                self.read_use(
                    &rest[1..end],
                    is_visible(before),
                    is_public,
                    depth,
                    in_tests,
                );
                place += end + 1;
                continue;
            }
            if let Some(name) = defined_type(rest) {
                self.types.push(name);
            }
            let is_start = place == 0 || !is_punct(&tokens[place - 1], ':');
            let (path, length) = path_at(rest);
            if is_start && path.len() > 1 && self.is_own_path(&path, depth) {
                self.add_path(path, depth, in_tests);
            }
            if let TokenTree::Group(group) = &rest[0] {
                let body: Vec<TokenTree> = group.stream().into_iter().collect();
                self.read_tokens(&body, depth, in_tests);
            }
            place += length.max(1);
        }
    }

    /// Whether a path begins with a keyword, or with a module that this file declares.
    fn is_own_path(&self, path: &[String], depth: usize) -> bool {
        ["crate", "self", "super"].contains(&path[0].as_str())
            || depth == 0 && self.modules.contains_key(&path[0])
    }

    fn read_use(
        &mut self,
        tree: &[TokenTree],
        is_reexport: bool,
        is_public: bool,
        depth: usize,
        in_tests: bool,
    ) {
        for (path, name) in use_paths(tree) {
            if !self.is_own_path(&path, depth) {
                continue;
            }
            if is_reexport && depth == 0 {
                if is_public {
                    self.public_reexports.push(name.clone());
                }
                self.reexports.insert(name, path);
            } else {
                self.add_path(path, depth, in_tests);
            }
        }
    }

    /// Adds a path as it reads from the file itself: inside an inline module `super` is one less.
    fn add_path(&mut self, mut path: Vec<String>, depth: usize, in_tests: bool) {
        for _ in 0..depth {
            match path[0].as_str() {
                "super" => drop(path.remove(0)),
                "crate" => break,
                _ => return,
            }
        }
        if path.is_empty() || path.len() == 1 && path[0] != "super" {
            return;
        }
        if !["crate", "self", "super"].contains(&path[0].as_str()) && depth > 0 {
            path.insert(0, String::from("self"));
        }
        if in_tests {
            self.paths_in_tests.push(path);
        } else {
            self.paths.push(path);
        }
    }
}

fn is_word(token: &TokenTree, word: &str) -> bool {
    matches!(token, TokenTree::Ident(ident) if ident == word)
}

fn is_punct(token: &TokenTree, punct: char) -> bool {
    matches!(token, TokenTree::Punct(found) if found.as_char() == punct)
}

/// Whether the tokens begin with a use declaration, and not with `use<…>` of an opaque type.
fn is_import(tokens: &[TokenTree]) -> bool {
    is_word(&tokens[0], "use") && !tokens.get(1).is_some_and(|token| is_punct(token, '<'))
}

/// Whether the tokens begin with `#[cfg(test)]`.
fn is_cfg_test(tokens: &[TokenTree]) -> bool {
    let attribute = match tokens {
        [hash, TokenTree::Group(attribute), ..] if is_punct(hash, '#') => attribute,
        _ => return false,
    };
    attribute.stream().to_string().replace(' ', "") == "cfg(test)"
}

/// Whether the tokens end with `pub` or `pub(…)`.
fn is_visible(tokens: &[TokenTree]) -> bool {
    match tokens {
        [.., keyword] if is_word(keyword, "pub") => true,
        [.., keyword, TokenTree::Group(group)] => {
            is_word(keyword, "pub") && group.delimiter() == Delimiter::Parenthesis
        }
        _ => false,
    }
}

/// The name of the type whose definition the tokens begin with.
fn defined_type(tokens: &[TokenTree]) -> Option<String> {
    let [TokenTree::Ident(keyword), TokenTree::Ident(name), ..] = tokens else {
        return None;
    };
    let is_definition = ["struct", "enum", "trait", "union"]
        .iter()
        .any(|known| keyword == known);
    is_definition.then(|| name.to_string())
}

/// The path that the tokens begin with, and the number of its tokens.
fn path_at(tokens: &[TokenTree]) -> (Vec<String>, usize) {
    let mut path = Vec::new();
    let mut length = 0;
    while let Some(TokenTree::Ident(ident)) = tokens.get(length) {
        path.push(ident.to_string());
        length += 1;
        let is_separator =
            |place: usize| tokens.get(place).is_some_and(|token| is_punct(token, ':'));
        if !is_separator(length) || !is_separator(length + 1) {
            break;
        }
        length += 2;
    }
    (path, length)
}

/// The paths of a use tree, each with the name that it gets.
fn use_paths(tree: &[TokenTree]) -> Vec<(Vec<String>, String)> {
    let (prefix, length) = path_at(tree);
    if let Some(TokenTree::Group(group)) = tree.get(length) {
        let inner: Vec<TokenTree> = group.stream().into_iter().collect();
        let parts = inner.split(|token| is_punct(token, ','));
        let paths = parts.filter(|part| !part.is_empty()).flat_map(use_paths);
        return paths
            .map(|(path, name)| match path.as_slice() {
                [word] if word == "self" => (prefix.clone(), prefix.last().unwrap().clone()),
                path => ([prefix.as_slice(), path].concat(), name),
            })
            .collect();
    }
    let name = match &tree[length..] {
        [keyword, TokenTree::Ident(name), ..] if is_word(keyword, "as") => name.to_string(),
        _ => prefix.last().cloned().unwrap_or_default(),
    };
    vec![(prefix, name)]
}

/// The room of a module; `None` for the crate root.
fn room(module: &[String]) -> Option<&str> {
    module.first().map(String::as_str)
}

fn rank(room: &str) -> usize {
    let place = ROOMS.iter().position(|known| *known == room);
    place.unwrap_or_else(|| panic!("`{room}` is not a room of src; add it to this test"))
}

#[test]
fn every_room_exists_and_no_other() {
    let source = Source::read();
    let rooms: BTreeSet<&str> = source
        .files
        .keys()
        .filter_map(|module| room(module))
        .collect();
    let expected: BTreeSet<&str> = ROOMS.into_iter().chain(["lab"]).collect();
    assert_eq!(rooms, expected);
}

#[test]
fn a_room_uses_only_rooms_below_it() {
    let source = Source::read();
    let mut count = 0;
    for (module, file) in &source.files {
        let Some(user) = room(module).filter(|room| *room != "lab") else {
            continue;
        };
        for path in file.paths.iter().chain(&file.paths_in_tests) {
            let target = source.target(&source.absolute(module, path));
            let Some(used) = room(&target).filter(|used| *used != user) else {
                continue;
            };
            count += 1;
            let is_below = used != "lab" && rank(user) < rank(used);
            let is_allowed = is_below && !FORBIDDEN.contains(&(user, used));
            assert!(
                is_allowed,
                "src/{}: {user} must not use {used}: {path:?}",
                file.path
            );
        }
    }
    assert!(
        count > 100,
        "only {count} uses found: does this test still see them?"
    );
}

#[test]
fn the_laboratory_uses_only_what_a_user_can_name() {
    let source = Source::read();
    let mut count = 0;
    for (module, file) in &source.files {
        if room(module) != Some("lab") {
            continue;
        }
        for path in file.paths.iter().chain(&file.paths_in_tests) {
            let absolute = source.absolute(module, path);
            if room(&absolute) == Some("lab") {
                continue;
            }
            count += 1;
            let module_end = (0..absolute.len())
                .rev()
                .find(|end| source.files.contains_key(&absolute[..*end]));
            let owner = &absolute[..module_end.unwrap_or(0)];
            assert!(
                owner.is_empty() || source.files[owner].is_public,
                "src/{}: {path:?} is not public",
                file.path
            );
        }
    }
    assert!(
        count > 30,
        "only {count} uses found: does this test still see them?"
    );
}

#[test]
fn every_public_item_has_one_path() {
    let source = Source::read();
    let mut paths: BTreeMap<Vec<String>, Vec<Vec<String>>> = BTreeMap::new();
    for (module, file) in &source.files {
        if !module.is_empty() && !file.is_public {
            continue;
        }
        for name in &file.public_reexports {
            let path = [module.as_slice(), std::slice::from_ref(name)].concat();
            let target = source.target(&path);
            let original = &file.reexports[name][file.reexports[name].len() - 1..];
            let item = [target.as_slice(), original].concat();
            let is_public_there = source.files[&target].is_public && target != path;
            let found = paths.entry(item.clone()).or_default();
            found.push(path);
            found.extend(is_public_there.then_some(item));
            // One of two definitions is compiled on each platform.
            found.dedup();
        }
    }
    assert!(paths.len() > 100, "only {} items found", paths.len());
    let twice = paths.values().filter(|paths| paths.len() > 1);
    let twice: Vec<String> = twice
        .map(|paths| {
            let paths: Vec<String> = paths.iter().map(|path| path.join("::")).collect();
            paths.join(" and ")
        })
        .collect();
    assert!(
        twice.is_empty(),
        "items with several paths:\n{}",
        twice.join("\n")
    );
}

#[test]
fn the_harness_names_no_subject_of_the_laboratory() {
    for (module, file) in &Source::read().files {
        if room(module).is_none_or(|room| room == "lab") {
            continue;
        }
        for name in ["julia", "growth-curve", "growth_curve", "--keys"] {
            assert!(!file.text.contains(name), "src/{}: {name}", file.path);
        }
    }
}

#[test]
fn a_subject_uses_nothing_outside_its_folder() {
    let source = Source::read();
    let mut count = 0;
    for (module, file) in &source.files {
        let [lab, subject, ..] = module.as_slice() else {
            continue;
        };
        if lab != "lab" || !SUBJECTS.contains(&subject.as_str()) {
            continue;
        }
        for path in file.paths.iter().chain(&file.paths_in_tests) {
            count += 1;
            assert!(
                path[0] != "crate",
                "src/{}: {path:?} instead of super",
                file.path
            );
            let absolute = source.absolute(module, path);
            let is_inside = absolute.starts_with(&module[..2]);
            assert!(
                is_inside,
                "src/{}: {path:?} is outside of {subject}",
                file.path
            );
        }
    }
    assert!(
        count > 50,
        "only {count} uses found: does this test still see them?"
    );
}

#[test]
fn no_files_of_a_room_use_each_other_in_a_circle() {
    let source = Source::read();
    let arrows = source.arrows();
    let same_room = |(user, used): &&(&Vec<String>, Vec<String>)| room(user) == room(used);
    let mut uses: BTreeMap<&Vec<String>, BTreeSet<&Vec<String>>> = BTreeMap::new();
    for (user, used) in arrows.iter().filter(same_room) {
        uses.entry(user).or_default().insert(used);
    }
    let circles: Vec<String> = uses
        .keys()
        .filter_map(|start| circle(&uses, start))
        .map(|circle| {
            let paths: Vec<&str> = circle.iter().map(|module| source.path(module)).collect();
            paths.join(" -> ")
        })
        .collect();
    assert!(circles.is_empty(), "circles:\n{}", circles.join("\n"));
}

/// The shortest chain of uses from `start` back to itself.
fn circle<'a>(
    uses: &BTreeMap<&'a Vec<String>, BTreeSet<&'a Vec<String>>>,
    start: &'a Vec<String>,
) -> Option<Vec<&'a Vec<String>>> {
    let mut chains = vec![vec![start]];
    let mut seen = BTreeSet::new();
    while !chains.is_empty() {
        let mut longer = Vec::new();
        for chain in chains {
            for used in uses.get(chain[chain.len() - 1]).into_iter().flatten() {
                if *used == start {
                    return Some([chain.as_slice(), &[start]].concat());
                }
                if seen.insert(*used) {
                    longer.push([chain.as_slice(), &[*used]].concat());
                }
            }
        }
        chains = longer;
    }
    None
}

#[test]
fn every_type_has_a_name_of_its_own() {
    let source = Source::read();
    let mut defined: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for file in source.files.values() {
        for name in &file.types {
            defined.entry(name).or_default().push(&file.path);
        }
    }
    assert!(defined.len() > 200, "only {} types found", defined.len());
    let is_shared = |name: &&str| IDIOMS.contains(name);
    let twice: Vec<String> = defined
        .iter()
        .filter(|(name, files)| files.len() > 1 && !is_shared(name))
        .map(|(name, files)| format!("{name}: {}", files.join(", ")))
        .collect();
    assert!(twice.is_empty(), "types of one name:\n{}", twice.join("\n"));
}

#[test]
fn only_the_command_line_prints_writes_and_exits() {
    let source = Source::read();
    for (module, file) in &source.files {
        if room(module) == Some("cli") {
            continue;
        }
        let code = &file.code;
        let code = &code[..code.find("#[cfg(test)]").unwrap_or(code.len())];
        for forbidden in [
            "println!",
            "print!(",
            "process::exit",
            "ExitCode",
            "dbg!",
            "writeln!(",
        ] {
            assert!(!code.contains(forbidden), "src/{}: {forbidden}", file.path);
        }
        let writes = [
            "fs::write",
            "File::create",
            "OpenOptions",
            "persist(",
            "remove_file",
            "remove_dir",
            "rename(",
        ];
        let writes = writes.iter().any(|call| code.contains(call));
        // A worker and a measured program write their files into the folder that the parent made for them. A
        // worker resets a figure of its process by writing to a file of the system.
        let may_write = [
            "alloc/whole_program.rs",
            "measure/worker.rs",
            "measure/scratch.rs",
            "measure/platform.rs",
        ];
        let may_write = may_write.contains(&file.path.as_str());
        assert!(!writes || may_write, "src/{}: writes files", file.path);
    }
}

#[test]
fn unsafe_code_is_in_the_allocator_tables_vectors_calls_of_c_a_mapped_file_and_the_reference_loop()
{
    let others = [
        "lab/concurrency/mapped.rs",
        "lab/diffusion/foreign.rs",
        "lab/julia/lanes/avx2.rs",
        "lab/julia/lanes/avx512.rs",
        "lab/julia/lanes/mod.rs",
        "lab/table/layout/tagged_slots.rs",
        "lab/table/layout/dense_entry.rs",
        "lab/table/group/sse2.rs",
        "lab/table/packed/block.rs",
        "lab/table/packed/table.rs",
        "measure/child.rs",
        "experiment/reference_loop.rs",
    ];
    for (module, file) in &Source::read().files {
        let may_be_unsafe = room(module) == Some("alloc") || others.contains(&file.path.as_str());
        let is_unsafe = file.code.contains("unsafe ");
        assert!(!is_unsafe || may_be_unsafe, "src/{}: unsafe", file.path);
    }
}

/// Words that the code and the documentation avoid: they make a reader guess who does what.
const AVOIDED: [&str; 5] = ["told", "tells", "whoever", "to be had", "leave aside"];

#[test]
fn the_text_is_in_plain_words() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut texts = vec![root.join("README.md")];
    let mut folders = vec![root.join("src"), root.join("docs")];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_none_or(|extension| extension != "png") {
                texts.push(path);
            }
        }
    }
    assert!(texts.len() > 200, "only {} texts found", texts.len());
    for path in texts {
        let text = fs::read_to_string(&path).unwrap();
        let is_letter = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
        for (word, (start, _)) in AVOIDED
            .iter()
            .flat_map(|word| text.match_indices(word).map(move |found| (word, found)))
        {
            let before = text[..start].chars().next_back();
            let after = text[start + word.len()..].chars().next();
            let is_part = is_letter(before) || is_letter(after);
            assert!(is_part, "{}: {word}", path.display());
        }
    }
}

/// A crate of three files, to see that the tests above can fail.
fn crate_with(file: &str, text: &str) -> (tempfile::TempDir, Source) {
    let folder = tempfile::tempdir().unwrap();
    let write = |path: &str, text: &str| {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    write(
        "lib.rs",
        "pub mod record; mod measure; pub use record::Row;",
    );
    write(
        "record/mod.rs",
        "mod row; pub mod values; pub use row::{Row, Cell as Field};",
    );
    write("record/row.rs", "pub struct Row; pub struct Cell;");
    write("record/values.rs", "pub struct Value;");
    write(
        "measure/mod.rs",
        "mod run; pub use run::run; fn helper() { run::run(); }",
    );
    write("measure/run.rs", "pub fn run() {}");
    write(file, text);
    let source = Source::read_folder(folder.path());
    (folder, source)
}

fn uses(source: &Source) -> Vec<(String, String)> {
    let arrows = source.arrows();
    let paths = arrows.iter().map(|(user, used)| {
        let paths = [source.path(user), source.path(used)];
        paths.map(String::from).into()
    });
    paths.collect()
}

#[test]
fn uses_are_found_in_imports_code_and_macros_and_followed_through_reexports() {
    let from_run = |text: &str| -> Vec<String> {
        let (_folder, source) = crate_with("measure/run.rs", text);
        let uses = uses(&source).into_iter();
        uses.filter(|(user, _)| user == "measure/run.rs")
            .map(|(_, used)| used)
            .collect()
    };
    assert_eq!(from_run("use crate::record::Row;"), ["record/row.rs"]);
    assert_eq!(from_run("use crate::Row;"), ["record/row.rs"]);
    assert_eq!(
        from_run("use crate::record::{Field, values};"),
        ["record/row.rs", "record/values.rs"]
    );
    assert_eq!(
        from_run("fn f() { let v = crate::record::values::Value; }"),
        ["record/values.rs"]
    );
    assert_eq!(
        from_run("fn f() { format!(\"{}\", crate::Row); }"),
        ["record/row.rs"]
    );
    assert_eq!(from_run("use super::helper;"), ["measure/mod.rs"]);
    assert_eq!(
        from_run("mod tests { use super::super::helper; }"),
        ["measure/mod.rs"]
    );
    assert!(from_run("#[cfg(test)] mod tests { use crate::Row; }").is_empty());
    assert!(from_run("use std::fmt; fn f() { self::g(); }").is_empty());
}

#[test]
fn circles_and_types_are_found() {
    let (_folder, source) = crate_with("measure/run.rs", "use super::helper; enum Row {}");
    let all = uses(&source);
    let pair = |user: &str, used: &str| (user.to_string(), used.to_string());
    assert!(all.contains(&pair("measure/run.rs", "measure/mod.rs")));
    assert!(all.contains(&pair("measure/mod.rs", "measure/run.rs")));
    assert_eq!(source.files[&module("measure/run.rs")].types, ["Row"]);
    let public = |path: &str| source.files[&module(path)].is_public;
    assert!(public("record/mod.rs") && public("record/values.rs"));
    assert!(!public("record/row.rs") && !public("measure/mod.rs"));
}
