//! Results are those of a search of the whole texts, whatever the texts and the query.

use std::collections::BTreeMap;

use nianbao_search::{
    Class, Facts, Found, Index, Kind, Label, Name, Need, Organ, Passage, Report, Request, Rule, Search, Terms, fold,
    prepare,
};
use proptest::prelude::*;

/// A report as the test knows it: its organ, its year, its paragraphs, each of several texts, and what its form prints.
#[derive(Debug, Clone)]
struct Case {
    organ: usize,
    year: u16,
    paragraphs: Vec<Vec<String>>,
    printed: Vec<String>,
}

fn name(id: &str) -> Name {
    Name {
        id: id.to_owned(),
        zh: id.to_owned(),
        en: id.to_owned(),
    }
}

fn organs() -> Vec<Organ> {
    let organ = |id: &str, kind, parent| Organ {
        name: name(id),
        former: vec![format!("旧{id}")],
        kind,
        parent,
    };
    vec![
        organ("甲县", 0, None),
        organ("乙局", 1, Some(0)),
        organ("丙县", 0, None),
        organ("丁局", 1, Some(2)),
    ]
}

fn passages(case: &Case) -> Vec<Passage> {
    let mut passages = Vec::new();
    for paragraph in &case.paragraphs {
        for (at, text) in paragraph.iter().enumerate() {
            passages.push(Passage {
                kind: Kind::Prose,
                joined: at > 0,
                anchor: String::new(),
                text: text.clone(),
            });
        }
    }
    passages
}

/// The index of these reports, and its files by name.
fn files(cases: &[Case]) -> BTreeMap<String, Vec<u8>> {
    let reports = cases.iter().map(|case| Report {
        organ: case.organ,
        year: case.year,
        form: Some(usize::from(case.year > 2020)),
        ..Report::default()
    });
    let mut index = Index::new(Facts {
        organs: organs(),
        kinds: vec![name("government"), name("department")],
        forms: vec![name("2019"), name("2021")],
        verdicts: vec![name("holds")],
        said: vec![name("holds")],
        rules: vec![Rule {
            name: name("odd"),
            reports: (0_u32..)
                .zip(cases)
                .map(|(index, _)| index)
                .filter(|index| index % 2 == 1)
                .collect(),
        }],
        reports: reports.collect(),
        ..Facts::default()
    });
    let mut files = BTreeMap::new();
    for case in cases {
        let labels = case.printed.iter().map(|text| Label {
            text: text.clone(),
            anchor: String::new(),
        });
        let prepared = prepare(&organs()[case.organ], &passages(case), labels.collect());
        files.extend(index.add(prepared).map(|file| (file.name, file.bytes)));
    }
    files.extend(index.finish().into_iter().map(|file| (file.name, file.bytes)));
    files
}

/// Asks until no file is missing.
fn ask(search: &mut Search, files: &BTreeMap<String, Vec<u8>>, request: &Request) -> Found {
    loop {
        match search.find(request) {
            Ok(found) => return found,
            Err(Need { files: missing, .. }) => {
                assert!(!missing.is_empty());
                for file in missing {
                    assert!(search.add(&file, files[&file].clone()), "{file}");
                }
            }
        }
    }
}

/// How a report has the terms, by a search of its whole texts.
fn expected(case: &Case, terms: &[String]) -> Option<Class> {
    let organ = &organs()[case.organ];
    let names: Vec<String> = [&organ.name.zh, &organ.former[0]].map(|name| fold(name)).into();
    let folded: Vec<Vec<String>> = case
        .paragraphs
        .iter()
        .map(|texts| texts.iter().map(|text| fold(text)).collect())
        .collect();
    let in_any = |texts: &[String], term: &str| texts.iter().any(|text| text.contains(term));
    let together = folded
        .iter()
        .chain([&Vec::new()])
        .any(|texts| terms.iter().all(|term| in_any(texts, term) || in_any(&names, term)));
    let own = |term: &String| in_any(&names, term) || folded.iter().any(|texts| in_any(texts, term));
    let printed: Vec<String> = case.printed.iter().map(|text| fold(text)).collect();
    if together {
        Some(Class::Together)
    } else if terms.iter().all(own) {
        Some(Class::Apart)
    } else {
        terms
            .iter()
            .all(|term| own(term) || in_any(&printed, term))
            .then_some(Class::Printed)
    }
}

