//! Ballots grouped by how far their vote can travel.
//!
//! A vote travels from rank to rank as long as it meets elected options, which pass a part of it on; at the first
//! option that is neither elected nor excluded it stops. Ballots that meet the same options on that way are counted
//! together: they are a node of a tree, so that one count of all votes is one walk through the tree, however many
//! ballots there are. When an option is elected, the ballots that stopped at it move one step down; when one is
//! excluded, those that stopped at it move on beside it.

use std::collections::HashMap;

use num_traits::Zero;

use crate::ballots::{Ballots, EQUAL, OVERVOTE, SKIPPED};
use crate::contest::Choice;
use crate::methods::arithmetic::Arithmetic;
use crate::methods::meek::shares::Shares;
use crate::methods::meek::{EqualRanks, equal};

const ROOT: usize = 0;

#[derive(Debug, Default)]
struct Node {
    parent: usize,
    option: Choice,
    children: Vec<usize>,
    /// How many votes come here, or further.
    votes: u64,
    /// The ballots that stop here: their number, and the place of the next mark.
    stopped: Vec<(u32, u16)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Standing {
    Continuing,
    Elected,
    Out,
}

#[derive(Debug)]
pub(super) struct Prefixes<'a> {
    ballots: &'a Ballots,
    standing: Vec<Standing>,
    nodes: Vec<Node>,
    /// The child of a node for an option.
    child: HashMap<(usize, Choice), usize, foldhash::fast::FixedState>,
    /// The nodes of each option.
    of_option: Vec<Vec<usize>>,
    /// Ballots with options of equal rank: they are counted one by one.
    equal: Vec<u32>,
    equal_ranks: EqualRanks,
}

impl<'a> Prefixes<'a> {
    pub(super) fn new(ballots: &'a Ballots, standing: &[bool], equal_ranks: EqualRanks) -> Self {
        let mut prefixes = Self {
            ballots,
            standing: standing
                .iter()
                .map(|stands| {
                    if *stands {
                        Standing::Continuing
                    } else {
                        Standing::Out
                    }
                })
                .collect(),
            nodes: vec![Node::default()],
            child: HashMap::default(),
            of_option: vec![Vec::new(); standing.len()],
            equal: Vec::new(),
            equal_ranks,
        };
        for (at, ballot) in (0..).zip(ballots.iter()) {
            if ballot.marks.contains(&EQUAL) {
                prefixes.equal.push(at);
            } else {
                prefixes.place(at, ROOT, 0);
            }
        }
        prefixes
    }

    /// Walks a ballot down from `node` until its vote stops.
    fn place(&mut self, ballot: u32, mut node: usize, mut mark: u16) {
        let this = self.ballots.at(ballot as usize);
        while let Some(option) = this.marks.get(usize::from(mark)).copied() {
            mark += 1;
            if matches!(option, SKIPPED | OVERVOTE) {
                continue;
            }
            let standing = self
                .standing
                .get(usize::from(option))
                .copied()
                .unwrap_or(Standing::Out);
            let before = this.marks.get(..usize::from(mark) - 1).unwrap_or_default();
            // An option counts at its first place on the ballot only.
            if standing == Standing::Out || before.contains(&option) {
                continue;
            }
            node = self.child_of(node, option);
            if let Some(node) = self.nodes.get_mut(node) {
                node.votes += this.count;
                if standing == Standing::Continuing {
                    node.stopped.push((ballot, mark));
                    return;
                }
            }
        }
    }

    fn child_of(&mut self, parent: usize, option: Choice) -> usize {
        if let Some(child) = self.child.get(&(parent, option)) {
            return *child;
        }
        let new = self.nodes.len();
        self.nodes.push(Node {
            parent,
            option,
            ..Node::default()
        });
        self.child.insert((parent, option), new);
        if let Some(parent) = self.nodes.get_mut(parent) {
            parent.children.push(new);
        }
        if let Some(list) = self.of_option.get_mut(usize::from(option)) {
            list.push(new);
        }
        new
    }

    /// The option was elected: votes that stopped at it travel on.
    pub(super) fn pass_through(&mut self, option: Choice) {
        if let Some(standing) = self.standing.get_mut(usize::from(option)) {
            *standing = Standing::Elected;
        }
        for at in self
            .of_option
            .get(usize::from(option))
            .cloned()
            .unwrap_or_default()
        {
            for (ballot, mark) in self.take_stopped(at) {
                self.place(ballot, at, mark);
            }
        }
    }

    /// The option was excluded: votes that stopped at it travel on as if it had never stood.
    pub(super) fn leave_out(&mut self, option: Choice) {
        if let Some(standing) = self.standing.get_mut(usize::from(option)) {
            *standing = Standing::Out;
        }
        for at in self
            .of_option
            .get_mut(usize::from(option))
            .map(std::mem::take)
            .unwrap_or_default()
        {
            let parent = self
                .nodes
                .get(at)
                .map(|node| node.parent)
                .unwrap_or_default();
            let stopped = self.take_stopped(at);
            if let Some(parent) = self.nodes.get_mut(parent) {
                parent.children.retain(|child| *child != at);
            }
            for (ballot, mark) in stopped {
                self.place(ballot, parent, mark);
            }
        }
    }

    fn take_stopped(&mut self, at: usize) -> Vec<(u32, u16)> {
        let node = self.nodes.get_mut(at);
        node.map(|node| std::mem::take(&mut node.stopped))
            .unwrap_or_default()
    }

    /// What every option gets by these keep factors. What is exhausted is left to the caller, who knows the total.
    pub(super) fn count<A: Arithmetic>(
        &self,
        keep: &[A::Number],
        shares: &Shares<A>,
    ) -> Vec<A::Number> {
        let nothing = A::Number::zero();
        let mut votes = vec![nothing.clone(); keep.len()];
        let root = self
            .nodes
            .get(ROOT)
            .map(|root| root.children.as_slice())
            .unwrap_or_default();
        let mut open: Vec<(usize, A::Number)> = root
            .iter()
            .map(|child| (*child, shares.one.clone()))
            .collect();
        while let Some((at, power)) = open.pop() {
            let Some(node) = self.nodes.get(at) else {
                continue;
            };
            let option = usize::from(node.option);
            let factor = keep.get(option).unwrap_or(&nothing);
            let (taken, rest) = shares.split(&power, factor);
            if let Some(sum) = votes.get_mut(option) {
                *sum += shares.arithmetic.of_ballots(&taken, node.votes);
            }
            if !rest.is_zero() {
                open.extend(node.children.iter().map(|child| (*child, rest.clone())));
            }
        }
        for at in &self.equal {
            let ballot = self.ballots.at(*at as usize);
            match self.equal_ranks {
                EqualRanks::Split => equal::split(ballot, keep, shares, &mut votes),
                EqualRanks::AllOrders => equal::all_orders(ballot, keep, shares, &mut votes),
            }
        }
        votes
    }
}
