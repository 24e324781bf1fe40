import OnsetCore
import OnsetRandom
import OnsetTestSupport
import Testing

/// Streams do not know of each other, and neither do the elements of one stream.
@Suite struct IndependenceTests {
  static let count = 1 << 18
  static let base = RandomStream(seed: 0, name: "layers.0.weight")

  /// Neighbours in seed, name or label.
  static let neighbours: [RandomStream] = [
    RandomStream(seed: 1, name: "layers.0.weight"), RandomStream(seed: 2, name: "layers.0.weight"),
    RandomStream(seed: 1 << 32, name: "layers.0.weight"),
    RandomStream(seed: .max, name: "layers.0.weight"),
    RandomStream(seed: 0, name: "layers.1.weight"), RandomStream(seed: 0, name: "layers.0.bias"),
    RandomStream(seed: 0, name: "layers.0.weighu"), RandomStream(seed: 0, name: ""),
    base.substream("0"), base.substream("1"), base.substream(""),
    RandomStream(key: base.key + 1), RandomStream(key: base.key ^ 1 << 32),
  ]

  @Test(arguments: neighbours)
  func streams(neighbour: RandomStream) {
    let left = Self.base.normals(Self.count)
    let right = neighbour.normals(Self.count)
    #expect(abs(correlationScore(left, right)) < 5)
    let squares = (left.map { $0 * $0 }, right.map { $0 * $0 })
    #expect(abs(correlationScore(squares.0, squares.1)) < 5)
  }

  @Test func theTestNoticesOnePercentOfCorrelation() {
    let left = Self.base.normals(Self.count)
    let right = zip(left, Self.neighbours[0].normals(Self.count)).map { 0.012 * $0 + $1 }
    #expect(abs(correlationScore(left, right)) > 5)
  }

  /// Lags within a row, between the halves of a pair, between blocks and between tiles.
  @Test(arguments: [1, 2, 8, 15, 16, 17, 31, 32, 48, 63, 64, 65, 128, 1024, 4096])
  func lags(lag: Int) {
    let values = Self.base.normals(Self.count + lag)
    let left = Array(values.dropLast(lag))
    let right = Array(values.dropFirst(lag))
    #expect(abs(correlationScore(left, right)) < 5)
    let squares = (left.map { $0 * $0 }, right.map { $0 * $0 })
    #expect(abs(correlationScore(squares.0, squares.1)) < 5)
  }

  /// Every bit is set half of the time.
  @Test func bits() {
    var counts = [Int](repeating: 0, count: 32)
    for index in 0..<Self.count {
      let word = Self.base.word(at: index)
      for bit in 0..<32 { counts[bit] += Int(word >> UInt32(bit) & 1) }
    }
    let expected = Double(Self.count) / 2
    for count in counts { #expect(abs(Double(count) - expected) < 5 * (expected / 2).squareRoot()) }
  }
}
