//! A build after another one does only the work of what changed, and its bytes are those of a full build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use nianbao_build::site::{Built, Options, build};

type Files = BTreeMap<String, Vec<u8>>;

/// An empty folder for this test.
fn scratch(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("a folder for the test");
    folder
}

/// Every file in a folder with its bytes.
fn files(root: &Path) -> Files {
    let mut found = Files::new();
    for entry in walkdir::WalkDir::new(root) {
        let entry = entry.expect("an entry");
        if !entry.file_type().is_dir() {
            let path = entry.path().strip_prefix(root).expect("below");
            let bytes = fs::read(entry.path()).expect("a file");
            found.insert(path.to_string_lossy().replace('\\', "/"), bytes);
        }
    }
    found
}

/// Numbers that look random and are the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits") % limit.max(1)
    }

    fn of<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[self.below(list.len())]
    }
}

/// An archive that is edited, with its site.
struct World {
    folder: PathBuf,
    options: Options,
    random: Random,
    /// Files in the site's folder that are not the site's.
    foreign: Files,
    step: usize,
}

const YEARS: std::ops::RangeInclusive<u16> = 2019..=2025;

impl World {
    fn new(name: &str, seed: u64, spare_from: usize) -> World {
        let folder = scratch(name);
        let shipped = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../content");
        for entry in walkdir::WalkDir::new(&shipped) {
            let entry = entry.expect("an entry");
            let to = folder
                .join("content")
                .join(entry.path().strip_prefix(&shipped).expect("below"));
            // A few reports are enough.
            let years = ["2019.md", "2020.md", "2021.md", "2022.md"];
            let left_out = years.iter().any(|year| to.ends_with(year));
            if entry.file_type().is_dir() {
                fs::create_dir_all(to).expect("a folder");
            } else if !left_out {
                fs::copy(entry.path(), to).expect("a file");
            }
        }
        fs::create_dir_all(folder.join("theme/styles")).expect("a folder");
        // Word and Excel files take most of the time.
        fs::write(
            folder.join("content/site.toml"),
            "title = \"归档\"\ndownloads = [\"csv\"]\n",
        )
        .expect("a file");
        let options = Options {
            content: folder.join("content"),
            out: folder.join("public/site"),
            spare_from,
            ..Options::default()
        };
        World {
            folder,
            options,
            random: Random(seed),
            foreign: Files::new(),
            step: 0,
        }
    }

    fn build(&self) -> Built {
        build(&self.options).expect("built")
    }

    /// A full build in another place.
    fn full(&self) -> (Built, Files) {
        let out = self.folder.join("full");
        let _ = fs::remove_dir_all(&out);
        let built = build(&Options {
            out: out.clone(),
            no_cache: true,
            ..self.options.clone()
        });
        (built.expect("built"), files(&out))
    }

    /// Builds, and compares the site with that of a full build.
    fn check(&self, what: &str) {
        let built = self.build();
        let (expected, mut all) = self.full();
        all.extend(self.foreign.clone());
        let site = files(&self.options.out);
        let differs = site
            .keys()
            .chain(all.keys())
            .find(|path| site.get(*path) != all.get(*path));
        assert_eq!(differs, None, "step {} of {}: {what}", self.step, self.folder.display());
        let kept: Vec<String> = built
            .kept
            .iter()
            .map(|path| path.to_string_lossy().into_owned())
            .collect();
        assert_eq!(kept, self.foreign.keys().cloned().collect::<Vec<_>>(), "{what}");
        assert_eq!(
            Built {
                kept: Vec::new(),
                ..built
            },
            expected,
            "step {}: {what}",
            self.step
        );
    }

    fn reports(&self) -> Vec<PathBuf> {
        let all = walkdir::WalkDir::new(self.options.content.join("reports")).sort_by_file_name();
        let files = all.into_iter().map(|entry| entry.expect("an entry").into_path());
        files
            .filter(|path| path.extension().is_some_and(|extension| extension == "md"))
            .collect()
    }

    fn report(&mut self) -> PathBuf {
        let all = self.reports();
        self.random.of(&all).clone()
    }

    fn text(&self, path: &str) -> String {
        fs::read_to_string(self.options.content.join(path)).expect("a file")
    }

    fn write(&self, path: &str, text: &str) {
        fs::write(self.options.content.join(path), text).expect("a file");
    }

