//! Bytes that come at one end and go at the other.
//!
//! # How it works
//!
//! - **I1** What has gone is given up when it is more than what is there, so a byte is moved once on average.

#[derive(Default)]
pub(super) struct Buffer {
    bytes: Vec<u8>,
    /// So many at the front have gone.
    gone: usize,
}

impl Buffer {
    pub(super) fn len(&self) -> usize {
        self.bytes.len() - self.gone
    }

    pub(super) fn is_empty(&self) -> bool {
        self.len() == 0
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.bytes[self.gone..]
    }

    pub(super) fn extend(&mut self, data: &[u8]) {
        self.bytes.extend_from_slice(data);
    }

    /// Takes up to `most` bytes from the front.
    pub(super) fn take(&mut self, most: usize) -> Vec<u8> {
        let taken = self.bytes()[..most.min(self.len())].to_vec();
        self.skip(taken.len());
        taken
    }

    /// Takes everything.
    pub(super) fn take_all(&mut self) -> Vec<u8> {
        self.take(usize::MAX)
    }

    /// Lets `count` bytes at the front go.
    pub(super) fn skip(&mut self, count: usize) {
        self.gone += count.min(self.len());
        if self.gone > self.bytes.len() / 2 {
            self.bytes.drain(..self.gone); // (I1)
            self.gone = 0;
        }
    }

    pub(super) fn clear(&mut self) {
        self.skip(usize::MAX);
    }

    /// Where `wanted` begins, from `start` on.
    pub(super) fn find(&self, wanted: &[u8], start: usize) -> Option<usize> {
        let (first, rest) = wanted.split_first()?;
        let bytes = self.bytes();
        let mut from = start;
        loop {
            let at = from + bytes.get(from..)?.iter().position(|byte| byte == first)?;
            if bytes[at + 1..].starts_with(rest) {
                return Some(at);
            }
            from = at + 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_in_comes_out_in_order() {
        let mut buffer = Buffer::default();
        let mut next = 0_u8;
        for round in 0..200_u8 {
            buffer.extend(&[round, round]);
            if round % 3 == 0 {
                for byte in buffer.take(3) {
                    assert_eq!(byte, next / 2);
                    next += 1;
                }
            }
        }
        let left = buffer.len();
        assert_eq!(buffer.take_all().len(), left);
        assert!(buffer.is_empty() && buffer.take(1).is_empty());
    }

    #[test]
    fn a_separator_is_found_wherever_it_stands() {
        let mut buffer = Buffer::default();
        buffer.extend(b"xxabaabcab");
        buffer.skip(2);
        assert_eq!(buffer.find(b"abc", 0), Some(3));
        assert_eq!(buffer.find(b"abc", 4), None);
        assert_eq!(buffer.find(b"ab", 1), Some(3));
        assert_eq!(buffer.find(b"b", 7), Some(7));
        assert_eq!(buffer.find(b"b", 8), None);
        assert_eq!(buffer.find(b"b", 80), None);
    }
}
