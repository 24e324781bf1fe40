import OnsetTestSupport

/// Damaged versions of a file: every truncation, every byte in turn, and random rearrangements.
struct Mutations: Sequence, IteratorProtocol {
  private let original: [UInt8]
  private let others: [[UInt8]]
  private let randomCount: Int
  private var step = 0
  private var generator: SplitMix64

  /// Lists mutations that depend on nothing but the arguments.
  ///
  /// - Parameters:
  ///   - original: The file to damage.
  ///   - others: Files from which pieces are spliced in.
  ///   - randomCount: How many random rearrangements follow the systematic ones.
  ///   - seed: Decides the random ones.
  init(of original: [UInt8], splicing others: [[UInt8]], randomCount: Int, seed: UInt64) {
    self.original = original
    self.others = others + [original]
    self.randomCount = randomCount
    generator = SplitMix64(seed: seed)
  }

  mutating func next() -> [UInt8]? {
    let count = original.count
    defer { step += 1 }
    switch step {
    case 0..<count: return Array(original[..<step])
    case count..<4 * count: return withByteChanged(at: (step - count) / 3, way: (step - count) % 3)
    case 4 * count..<4 * count + randomCount: return rearranged()
    default: return nil
    }
  }

  private mutating func withByteChanged(at index: Int, way: Int) -> [UInt8] {
    var bytes = original
    switch way {
    case 0: bytes[index] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
    case 1: bytes[index] = 0xFF
    default: bytes[index] = bytes[index] == 0 ? 0x80 : 0
    }
    return bytes
  }

  private mutating func rearranged() -> [UInt8] {
    var bytes = original
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let start = Int.random(in: 0...bytes.count, using: &generator)
      let end = Int.random(in: start...Swift.min(bytes.count, start + 64), using: &generator)
      bytes.replaceSubrange(start..<end, with: piece())
    }
    return bytes
  }

  /// Nothing, a piece of another file, or a number that claims too much.
  private mutating func piece() -> [UInt8] {
    switch Int.random(in: 0..<6, using: &generator) {
    case 0: return []
    case 1: return Array("99999999999999999999".utf8)
    case 2: return [0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10]
    case 3: return (0..<8).map { _ in UInt8.random(in: 0...255, using: &generator) }
    default:
      let source = others[Int.random(in: 0..<others.count, using: &generator)]
      let start = Int.random(in: 0..<source.count, using: &generator)
      return Array(source[start...].prefix(Int.random(in: 1...80, using: &generator)))
    }
  }
}
