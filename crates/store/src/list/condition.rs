//! Conditions that are put together when somebody asks, of filters that were checked one by one.
use super::Filter;
use crate::{
    error::{Error, Result},
    statement::{Arguments, renumbered},
    value::Value,
};
use std::marker::PhantomData;

/// How many filters a condition may be made of.
const MOST: usize = 400;
/// How deep it may be.
const DEEPEST: usize = 64;

/// A condition on the rows of `E`. It holds or it does not: where a filter does not know, for want of a value, it does not hold, and
/// so its opposite does.
pub struct Condition<E> {
    node: Node,
    entity: PhantomData<fn() -> E>,
}

enum Node {
    Filter(&'static str, Vec<Value>),
    All(Vec<Node>),
    Any(Vec<Node>),
    Not(Box<Node>),
}

impl<E> Condition<E> {
    /// That this filter lets a row through.
    pub fn of<A: Arguments>(filter: Filter<E, A>, arguments: A) -> Self {
        Self::new(Node::Filter(filter.condition(), arguments.values()))
    }

    /// That all of these hold; without any, it always does.
    pub fn all(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Node::All(conditions.into_iter().map(|condition| condition.node).collect()))
    }

    /// That one of these holds at least; without any, it never does.
    pub fn any(conditions: impl IntoIterator<Item = Self>) -> Self {
        Self::new(Node::Any(conditions.into_iter().map(|condition| condition.node).collect()))
    }

    /// That it does not hold.
    #[expect(clippy::should_implement_trait, reason = "it stands beside `all` and `any`")]
    pub fn not(self) -> Self {
        Self::new(Node::Not(Box::new(self.node)))
    }

    fn new(node: Node) -> Self {
        Self { node, entity: PhantomData }
    }

    /// Its text, with arguments numbered after those that are there already.
    pub(super) fn compose(&self, values: &mut Vec<Value>) -> Result<String> {
        if self.node.filters() > MOST || self.node.depth() > DEEPEST {
            return Err(Error::Condition);
        }
        let mut text = String::new();
        self.node.write(true, values, &mut text);
        Ok(text)
    }
}

impl Node {
    fn filters(&self) -> usize {
        match self {
            Self::Filter(..) => 1,
            Self::All(nodes) | Self::Any(nodes) => nodes.iter().map(Self::filters).sum(),
            Self::Not(node) => node.filters(),
        }
    }

    fn depth(&self) -> usize {
        match self {
            Self::Filter(..) => 1,
            Self::All(nodes) | Self::Any(nodes) => 1 + nodes.iter().map(Self::depth).max().unwrap_or(0),
            Self::Not(node) => 1 + node.depth(),
        }
    }

    /// Writes that it holds, or that it does not. A `not` goes down to the filters, which alone may not know: so nothing above
    /// them ever meets a null.
    fn write(&self, holds: bool, values: &mut Vec<Value>, out: &mut String) {
        match self {
            Self::Filter(condition, arguments) => {
                let condition = format!("({})", renumbered(condition, values.len()));
                values.extend_from_slice(arguments);
                if holds {
                    out.push_str(&condition);
                } else {
                    out.push_str(&format!("({condition} is not true)"));
                }
            }
            Self::All(nodes) => joined(nodes, holds, if holds { Join::And } else { Join::Or }, values, out),
            Self::Any(nodes) => joined(nodes, holds, if holds { Join::Or } else { Join::And }, values, out),
            Self::Not(node) => node.write(!holds, values, out),
        }
    }
}

#[derive(Clone, Copy)]
enum Join {
    And,
    Or,
}

fn joined(nodes: &[Node], holds: bool, join: Join, values: &mut Vec<Value>, out: &mut String) {
    let (word, of_none) = match join {
        Join::And => (" and ", "true"),
        Join::Or => (" or ", "false"),
    };
    out.push('(');
    if nodes.is_empty() {
        out.push_str(of_none);
    }
    for (at, node) in nodes.iter().enumerate() {
        if at > 0 {
            out.push_str(word);
        }
        node.write(holds, values, out);
    }
    out.push(')');
}
