//! Answers queries from the files of an index.

use std::cell::RefCell;
use std::rc::Rc;

use rustc_hash::FxHashMap;

use crate::about::{About, Name, Organ, Report};
use crate::bits::Bits;
use crate::bytes::Bytes;
use crate::fold::{Pair, Terms, fold, pairs};
use crate::json;
use crate::passage::{self, Label, Passage};
use crate::verify::{Class, Place, Texts};

/// A question.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Request {
    /// The words, as typed.
    pub query: String,
    /// The years chosen; none for all.
    pub years: Vec<u16>,
    /// The id of the organ chosen, with those below it.
    pub organ: Option<String>,
    /// The ids of the kinds of organs chosen; none for all.
    pub kinds: Vec<String>,
    /// The ids of the forms chosen; none for all.
    pub forms: Vec<String>,
    /// The ids of the verdicts chosen; none for all.
    pub verdicts: Vec<String>,
    /// The rule that found something in the reports.
    pub rule: Option<String>,
    /// The number of reports to show.
    pub show: usize,
    /// Whether to show the reports in which a term is only in a printed label, instead of the others.
    pub printed: bool,
    /// Whether to look into all reports that may have the terms, however many texts are needed.
    pub thorough: bool,
    /// Whether the answer is in English.
    pub english: bool,
}

/// The number of reports that can be chosen with a filter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count {
    /// Its id and names.
    pub name: Name,
    /// The number of reports.
    pub reports: usize,
    /// Whether it is chosen.
    pub chosen: bool,
    /// Its depth, for organs.
    pub depth: usize,
}

/// A report that has all terms.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Its index.
    pub report: usize,
    /// Its organ.
    pub organ: Name,
    /// Its year.
    pub year: u16,
    /// Whether it is invented.
    pub sample: bool,
    /// The words of its verdict.
    pub said: Name,
    /// How it has the terms.
    pub class: Class,
    /// The places that are shown.
    pub places: Vec<Place>,
    /// The number of other places.
    pub more: usize,
}

/// An answer.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Found {
    /// The terms that were looked for.
    pub terms: Vec<String>,
    /// The single characters that were not.
    pub short: Vec<String>,
    /// For each term the number of reports that may have it in their own text.
    pub alone: Vec<usize>,
    /// The reports in the archive.
    pub archive: usize,
    /// The reports that have all terms in their own text, [unverified](Found::unverified) ones included.
    pub total: usize,
    /// Those that were seen to have them in one paragraph.
    pub together: usize,
    /// Those that were seen to have them in several.
    pub apart: usize,
    /// Those that may have them, but whose texts were not looked at.
    pub unverified: usize,
    /// The reports in which a term is only in a printed label.
    pub printed: usize,
    /// Those of them whose texts were not looked at.
    pub printed_unverified: usize,
    /// The reports that are shown.
    pub hits: Vec<Hit>,
    /// The labels of the cells among their places.
    pub fields: Vec<Name>,
    /// The years, latest first.
    pub years: Vec<Count>,
    /// The organ chosen with those above and directly below it; else the highest ones.
    pub organs: Vec<Count>,
    /// The kinds of organs.
    pub kinds: Vec<Count>,
    /// The forms.
    pub forms: Vec<Count>,
    /// The verdicts.
    pub verdicts: Vec<Count>,
    /// The rules that found something.
    pub rules: Vec<Count>,
}

/// The files that are missing, and the answer as far as it is known without them.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Need {
    /// The names of the files.
    pub files: Vec<String>,
    /// The answer as far as it is known; `None` if nothing is known yet.
    pub so_far: Option<Box<Found>>,
}

/// Whether a report has the terms, as far as known.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Seen {
    Not,
    Without,
    With(Class),
}

/// The state of the last query. Other filters do not change it.
#[derive(Debug, Clone, Default)]
struct Asked {
    terms: Vec<String>,
    seen: Vec<Seen>,
    /// The number of texts that were asked for.
    loads: usize,
}

/// The reports that have all terms, as far as known.
#[derive(Debug, Clone)]
struct Sets {
    /// In their own text.
    own: Bits,
    /// One of them only in a printed label.
    printed: Bits,
    /// For each term, those that print it.
    labels: Vec<Bits>,
    alone: Vec<usize>,
}

impl Sets {
    /// Whether every term is printed on a report: then its texts need not be looked at to know that it has them.
    fn is_printed(&self, report: usize) -> bool {
        self.labels.iter().all(|labels| labels.has(report))
    }
}

