//! Where every random decision of a case comes from.
//!
//! A case is what its generator makes of a list of choices, so a list of choices is the case: it
//! can be kept, made shorter and played again, whatever the case is made of. Choice 0 is the
//! simplest one everywhere, and a list that has ended goes on with zeros.

/// Random choices that are written down, or given ones.
pub struct Source {
    state: u64,
    given: Option<Vec<u64>>,
    taken: Vec<u64>,
    /// What the case is, for readers; only kept where somebody reads.
    notes: Option<Vec<String>>,
}

impl Source {
    /// The choices of a seed.
    pub fn new(seed: u64) -> Self {
        Self {
            state: seed,
            given: None,
            taken: Vec::new(),
            notes: None,
        }
    }

    /// Given choices, and notes of what they mean.
    pub fn replaying(choices: Vec<u64>) -> Self {
        Self {
            given: Some(choices),
            ..Self::new(0)
        }
        .noting()
    }

    /// The same with notes.
    pub fn noting(self) -> Self {
        Self {
            notes: Some(Vec::new()),
            ..self
        }
    }

    /// A number from 0 to before `bound`.
    pub fn below(&mut self, bound: u64) -> u64 {
        let choice = match &self.given {
            Some(given) => given
                .get(self.taken.len())
                .copied()
                .unwrap_or(0)
                .min(bound - 1),
            None => ((u128::from(self.next()) * u128::from(bound)) >> 64) as u64,
        };
        self.taken.push(choice);
        choice
    }

    /// An index of a list of that length.
    pub fn index(&mut self, length: usize) -> usize {
        self.below(length as u64) as usize
    }

    /// One of some things, of which the first is the simplest.
    pub fn pick<'a, T>(&mut self, things: &'a [T]) -> &'a T {
        &things[self.index(things.len())]
    }

    /// True once in so many times.
    pub fn once_in(&mut self, times: u64) -> bool {
        self.below(times) == times - 1
    }

    /// The choices so far.
    pub fn taken(&self) -> &[u64] {
        &self.taken
    }

    /// Say what the case is.
    pub fn note(&mut self, note: impl FnOnce() -> String) {
        if let Some(notes) = &mut self.notes {
            notes.push(note());
        }
    }

    /// What was said.
    pub fn notes(&self) -> &[String] {
        self.notes.as_deref().unwrap_or_default()
    }

    fn next(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed(self.state)
    }
}

/// A seed of its own for each case of each target.
pub fn seed_of(seed: u64, target: &str, case: u64) -> u64 {
    let name = target
        .bytes()
        .fold(seed, |all, byte| mixed(all ^ u64::from(byte)));
    mixed(name ^ mixed(case))
}

/// The finalizer of splitmix64: every bit of the answer depends on every bit given.
fn mixed(mut bits: u64) -> u64 {
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    bits ^ (bits >> 31)
}