fn check(cases: &[Case], search: &mut Search, files: &BTreeMap<String, Vec<u8>>, query: &str, thorough: bool) {
    let terms = Terms::of(query).whole;
    let of = |class: Class| -> Vec<usize> {
        let with = cases
            .iter()
            .enumerate()
            .filter(|(_, case)| !terms.is_empty() && expected(case, &terms) == Some(class));
        with.map(|(index, _)| index).collect()
    };
    let (together, apart, printed) = (of(Class::Together), of(Class::Apart), of(Class::Printed));
    let mut request = Request {
        query: query.to_owned(),
        show: cases.len().max(1),
        thorough,
        ..Request::default()
    };
    let found = ask(search, files, &request);
    let hits: Vec<usize> = found.hits.iter().map(|hit| hit.report).collect();
    assert_eq!(hits, [&together[..], &apart].concat(), "{query:?}");
    assert_eq!((found.total, found.unverified), (hits.len(), 0), "{query:?}");
    if thorough {
        assert_eq!(
            (found.together, found.apart),
            (together.len(), apart.len()),
            "{query:?}"
        );
    }
    // Every hit shows the words, as they are written.
    for hit in &found.hits {
        let marked = hit
            .places
            .iter()
            .flat_map(|place| &place.parts)
            .filter(|part| part.marked);
        let marked: Vec<String> = marked.map(|part| fold(&part.text)).collect();
        assert!(
            marked.iter().any(|text| terms
                .iter()
                .any(|term| text.contains(term.as_str()) || term.contains(text.as_str()))),
            "{query:?}"
        );
    }
    request.printed = true;
    let found = ask(search, files, &request);
    assert_eq!(
        found.hits.iter().map(|hit| hit.report).collect::<Vec<_>>(),
        printed,
        "{query:?}"
    );
    assert_eq!(
        (found.printed, found.printed_unverified),
        (printed.len(), 0),
        "{query:?}"
    );
}

/// Texts of few characters, so that most queries are found somewhere, in any order and any spacing.
fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(
        prop::sample::select("公开政府12 ３a，A。 \u{200b}\n𠀀".chars().collect::<Vec<_>>()),
        0..14,
    )
    .prop_map(|chars| chars.into_iter().collect())
}

