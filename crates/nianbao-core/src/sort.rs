//! A stable sort by key, compiled once for all types.
//!
//! The standard library compiles its sort for every type, at 4 KB each of what the browser loads. The lists here are
//! short and are sorted once.

/// Sorts a list by a key; items with equal keys keep their order. The key is computed once for each item.
pub fn by_key<T, K: Ord>(list: &mut Vec<T>, key: impl Fn(&T) -> K) {
    let keys: Vec<K> = list.iter().map(key).collect();
    let order = order(
        list.len(),
        &|a, b| matches!((keys.get(a), keys.get(b)), (Some(a), Some(b)) if a > b),
    );
    let mut items: Vec<Option<T>> = list.drain(..).map(Some).collect();
    list.extend(order.into_iter().filter_map(|index| items.get_mut(index)?.take()));
}

/// The sorted order of the numbers below `count`: a merge sort, bottom up.
fn order(count: usize, above: &dyn Fn(usize, usize) -> bool) -> Vec<usize> {
    let mut order: Vec<usize> = (0..count).collect();
    let mut width = 1;
    while width < count {
        let mut merged = Vec::with_capacity(count);
        for run in order.chunks(2 * width) {
            let (mut left, mut right) = run.split_at(width.min(run.len()));
            while let (Some((a, before)), Some((b, behind))) = (left.split_first(), right.split_first()) {
                if above(*a, *b) {
                    merged.push(*b);
                    right = behind;
                } else {
                    merged.push(*a);
                    left = before;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        order = merged;
        width *= 2;
    }
    order
}

#[cfg(test)]
mod tests {
    proptest::proptest! {
        #[test]
        fn lists_are_sorted_as_the_standard_library_does(
            list in proptest::collection::vec((0_u8..5, proptest::prelude::any::<u8>()), 0..40),
        ) {
            let (mut ours, mut theirs) = (list.clone(), list);
            super::by_key(&mut ours, |(key, _)| *key);
            theirs.sort_by_key(|(key, _)| *key);
            proptest::prop_assert_eq!(ours, theirs);
        }
    }
}
