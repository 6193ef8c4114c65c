//! A program that allocates, as a test builds it twice: once as it stands, once after a change.

#[global_allocator]
static ALLOC: dhat::Alloc = dhat::Alloc;

struct Words(Vec<String>);

impl Words {
    fn read(text: &str) -> Self {
        let mut words = Vec::with_capacity(64);
        for word in text.split(' ') {
            words.push(word.to_string());
        }
        Self(words)
    }

    fn lengths(&self) -> Vec<usize> {
        self.0.iter().map(|word| word.len()).collect()
    }
}

fn padded(words: &Words) -> Vec<u8> {
    let mut all = vec![1; 1000];
    all.extend(vec![2; words.0.len() * 10]);
    all.push(0);
    all
}

fn main() {
    let file = std::env::args().nth(1).unwrap();
    let _profiler = dhat::Profiler::builder()
        .file_name(file)
        .trim_backtraces(None)
        .build();
    let words = Words::read("to be or not to be that is the question");
    println!("{}", padded(&words).len() + words.lengths().len());
}