/// An index that is being searched. Its files are added when they are asked for.
#[derive(Debug, Default)]
pub struct Search {
    about: Option<About>,
    files: FxHashMap<String, Vec<u8>>,
    asked: Asked,
    open: RefCell<Open>,
}

/// The texts of reports, as written and folded. The next query will look at many of them again.
type Open = FxHashMap<usize, Rc<Vec<(Passage, String)>>>;

/// The most reports whose texts stay in memory.
const OPEN: usize = 1000;

/// The most pairs of a term whose lists are loaded. Further ones leave out hardly any reports.
const PAIRS: usize = 6;

/// The number of texts that are asked for together.
const BATCH: usize = 4;

/// The filters. When the numbers of one are counted, it does not apply itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Filter {
    Year,
    Organ,
    Kind,
    Form,
    Verdict,
    Rule,
}

impl Search {
    /// Adds a file; returns whether it is one.
    pub fn add(&mut self, name: &str, bytes: Vec<u8>) -> bool {
        if name == "about" {
            *self = Search {
                about: About::read(&bytes),
                ..Search::default()
            };
            return self.about.is_some();
        }
        self.files.insert(name.to_owned(), bytes);
        true
    }

    /// Answers a request given as lines `name=value`, in JSON. An answer that needs files is
    /// `{"need": […], "found": …}`, others are the object `found` alone.
    pub fn answer(&mut self, request: &str) -> String {
        let request = Request::read(request);
        let mut out = String::new();
        match self.find(&request) {
            Ok(found) => json::found(&found, request.english, &mut out),
            Err(need) => {
                out.push_str("{\"need\":");
                json::list(&need.files, &mut out, |file, out| json::text(file, out));
                if let Some(found) = need.so_far {
                    out.push_str(",\"found\":");
                    json::found(&found, request.english, &mut out);
                }
                out.push('}');
            }
        }
        out
    }

    /// Answers a request, or names the files to add first.
    pub fn find(&mut self, request: &Request) -> Result<Found, Need> {
        let Search {
            about,
            files,
            asked,
            open,
        } = self;
        let Some(about) = about else {
            return Err(Need {
                files: vec!["about".to_owned()],
                so_far: None,
            });
        };
        let terms = Terms::of(&request.query);
        let looking = Looking { about, files, open };
        let size = about.facts.reports.len();
        if asked.terms != terms.whole || asked.seen.len() != size {
            *asked = Asked {
                terms: terms.whole.clone(),
                seen: vec![Seen::Not; size],
                loads: 0,
            };
        }
        let mut sets = looking.sets(&terms.whole)?;
        let exact = terms.whole.iter().all(|term| term.chars().count() == 2);
        let missing = looking.verify(request, &mut sets, exact, asked);
        let mut found = looking.found(request, &sets, exact, asked);
        found.short = terms.short;
        if missing.is_empty() {
            return Ok(found);
        }
        asked.loads += missing.len();
        Err(Need {
            files: missing.into_iter().map(|file| about.texts_name(file)).collect(),
            so_far: Some(Box::new(found)),
        })
    }
}

impl Request {
    /// Reads a request from lines `name=value`; unknown ones are ignored.
    pub fn read(lines: &str) -> Request {
        let mut request = Request {
            show: 10,
            ..Request::default()
        };
        for line in lines.split('\n') {
            let Some((name, value)) = line.split_once('=') else {
                continue;
            };
            let text = value.to_owned();
            match name {
                "q" => request.query = text,
                "year" => request.years.extend(value.parse::<u16>().ok()),
                "organ" => request.organ = Some(text).filter(|id| !id.is_empty()),
                "kind" => request.kinds.push(text),
                "form" => request.forms.push(text),
                "verdict" => request.verdicts.push(text),
                "rule" => request.rule = Some(text).filter(|id| !id.is_empty()),
                "show" => request.show = value.parse().unwrap_or(request.show),
                "printed" => request.printed = true,
                "thorough" => request.thorough = true,
                "lang" => request.english = value == "en",
                _ => {}
            }
        }
        request
    }
}

/// The files while a query is answered.
struct Looking<'a> {
    about: &'a About,
    files: &'a FxHashMap<String, Vec<u8>>,
    open: &'a RefCell<Open>,
}