    /// Makes a random edit, and says which.
    fn edit(&mut self) -> String {
        self.step += 1;
        let step = self.step;
        let edits: [fn(&mut World) -> String; 16] = [
            World::figure,
            World::figure,
            World::prose,
            World::rename,
            World::remove,
            World::copy,
            World::copy,
            World::organ,
            World::organ_renamed,
            World::theme,
            World::settings,
            World::cache,
            World::site,
            World::unreadable,
            World::picture,
            World::nothing,
        ];
        let edit = *self.random.of(&edits);
        let what = edit(self);
        format!("{step}: {what}")
    }

    fn figure(&mut self) -> String {
        let path = self.report();
        let Ok(text) = fs::read_to_string(&path) else {
            return self.nothing();
        };
        let digits: Vec<usize> = text
            .match_indices("| ")
            .map(|(at, _)| at + 2)
            .filter(|at| text.as_bytes().get(*at).is_some_and(u8::is_ascii_digit))
            .collect();
        if digits.is_empty() {
            return self.nothing();
        }
        let at = *self.random.of(&digits);
        let digit = self.random.below(10);
        fs::write(&path, format!("{}{digit}{}", &text[..at], &text[at + 1..])).expect("a file");
        format!("a figure of {}", path.display())
    }

    fn prose(&mut self) -> String {
        let path = self.report();
        let number = self.random.below(90);
        let mut text = fs::read(&path).expect("a file");
        text.extend(format!("\n本年共收到政府信息公开申请{number}件，比上年增长{number}%。\n").bytes());
        fs::write(&path, text).expect("a file");
        format!("prose of {}", path.display())
    }

    fn rename(&mut self) -> String {
        let from = self.report();
        let year = YEARS.start() + u16::try_from(self.random.below(YEARS.len())).expect("few");
        let to = from.with_file_name(format!("{year}.md"));
        fs::rename(&from, &to).expect("renamed");
        format!("{} is now {year}", from.display())
    }

    fn remove(&mut self) -> String {
        let path = self.report();
        if self.reports().len() < 8 {
            return self.nothing();
        }
        fs::remove_file(&path).expect("removed");
        format!("{} is gone", path.display())
    }

    /// The text of one organ becomes that of another, or of another year.
    fn copy(&mut self) -> String {
        let (from, other) = (self.report(), self.report());
        let year = YEARS.start() + u16::try_from(self.random.below(YEARS.len())).expect("few");
        let to = other.with_file_name(format!("{year}.md"));
        if from != to {
            fs::copy(&from, &to).expect("copied");
        }
        format!("{} is copied to {}", from.display(), to.display())
    }

    fn organ(&mut self) -> String {
        let (step, from) = (self.step, self.report());
        let more = format!("\n[[organ]]\nid = \"new-{step}\"\nname = \"望潮县新设{step}局\"\nparent = \"wangchao\"\n");
        self.write("organs.toml", &(self.text("organs.toml") + &more));
        let folder = self.options.content.join(format!("reports/new-{step}"));
        fs::create_dir_all(&folder).expect("a folder");
        fs::copy(&from, folder.join("2023.md")).expect("copied");
        format!("a new organ with a copy of {}", from.display())
    }

    fn organ_renamed(&mut self) -> String {
        let text = self.text("organs.toml");
        let names: Vec<(usize, &str)> = text.match_indices("name = \"望").collect();
        if names.is_empty() {
            return self.nothing();
        }
        let at = self.random.of(&names).0 + "name = \"".len();
        self.write("organs.toml", &format!("{}东{}", &text[..at], &text[at..]));
        "an organ has another name".to_owned()
    }

    fn theme(&mut self) -> String {
        let number = self.random.below(3);
        fs::write(
            self.folder.join("theme/styles/extra.css"),
            format!("p {{ margin: {number}em }}\n"),
        )
        .expect("a file");
        self.options.theme = (number > 0).then(|| self.folder.join("theme"));
        format!("theme {number}")
    }

