//! Which definitions hold each other: graphs of indices.
//!
//! Knows: nothing of what the indices stand for.

/// The strongly connected component of every node (Tarjan), without recursion: a chain can be long.
#[must_use]
pub fn components(edges: &[Vec<usize>]) -> Vec<usize> {
    const NEW: usize = usize::MAX;
    let count = edges.len();
    let (mut order, mut low, mut component) = (vec![NEW; count], vec![0; count], vec![NEW; count]);
    let (mut next, mut found) = (0, 0);
    let mut stack = Vec::new();
    for root in 0..count {
        if order[root] != NEW {
            continue;
        }
        let mut open = vec![(root, 0)];
        while let Some((node, edge)) = open.pop() {
            if edge == 0 {
                order[node] = next;
                low[node] = next;
                next += 1;
                stack.push(node);
            } else {
                let child = edges[node][edge - 1];
                if component[child] == NEW {
                    low[node] = low[node].min(low[child]);
                }
            }
            if let Some(&child) = edges[node].get(edge) {
                open.push((node, edge + 1));
                if order[child] == NEW {
                    open.push((child, 0));
                }
                continue;
            }
            if low[node] == order[node] {
                while let Some(member) = stack.pop() {
                    component[member] = found;
                    if member == node {
                        break;
                    }
                }
                found += 1;
            }
        }
    }
    component
}

#[cfg(test)]
mod tests {
    use super::components;

    #[test]
    fn what_leads_to_each_other_is_one_component() {
        let found = components(&[vec![1], vec![2], vec![0, 3], vec![4], vec![]]);
        assert_eq!((found[0], found[1]), (found[1], found[2]));
        assert!(found[3] != found[2] && found[3] != found[4]);
    }

    #[test]
    fn long_chains_cost_no_stack() {
        let chain: Vec<Vec<usize>> = (0..200_000).map(|i| vec![(i + 1) % 200_000]).collect();
        assert!(components(&chain).iter().all(|component| *component == 0));
    }
}