impl Looking<'_> {
    fn size(&self) -> usize {
        self.about.facts.reports.len()
    }

    /// The reports that can have all terms, by the lists of their pairs.
    fn sets(&self, terms: &[String]) -> Result<Sets, Need> {
        let mut need = Need::default();
        let mut sets = Sets {
            own: Bits::all(self.size()),
            printed: Bits::all(self.size()),
            labels: Vec::new(),
            alone: Vec::new(),
        };
        if terms.is_empty() {
            sets.own = Bits::none(self.size());
            sets.printed = Bits::none(self.size());
        }
        for term in terms {
            let mut own = Bits::all(self.size());
            for pair in chosen(term) {
                match self.list(pair) {
                    Ok(list) => own.keep(&list),
                    Err(file) if need.files.contains(&file) => {}
                    Err(file) => need.files.push(file),
                }
            }
            let labels = self.printing(term);
            sets.alone.push(own.count());
            sets.own.keep(&own);
            own.join(&labels);
            sets.printed.keep(&own);
            sets.labels.push(labels);
        }
        sets.printed.drop_all(&sets.own);
        if need.files.is_empty() { Ok(sets) } else { Err(need) }
    }

    /// The reports that have a pair, or the file that says which.
    fn list(&self, pair: Pair) -> Result<Bits, String> {
        let Some(file) = self.about.pairs_file(pair) else {
            return Ok(Bits::none(self.size()));
        };
        let Some(bytes) = self.files.get(&file) else {
            return Err(file);
        };
        let mut bytes = Bytes(bytes);
        while let Some(next) = bytes.character().zip(bytes.character()) {
            if next == pair {
                return Ok(Bits::read(&mut bytes, self.size()).unwrap_or_else(|| Bits::none(self.size())));
            }
            let Some(length) = bytes.number() else { break };
            if next > pair || bytes.take(length).is_none() {
                break;
            }
        }
        Ok(Bits::none(self.size()))
    }

    /// The reports whose form prints a term.
    fn printing(&self, term: &str) -> Bits {
        let about = self.about;
        let labels: Vec<bool> = about.labels.iter().map(|(_, label)| label.contains(term)).collect();
        let has = |label: &usize| labels.get(*label).copied().unwrap_or(false);
        let sheets: Vec<bool> = about.sheets.iter().map(|sheet| sheet.iter().any(has)).collect();
        let mut set = Bits::none(self.size());
        for (report, sheet) in about.sheet.iter().enumerate() {
            if sheets.get(*sheet).copied().unwrap_or(false) {
                set.add(report);
            }
        }
        set
    }

    /// Looks into the texts of the reports that are to be shown, and moves those whose texts differ from their lists.
    /// Returns the files of texts that are needed to go on.
    fn verify(&self, request: &Request, sets: &mut Sets, exact: bool, asked: &mut Asked) -> Vec<usize> {
        let mut all = sets.own.clone();
        all.join(&sets.printed);
        let chosen = self.chosen(request, None);
        // Those seen before come first, since reports may belong to the other group.
        let group = |sets: &Sets| {
            let mut group = if request.printed {
                sets.printed.clone()
            } else {
                sets.own.clone()
            };
            group.keep(&chosen);
            group
        };
        for report in all.members() {
            settle(sets, asked, report);
        }
        let mut missing: Vec<usize> = Vec::new();
        let (mut shown, mut waiting) = (0, 0);
        for report in group(sets).members() {
            let sure = exact || request.printed && sets.is_printed(report);
            if asked.seen.get(report) == Some(&Seen::Not) {
                let file = self.about.texts_file(report);
                if self.has_texts(file) {
                    let seen = self.look(report, &asked.terms);
                    if let Some(slot) = asked.seen.get_mut(report) {
                        *slot = seen;
                    }
                    settle(sets, asked, report);
                } else {
                    if missing.last() != Some(&file) {
                        missing.push(file);
                    }
                    // Among the reports that are certain to have the terms, one in this order is as good as any other.
                    waiting += usize::from(sure && (asked.terms.len() == 1 || request.printed));
                }
            }
            match asked.seen.get(report) {
                Some(Seen::With(Class::Together)) if !request.printed => shown += 1,
                Some(Seen::With(Class::Printed)) if request.printed => shown += 1,
                _ => {}
            }
            if sure && !request.thorough && shown + waiting >= request.show {
                break;
            }
        }
        let left = (request.show + BATCH).saturating_sub(asked.loads);
        let uncounted = !exact && missing.len() <= left;
        if request.thorough {
            missing.truncate(BATCH * 2);
        } else if uncounted || shown < request.show {
            missing.truncate(BATCH.min(left));
        } else {
            missing.clear();
        }
        missing
    }

    fn has_texts(&self, file: usize) -> bool {
        self.files.contains_key(&self.about.texts_name(file))
    }

    /// The texts of a report.
    fn passages(&self, report: usize) -> Option<Rc<Vec<(Passage, String)>>> {
        if let Some(there) = self.open.borrow().get(&report) {
            return Some(Rc::clone(there));
        }
        let file = self.about.texts_file(report);
        let mut bytes = Bytes(self.files.get(&self.about.texts_name(file))?);
        for _ in self.about.texts.get(file)?.0..report {
            let length = bytes.number()?;
            bytes.take(length)?;
        }
        let length = bytes.number()?;
        let passages = passage::read(&mut Bytes(bytes.take(length)?))?;
        let folded = passages.into_iter().map(|passage| {
            let folded = fold(&passage.text);
            (passage, folded)
        });
        let passages = Rc::new(folded.collect::<Vec<_>>());
        let mut open = self.open.borrow_mut();
        if open.len() >= OPEN {
            open.clear();
        }
        open.insert(report, Rc::clone(&passages));
        Some(passages)
    }

    /// The texts that a report's form prints.
    fn labels(&self, report: usize) -> Vec<(&Label, &str)> {
        let sheet = self
            .about
            .sheet
            .get(report)
            .and_then(|sheet| self.about.sheets.get(*sheet));
        let labels = sheet
            .into_iter()
            .flatten()
            .filter_map(|label| self.about.labels.get(*label));
        labels.map(|(label, folded)| (label, folded.as_str())).collect()
    }

    fn in_texts<T>(&self, report: usize, then: impl FnOnce(&Texts<'_>) -> T) -> Option<T> {
        let passages = self.passages(report)?;
        let names: Vec<&str> = About::names(self.about.organ_of(report)?).collect();
        Some(then(&Texts {
            passages: &passages,
            names: &names,
            labels: &self.labels(report),
        }))
    }

    fn look(&self, report: usize, terms: &[String]) -> Seen {
        match self.in_texts(report, |texts| texts.class(terms)) {
            Some(Some(class)) => Seen::With(class),
            _ => Seen::Without,
        }
    }

    /// The reports that the filters leave, but for one of them.
    fn chosen(&self, request: &Request, without: Option<Filter>) -> Bits {
        let about = self.about;
        let facts = &about.facts;
        let asks = |filter: Filter| without != Some(filter);
        let named = |chosen: &[String], names: &[Name], index: usize| {
            chosen.is_empty() || names.get(index).is_some_and(|name| chosen.contains(&name.id))
        };
        let organ = request.organ.as_ref().filter(|_| asks(Filter::Organ));
        let organ = organ.map(|id| self.below(id));
        let mut set = Bits::none(self.size());
        for (index, report) in facts.reports.iter().enumerate() {
            let kind = facts.organs.get(report.organ).map_or(0, |organ| organ.kind);
            let form = report.form.unwrap_or(usize::MAX);
            let fits = (!asks(Filter::Year) || request.years.is_empty() || request.years.contains(&report.year))
                && organ
                    .as_ref()
                    .is_none_or(|below| below.get(report.organ).copied().unwrap_or(false))
                && (!asks(Filter::Kind) || named(&request.kinds, &facts.kinds, kind))
                && (!asks(Filter::Form) || named(&request.forms, &facts.forms, form))
                && (!asks(Filter::Verdict) || named(&request.verdicts, &facts.verdicts, report.verdict));
            if fits {
                set.add(index);
            }
        }
        if asks(Filter::Rule)
            && let Some(rule) = &request.rule
        {
            let found = facts
                .rules
                .iter()
                .zip(&about.found)
                .find(|(one, _)| one.name.id == *rule);
            set.keep(&found.map_or_else(|| Bits::none(self.size()), |(_, reports)| reports.clone()));
        }
        set
    }

    /// For each organ whether it is this one or one below it.
    fn below(&self, id: &str) -> Vec<bool> {
        let mut below: Vec<bool> = Vec::new();
        for organ in &self.about.facts.organs {
            let above = organ.parent.and_then(|parent| below.get(parent).copied());
            below.push(organ.name.id == id || above == Some(true));
        }
        below
    }

    /// The answer, as far as it is known.
    fn found(&self, request: &Request, sets: &Sets, exact: bool, asked: &Asked) -> Found {
        let chosen = self.chosen(request, None);
        let (mut own, mut printed) = (sets.own.clone(), sets.printed.clone());
        own.keep(&chosen);
        printed.keep(&chosen);
        let seen = move |report: usize| asked.seen.get(report).copied().unwrap_or(Seen::Not);
        let with = |class: Class| own.members().filter(move |report| seen(*report) == Seen::With(class));
        let unseen = |report: &usize| seen(*report) == Seen::Not;
        let unverified = if exact { 0 } else { own.members().filter(unseen).count() };
        let mut found = Found {
            terms: asked.terms.clone(),
            alone: sets.alone.clone(),
            archive: self.size(),
            total: own.count(),
            together: with(Class::Together).count(),
            apart: with(Class::Apart).count(),
            unverified,
            printed: printed.count(),
            ..Found::default()
        };
        let is_open = |report: &usize| unseen(report) && !exact && !sets.is_printed(*report);
        found.printed_unverified = printed.members().filter(is_open).count();
        let hits: Vec<usize> = if request.printed {
            let seen = printed
                .members()
                .filter(|report| seen(*report) == Seen::With(Class::Printed));
            seen.take(request.show).collect()
        } else {
            with(Class::Together)
                .chain(with(Class::Apart))
                .take(request.show)
                .collect()
        };
        found.hits = hits
            .into_iter()
            .filter_map(|report| self.hit(report, seen(report), &asked.terms))
            .collect();
        let anchors = found
            .hits
            .iter()
            .flat_map(|hit| &hit.places)
            .map(|place| place.anchor.as_str());
        for anchor in anchors {
            let field = self.about.facts.fields.iter().find(|field| field.id == anchor);
            if let Some(field) = field.filter(|field| !found.fields.contains(field)) {
                found.fields.push(field.clone());
            }
        }
        self.count(
            request,
            if request.printed { &sets.printed } else { &sets.own },
            &mut found,
        );
        found
    }

    fn hit(&self, report: usize, seen: Seen, terms: &[String]) -> Option<Hit> {
        let Seen::With(class) = seen else {
            return None;
        };
        let facts = self.about.facts.reports.get(report)?;
        let (places, more) = self.in_texts(report, |texts| texts.places(terms, class))?;
        Some(Hit {
            report,
            organ: self.about.organ_of(report)?.name.clone(),
            year: facts.year,
            sample: facts.sample,
            said: self.about.facts.said.get(facts.said)?.clone(),
            class,
            places,
            more,
        })
    }

    /// Counts the reports of a set that each choice of each filter would leave.
    fn count(&self, request: &Request, set: &Bits, found: &mut Found) {
        let facts = &self.about.facts;
        let left = |filter: Filter| {
            let mut left = self.chosen(request, Some(filter));
            left.keep(set);
            left
        };
        let by = |filter: Filter, count: usize, key: &dyn Fn(&Report) -> usize| {
            let mut counts = vec![0_usize; count];
            for report in left(filter).members() {
                if let Some(slot) = facts.reports.get(report).and_then(|report| counts.get_mut(key(report))) {
                    *slot += 1;
                }
            }
            counts
        };
        let named = |names: &[Name], counts: Vec<usize>, chosen: &[String]| -> Vec<Count> {
            let all = names.iter().zip(counts).map(|(name, reports)| Count {
                chosen: chosen.contains(&name.id),
                name: name.clone(),
                reports,
                depth: 0,
            });
            all.filter(|count| count.reports > 0 || count.chosen).collect()
        };
        let kind = |report: &Report| facts.organs.get(report.organ).map_or(usize::MAX, |organ| organ.kind);
        found.kinds = named(&facts.kinds, by(Filter::Kind, facts.kinds.len(), &kind), &request.kinds);
        let form = |report: &Report| report.form.unwrap_or(usize::MAX);
        found.forms = named(&facts.forms, by(Filter::Form, facts.forms.len(), &form), &request.forms);
        let verdict = |report: &Report| report.verdict;
        let counts = by(Filter::Verdict, facts.verdicts.len(), &verdict);
        found.verdicts = named(&facts.verdicts, counts, &request.verdicts);
        found.years = self.years(request, &left(Filter::Year));
        found.organs = self.organs(request, by(Filter::Organ, facts.organs.len(), &|report| report.organ));
        let left = left(Filter::Rule);
        for (rule, reports) in facts.rules.iter().zip(&self.about.found) {
            let mut both = reports.clone();
            both.keep(&left);
            let (reports, chosen) = (both.count(), request.rule.as_ref() == Some(&rule.name.id));
            if reports > 0 || chosen {
                found.rules.push(Count {
                    name: rule.name.clone(),
                    reports,
                    chosen,
                    depth: 0,
                });
            }
        }
    }

    /// Every year of the archive, latest first.
    fn years(&self, request: &Request, left: &Bits) -> Vec<Count> {
        let mut years: Vec<(u16, usize)> = Vec::new();
        for (index, report) in self.about.facts.reports.iter().enumerate() {
            let here = usize::from(left.has(index));
            match years.iter_mut().find(|(year, _)| *year == report.year) {
                Some((_, count)) => *count += here,
                None => years.push((report.year, here)),
            }
        }
        let years = years.into_iter().map(|(year, reports)| {
            let text = format!("{year}");
            Count {
                name: Name {
                    id: text.clone(),
                    zh: text.clone(),
                    en: text,
                },
                reports,
                chosen: request.years.contains(&year),
                depth: 0,
            }
        });
        years.collect()
    }

    /// The organ chosen, those above it and those directly below it; if none is chosen, the highest ones.
    fn organs(&self, request: &Request, mut counts: Vec<usize>) -> Vec<Count> {
        let organs = &self.about.facts.organs;
        // An organ comes after those above it, so this adds up whole trees.
        for (index, organ) in organs.iter().enumerate().rev() {
            let count = counts.get(index).copied().unwrap_or(0);
            if let Some(above) = organ.parent.and_then(|parent| counts.get_mut(parent)) {
                *above += count;
            }
        }
        let chosen = organs
            .iter()
            .position(|organ| Some(&organ.name.id) == request.organ.as_ref());
        let mut list = Vec::new();
        let mut line = Vec::new();
        let mut at = chosen;
        while let Some(index) = at {
            line.push(index);
            at = organs.get(index).and_then(|organ| organ.parent);
        }
        line.reverse();
        let entry = |index: usize, organ: &Organ, depth: usize| Count {
            name: organ.name.clone(),
            reports: counts.get(index).copied().unwrap_or(0),
            chosen: chosen == Some(index),
            depth,
        };
        for (depth, index) in line.iter().enumerate() {
            list.extend(organs.get(*index).map(|organ| entry(*index, organ, depth)));
        }
        let has = |index: usize| counts.get(index).is_some_and(|count| *count > 0);
        let roots = || {
            organs
                .iter()
                .enumerate()
                .filter(|(index, organ)| organ.parent.is_none() && has(*index))
        };
        let mut above = chosen;
        if let (None, Some((root, organ)), None) = (chosen, roots().next(), roots().nth(1)) {
            // The one organ above all that have any is shown with those below it.
            list.push(entry(root, organ, 0));
            line.push(root);
            above = Some(root);
        }
        for (index, organ) in organs.iter().enumerate().filter(|(_, organ)| organ.parent == above) {
            if has(index) {
                list.push(entry(index, organ, line.len()));
            }
        }
        list
    }
}

/// Moves a report to the group to which its text says it belongs.
fn settle(sets: &mut Sets, asked: &Asked, report: usize) {
    match asked.seen.get(report) {
        Some(Seen::Without) => {
            sets.own.remove(report);
            sets.printed.remove(report);
        }
        Some(Seen::With(Class::Printed)) => {
            sets.own.remove(report);
            sets.printed.add(report);
        }
        Some(Seen::With(_)) => {
            sets.own.add(report);
            sets.printed.remove(report);
        }
        Some(Seen::Not) | None => {}
    }
}

/// The pairs of a term whose lists are used: all of a short one, of a longer one some that cover it evenly.
fn chosen(term: &str) -> Vec<Pair> {
    let all: Vec<Pair> = pairs(term).collect();
    let last = all.len().saturating_sub(1);
    let mut chosen: Vec<Pair> = Vec::new();
    for step in 0..PAIRS.min(all.len()) {
        let at = if all.len() <= PAIRS {
            step
        } else {
            step * last / (PAIRS - 1)
        };
        if let Some(pair) = all.get(at).filter(|pair| !chosen.contains(pair)) {
            chosen.push(*pair);
        }
    }
    chosen
}
