//! The names by which functions of the standard libraries of C and C++, of allocators, and of
//! CPython's memory managers are known in profiles, which hardly ever have their whole paths.

/// The functions of the C library that allocate, or return memory that they allocated.
const C_FUNCTIONS: [&str; 33] = [
    "malloc",
    "calloc",
    "realloc",
    "reallocarray",
    "memalign",
    "posix_memalign",
    "aligned_alloc",
    "valloc",
    "pvalloc",
    "strdup",
    "strndup",
    "wcsdup",
    "asprintf",
    "vasprintf",
    "getline",
    "getdelim",
    "fopen",
    "fopen64",
    "fdopen",
    "freopen",
    "popen",
    "tmpfile",
    "open_memstream",
    "opendir",
    "fdopendir",
    "scandir",
    "realpath",
    "getcwd",
    "setlocale",
    "getaddrinfo",
    "regcomp",
    "glob",
    "qsort",
];

/// The beginnings of the names of functions inside of the C library and of the dynamic linker.
const C_PREFIXES: [&str; 15] = [
    "_IO_",
    "__GI_",
    "__libc_",
    "__fopen",
    "__strdup",
    "__strndup",
    "__getdelim",
    "__vasprintf",
    "__asprintf",
    "__opendir",
    "__alloc_dir",
    "_dl_",
    "pthread_",
    "__pthread_",
    "call_init",
];

/// The beginnings of the names of CPython's functions that allocate for others.
const PYTHON_PREFIXES: [&str; 12] = [
    "PyMem_",
    "_PyMem_",
    "PyObject_Malloc",
    "PyObject_Calloc",
    "PyObject_Realloc",
    "_PyObject_Malloc",
    "_PyObject_Calloc",
    "_PyObject_Realloc",
    "_PyObject_GC_",
    "pymalloc_",
    "PyType_GenericAlloc",
    "_PyType_Alloc",
];

/// The namespaces of the standard libraries of C++.
const CPP_NAMESPACES: [&str; 2] = ["std::", "__gnu_cxx::"];

/// The beginnings of the names of libstdc++'s headers, in which functions without their namespace
/// are inlined.
const CPP_HEADERS: [&str; 22] = [
    "new_allocator.h",
    "allocator.h",
    "alloc_traits.h",
    "allocated_ptr.h",
    "basic_string",
    "char_traits.h",
    "deque.tcc",
    "forward_list",
    "hashtable",
    "invoke.h",
    "list.tcc",
    "move.h",
    "shared_ptr",
    "std_function.h",
    "std_thread.h",
    "stl_",
    "unique_ptr.h",
    "unordered_",
    "vector.tcc",
    "sstream.tcc",
    "fstream.tcc",
    "vg_replace_malloc.c",
];

/// Whether a function in a source file is an allocator's, or belongs to the standard library of C or C++ or
/// to CPython's memory managers.
pub(super) fn is_of_runtime(function: &str, file: &str) -> bool {
    let has_prefix =
        |text: &str, prefixes: &[&str]| prefixes.iter().any(|prefix| text.starts_with(prefix));
    let name = qualified_name(function);
    // A file `in /tmp/a.out` is a binary, not a source.
    let file = if file.starts_with("in ") { "" } else { file };
    let file = file.rsplit(['/', '\\']).next().unwrap_or(file);
    C_FUNCTIONS.contains(&name)
        || has_prefix(name, &C_PREFIXES)
        || has_prefix(name, &PYTHON_PREFIXES)
        || has_prefix(name, &CPP_NAMESPACES)
        || name.starts_with("operator new")
        || has_prefix(file, &CPP_HEADERS)
        || is_cpp_header_without_extension(file)
}

/// Whether a file is named as the headers of C++ are: `vector`, `__tree`.
fn is_cpp_header_without_extension(file: &str) -> bool {
    let is_word = file.chars().all(|c| c == '_' || c.is_ascii_lowercase());
    !file.is_empty() && is_word
}

/// The name in a demangled function of C++, without its return type and its arguments:
/// `std::vector<int>::push_back` for `void std::vector<int>::push_back(int const&)`.
pub(super) fn qualified_name(function: &str) -> &str {
    if let Some(operator) = function.find("operator") {
        let begin = last_space(&function[..operator]);
        return &function[begin..];
    }
    let mut depth = 0_i64;
    let end = function.char_indices().find(|(_, c)| {
        depth += i64::from(*c == '<') - i64::from(*c == '>');
        depth == 0 && *c == '('
    });
    let name = &function[..end.map_or(function.len(), |(at, _)| at)];
    if name.is_empty() {
        // `(anonymous namespace)::f()`
        return function;
    }
    &name[last_space(name)..]
}

/// Where the text after the last space outside of angle brackets begins.
fn last_space(text: &str) -> usize {
    let mut depth = 0_i64;
    let mut begin = 0;
    for (at, c) in text.char_indices() {
        match c {
            '<' => depth += 1,
            '>' => depth -= 1,
            ' ' if depth == 0 => begin = at + 1,
            _ => {}
        }
    }
    begin
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn functions_of_runtimes_are_known_by_name_or_header() {
        for (function, file) in [
            (
                "malloc",
                "in /usr/libexec/valgrind/vgpreload_dhat-amd64-linux.so",
            ),
            ("operator new[](unsigned long)", ""),
            ("std::vector<int>::push_back(int const&)", "stl_vector.h"),
            (
                "void std::vector<int, std::allocator<int> >::_M_realloc_insert<int const&>(int)",
                "in /tmp/a",
            ),
            (
                "std::_Rb_tree_iterator<int> std::_Rb_tree<int, int>::_M_emplace(int)",
                "in /tmp/a",
            ),
            (
                "std::ostream& std::operator<< <char>(std::ostream&, char)",
                "in /tmp/a",
            ),
            (
                "__gnu_cxx::new_allocator<int>::allocate(unsigned long)",
                "in /tmp/a",
            ),
            ("allocate", "new_allocator.h"),
            ("push_back", "vector"),
            ("__construct_node", "__tree"),
            ("strdup", "strdup.c"),
            ("__fopen_internal", "iofopen.c"),
            ("_IO_file_doallocate", "filedoalloc.c"),
            ("_PyObject_Malloc", "obmalloc.c"),
            ("PyMem_RawMalloc", "obmalloc.c"),
        ] {
            assert!(is_of_runtime(function, file), "{function}");
        }
        for (function, file) in [
            ("grow(int)", "a.cpp"),
            (
                "void take<std::vector<int> >(std::vector<int>)",
                "in /tmp/a",
            ),
            ("std_like::f()", "a.cpp"),
            ("(anonymous namespace)::f(int)", "a.cpp"),
            ("main::{lambda(int)#1}::operator()(int) const", "a.cpp"),
            ("PyList_New", "listobject.c"),
            ("__read_all", "prog.c"),
            ("xmalloc", "util.c"),
        ] {
            assert!(!is_of_runtime(function, file), "{function}");
        }
    }
}