    fn settings(&mut self) -> String {
        let lines = [
            "title = \"归档\"\ndownloads = [\"json\"]\n",
            "title = { zh = \"甲\", en = \"A\" }\ndownloads = []\nlanguages = [\"zh\"]\n",
            "title = \"乙\"\nlanguages = [\"en\", \"zh\"]\ndownloads = [\"csv\", \"md\"]\n",
            "title = \"丙\"\ndownloads = []\n[deadlines]\ndepartment = \"03-05\"\n",
            "title = \"丙\"\ndownloads = []\n[deadlines]\ndepartment = \"01-05\"\n",
        ];
        let line = *self.random.of(&lines);
        self.write("site.toml", line);
        self.options.base_url = (self.random.below(2) == 0).then(|| "https://example.org/a/".to_owned());
        format!("settings {line:?}, {:?}", self.options.base_url)
    }

    /// The cache is damaged or gone.
    fn cache(&mut self) -> String {
        let work = self.folder.join("public/.site.nianbao");
        let parts = ["cache.index", "cache.reports", "spare", "spare/organs"];
        let part = *self.random.of(&parts);
        let path = work.join(part);
        if path.is_dir() {
            fs::remove_dir_all(&path).expect("removed");
            return format!("{part} is gone");
        }
        let Ok(mut bytes) = fs::read(&path) else {
            return self.nothing();
        };
        let (at, how) = (self.random.below(bytes.len()), self.random.below(3));
        match how {
            0 => bytes[at] ^= 1,
            1 => bytes.truncate(at),
            _ => bytes.clear(),
        }
        fs::write(&path, bytes).expect("a file");
        format!("{part} is damaged: {how} at {at}")
    }

    /// Somebody changes the site.
    fn site(&mut self) -> String {
        let all: Vec<String> = files(&self.options.out)
            .into_keys()
            .filter(|path| !self.foreign.contains_key(path))
            .collect();
        if all.is_empty() {
            return self.nothing();
        }
        let path = self.random.of(&all).clone();
        let full = self.options.out.join(&path);
        match self.random.below(5) {
            0 => fs::remove_file(&full).expect("removed"),
            1 => {
                // In place, and as long as before.
                let mut bytes = fs::read(&full).expect("a file");
                bytes.reverse();
                fs::write(&full, bytes).expect("a file");
            }
            2 => {
                let folder = full.parent().expect("a parent").to_owned();
                if folder != self.options.out {
                    fs::remove_dir_all(folder).expect("removed");
                }
            }
            3 => {
                let (name, text) = (format!("own-{}.txt", self.step), b"mine".to_vec());
                fs::write(self.options.out.join(&name), &text).expect("a file");
                self.foreign.insert(name, text);
            }
            _ => {
                for name in std::mem::take(&mut self.foreign).into_keys() {
                    fs::remove_file(self.options.out.join(name)).expect("removed");
                }
            }
        }
        format!("the site is changed at {path}")
    }

    fn unreadable(&mut self) -> String {
        let path = self.report();
        fs::write(&path, b"+++\nsample = true\n+++\n# \xff\n").expect("a file");
        format!("{} can't be read", path.display())
    }

    fn picture(&mut self) -> String {
        let path = self.report();
        let byte = u8::try_from(self.random.below(3)).expect("few");
        let picture = path.with_file_name("a.png");
        if byte == 0 {
            let _ = fs::remove_file(picture);
            return "a picture is gone".to_owned();
        }
        fs::write(picture, [byte; 4]).expect("a file");
        let mut text = fs::read(&path).expect("a file");
        text.extend("\n![图](a.png)\n".bytes());
        fs::write(&path, text).expect("a file");
        format!("a picture of {}", path.display())
    }

    #[expect(clippy::unused_self, reason = "it is one of the edits")]
    fn nothing(&mut self) -> String {
        "nothing".to_owned()
    }
}

/// The number of edits: `NIANBAO_EDITS`, or a few.
fn edits() -> usize {
    std::env::var("NIANBAO_EDITS")
        .ok()
        .and_then(|count| count.parse().ok())
        .unwrap_or(4)
}

fn edited(name: &str, seed: u64, spare_from: usize) {
    let mut world = World::new(name, seed, spare_from);
    world.check("the first build");
    for _ in 0..edits() {
        let what = world.edit();
        world.check(&what);
    }
}

#[test]
fn after_any_edits_a_site_is_that_of_a_full_build() {
    edited("rebuild", 1, usize::MAX);
}

#[test]
fn a_site_made_of_a_spare_is_that_of_a_full_build() {
    edited("rebuild-spare", 2, 1);
}
