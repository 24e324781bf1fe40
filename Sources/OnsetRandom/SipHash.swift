/// SipHash-2-4, the keyed 64-bit hash that turns a seed and a name into the key of a stream.
///
/// A keyed pseudorandom function, not a plain checksum: neighbouring seeds and names that differ in
/// one character give unrelated keys. J.-P. Aumasson and D. J. Bernstein, "SipHash: a fast
/// short-input PRF" (INDOCRYPT 2012, doi:10.1007/978-3-642-34931-7_28). Checked against the
/// authors' test vectors.
package enum SipHash {
  /// The hash of a message under a 128-bit key.
  ///
  /// - Parameters:
  ///   - message: The bytes to hash.
  ///   - firstKey: The key's first eight bytes, read as a little-endian integer.
  ///   - secondKey: The key's last eight bytes, read as a little-endian integer.
  /// - Complexity: O(number of bytes).
  package static func hash(
    _ message: some Sequence<UInt8>, firstKey: UInt64, secondKey: UInt64
  ) -> UInt64 {
    var state = State(firstKey: firstKey, secondKey: secondKey)
    var word: UInt64 = 0
    var count = 0
    for byte in message {
      word |= UInt64(byte) << UInt64(8 * (count % 8))
      count += 1
      if count % 8 == 0 {
        state.absorb(word)
        word = 0
      }
    }
    state.absorb(word | UInt64(truncatingIfNeeded: count) << 56)
    return state.finish()
  }

  private struct State {
    var v0: UInt64
    var v1: UInt64
    var v2: UInt64
    var v3: UInt64

    /// The four constants are the published ones ("somepseudorandomlygeneratedbytes").
    init(firstKey: UInt64, secondKey: UInt64) {
      v0 = firstKey ^ 0x736F_6D65_7073_6575
      v1 = secondKey ^ 0x646F_7261_6E64_6F6D
      v2 = firstKey ^ 0x6C79_6765_6E65_7261
      v3 = secondKey ^ 0x7465_6462_7974_6573
    }

    mutating func absorb(_ word: UInt64) {
      v3 ^= word
      round()
      round()
      v0 ^= word
    }

    mutating func finish() -> UInt64 {
      v2 ^= 0xFF
      for _ in 0..<4 { round() }
      return v0 ^ v1 ^ v2 ^ v3
    }

    private mutating func round() {
      v0 &+= v1
      v1 = Self.rotated(v1, by: 13) ^ v0
      v0 = Self.rotated(v0, by: 32)
      v2 &+= v3
      v3 = Self.rotated(v3, by: 16) ^ v2
      v0 &+= v3
      v3 = Self.rotated(v3, by: 21) ^ v0
      v2 &+= v1
      v1 = Self.rotated(v1, by: 17) ^ v2
      v2 = Self.rotated(v2, by: 32)
    }

    private static func rotated(_ value: UInt64, by count: UInt64) -> UInt64 {
      value << count | value >> (64 - count)
    }
  }
}
