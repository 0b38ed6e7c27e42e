//! FILTER of the command line: part of a test's full name `file::test`.

/// Which tests are wanted; without a text, all.
#[derive(Clone, Debug, Default)]
pub(crate) struct Filter(pub(crate) Option<String>);

/// What of one file is wanted.
#[derive(Debug, PartialEq)]
pub(crate) enum Wanted<'a> {
    All,
    /// Those whose path in the file contains this.
    Matching(&'a str),
    Nothing,
}

impl Filter {
    /// What of the file `file` is wanted, where `files` are all there are.
    pub(crate) fn of_file<'a>(&'a self, file: &str, files: &[String]) -> Wanted<'a> {
        let Some(text) = self.0.as_deref() else {
            return Wanted::All;
        };
        if file.contains(text) {
            return Wanted::All;
        }
        match text.split_once("::") {
            Some((first, rest)) if first == file => Wanted::Matching(rest),
            Some((first, _)) if files.iter().any(|other| other == first) => Wanted::Nothing,
            _ => Wanted::Matching(text),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_filter_is_part_of_file_and_test() {
        let files = ["task".to_owned(), "time".to_owned()];
        let wanted = |text: &str, file| {
            let filter = Filter(Some(text.to_owned()));
            match filter.of_file(file, &files) {
                Wanted::All => "all".to_owned(),
                Wanted::Matching(rest) => rest.to_owned(),
                Wanted::Nothing => "nothing".to_owned(),
            }
        };
        assert_eq!(wanted("tas", "task"), "all");
        assert_eq!(wanted("task::abort", "task"), "abort");
        assert_eq!(wanted("task::abort", "time"), "nothing");
        assert_eq!(wanted("abort", "time"), "abort");
        assert_eq!(wanted("inner::abort", "time"), "inner::abort");
        assert_eq!(Filter(None).of_file("time", &files), Wanted::All);
    }
}