prop_compose! {
    fn case()(
        organ in 0_usize..4,
        year in 2019_u16..2024,
        paragraphs in prop::collection::vec(prop::collection::vec(text(), 0..3), 0..4),
        printed in prop::collection::vec(text(), 0..2),
    ) -> Case {
        Case { organ, year, paragraphs, printed }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn every_report_with_the_terms_is_found_and_no_other(
        cases in prop::collection::vec(case(), 0..12),
        queries in prop::collection::vec(text(), 1..6),
    ) {
        let files = files(&cases);
        let mut search = Search::default();
        for query in &queries {
            check(&cases, &mut search, &files, query, true);
            check(&cases, &mut search, &files, query, false);
        }
    }

    #[test]
    fn hostile_requests_and_files_do_no_harm(
        lines in prop::collection::vec("(q|year|organ|show|printed|rule|lang|thorough|x)?=?\\PC{0,20}", 0..6),
        bytes: Vec<u8>,
        cases in prop::collection::vec(case(), 1..4),
        at in 0_usize..4000,
    ) {
        let mut files = files(&cases);
        let request = lines.join("\n");
        let mut search = Search::default();
        search.add("about", bytes.clone());
        search.answer(&request);
        // One changed byte of the index: the answer may be wrong, but there is one.
        let count = files.len();
        if let Some(file) = files.values_mut().nth(at % count) {
            let length = file.len().max(1);
            if let Some(byte) = file.get_mut(at % length) {
                *byte ^= 0x55;
            }
        }
        let mut search = Search::default();
        for (name, file) in files {
            search.add(&name, file);
        }
        search.answer(&request);
        search.answer("q=公开 政府\nthorough=1");
    }
}

fn one(organ: usize, year: u16, text: &str) -> Case {
    Case {
        organ,
        year,
        paragraphs: vec![vec![text.to_owned()]],
        printed: Vec::new(),
    }
}

#[test]
fn reports_are_chosen_by_year_organ_kind_form_and_finding() {
    let cases = [
        one(0, 2022, "依申请公开"),
        one(1, 2022, "依申请公开"),
        one(3, 2022, "主动公开"),
        one(0, 2020, "依申请公开"),
        one(1, 2020, "没有"),
    ];
    let files = files(&cases);
    let mut search = Search::default();
    let mut check = |lines: &str, expected: &[usize]| {
        let found = ask(&mut search, &files, &Request::read(&format!("q=公开\n{lines}")));
        assert_eq!(
            found.hits.iter().map(|hit| hit.report).collect::<Vec<_>>(),
            expected,
            "{lines}"
        );
        found
    };
    let all = check("", &[0, 1, 2, 3]);
    let counted = |list: &[nianbao_search::Count]| -> Vec<(String, usize)> {
        list.iter()
            .map(|count| (count.name.id.clone(), count.reports))
            .collect()
    };
    let pairs = |list: &[(&str, usize)]| -> Vec<(String, usize)> {
        list.iter().map(|(id, count)| ((*id).to_owned(), *count)).collect()
    };
    assert_eq!(counted(&all.years), pairs(&[("2022", 3), ("2020", 1)]));
    assert_eq!(counted(&all.organs), pairs(&[("甲县", 3), ("丙县", 1)]));
    assert_eq!(counted(&all.kinds), pairs(&[("government", 2), ("department", 2)]));
    assert_eq!(counted(&all.forms), pairs(&[("2019", 1), ("2021", 3)]));
    assert_eq!(counted(&all.rules), pairs(&[("odd", 2)]));
    let year = check("year=2022", &[0, 1, 2]);
    assert_eq!(
        counted(&year.years),
        pairs(&[("2022", 3), ("2020", 1)]),
        "years can be changed"
    );
    assert_eq!(counted(&year.organs), pairs(&[("甲县", 2), ("丙县", 1)]));
    check("year=2022\nyear=2020", &[0, 1, 2, 3]);
    check("year=1999", &[]);
    let organ = check("organ=甲县", &[0, 1, 3]);
    assert_eq!(counted(&organ.organs), pairs(&[("甲县", 3), ("乙局", 1)]));
    let below = check("organ=乙局", &[1]);
    assert_eq!(counted(&below.organs), pairs(&[("甲县", 3), ("乙局", 1)]));
    check("organ=没有", &[]);
    check("kind=department", &[1, 2]);
    check("form=2019", &[3]);
    check("rule=odd", &[1, 3]);
    check("rule=none", &[]);
    check("verdict=holds\nkind=government\nyear=2022", &[0]);
    check("verdict=error", &[]);
}

/// A query for a common term looks at the texts that it shows, and at no more than a few others.
#[test]
fn a_common_term_loads_few_texts() {
    let filler: String = ('\u{4e00}'..'\u{6800}').collect();
    let cases: Vec<Case> = (0..200)
        .map(|index| one(0, 2022, &format!("依申请公开{filler}{index}")))
        .collect();
    let files = files(&cases);
    let texts = |search: &mut Search, request: &Request| {
        let mut loaded = 0;
        loop {
            match search.find(request) {
                Ok(found) => return (loaded, found),
                Err(need) => {
                    for file in need.files {
                        loaded += usize::from(file.starts_with('t'));
                        search.add(&file, files[&file].clone());
                    }
                }
            }
        }
    };
    let request = |query: &str, more: &str| Request::read(&format!("q={query}\n{more}"));
    let (loaded, found) = texts(&mut Search::default(), &request("公开", ""));
    assert_eq!((found.total, found.unverified, found.hits.len()), (200, 0, 10));
    assert!(loaded <= 10, "{loaded}");
    let (loaded, found) = texts(&mut Search::default(), &request("依申请公开", ""));
    assert_eq!((found.total, found.hits.len()), (200, 10));
    assert_eq!(found.unverified, 200 - found.together, "what was not looked at is said");
    assert!(found.unverified > 0 && loaded <= 14, "{loaded}");
    let mut search = Search::default();
    let (_, found) = texts(&mut search, &request("依申请公开", "thorough=1"));
    assert_eq!((found.total, found.together, found.unverified), (200, 200, 0));
    // All pairs are there, but not this term.
    let (_, found) = texts(&mut search, &request("请公开申", "thorough=1"));
    assert_eq!((found.total, found.unverified), (0, 0));
}
