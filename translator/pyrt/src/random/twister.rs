//! The Mersenne Twister, MT19937.

const WORDS: usize = 624;
const MIDDLE: usize = 397;

/// The state: words, and which of them is the next.
pub(super) struct Twister {
    words: Box<[u32; WORDS]>,
    next: usize,
}

impl Twister {
    /// Fills the state from a key of at least one word, as the authors' `init_by_array` does.
    pub(super) fn new(key: &[u32]) -> Twister {
        let mut words = Box::new(first_fill());
        let mut at = 1;
        for step in 0..WORDS.max(key.len()) {
            let place = step % key.len();
            words[at] =
                (words[at] ^ mixed(words[at - 1], 1_664_525)).wrapping_add(key[place]).wrapping_add(place as u32);
            at = advance(&mut words, at);
        }
        for _ in 1..WORDS {
            words[at] = (words[at] ^ mixed(words[at - 1], 1_566_083_941)).wrapping_sub(at as u32);
            at = advance(&mut words, at);
        }
        words[0] = 0x8000_0000;
        Twister { words, next: WORDS }
    }

    /// The next 32 bits.
    #[inline]
    pub(super) fn word(&mut self) -> u32 {
        if self.next >= WORDS {
            self.twist();
        }
        let mut word = self.words[self.next];
        self.next += 1;
        word ^= word >> 11;
        word ^= word << 7 & 0x9d2c_5680;
        word ^= word << 15 & 0xefc6_0000;
        word ^ word >> 18
    }

    fn twist(&mut self) {
        for at in 0..WORDS {
            let joined = (self.words[at] & 0x8000_0000) | (self.words[(at + 1) % WORDS] & 0x7fff_ffff);
            let odd = if joined & 1 == 1 { 0x9908_b0df } else { 0 };
            self.words[at] = self.words[(at + MIDDLE) % WORDS] ^ joined >> 1 ^ odd;
        }
        self.next = 0;
    }
}

fn mixed(word: u32, factor: u32) -> u32 {
    (word ^ word >> 30).wrapping_mul(factor)
}

fn first_fill() -> [u32; WORDS] {
    let mut words = [19_650_218; WORDS];
    for at in 1..WORDS {
        words[at] = mixed(words[at - 1], 1_812_433_253).wrapping_add(at as u32);
    }
    words
}

/// The place after this one; past the end the last word becomes the first.
fn advance(words: &mut [u32; WORDS], at: usize) -> usize {
    if at + 1 < WORDS {
        return at + 1;
    }
    words[0] = words[WORDS - 1];
    1
}
