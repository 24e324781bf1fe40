import OnsetRandom
import Testing

/// Words that a good generator hardly ever gives must still become finite elements inside the
/// bounds.
@Suite struct EdgeWordTests {
  static let edges: [UInt32] = [
    0, 1, 2, 3, 4, 6, 7, 0x7F, 0x80, 0xFF, 0x100, 0x007F_FFFF, 0x00FF_FFFF, 0x7FFF_FFFF,
    0x8000_0000,
    0x8000_0001, 0xFFFF_FF00, 0xFFFF_FF7F, 0xFFFF_FFFE, 0xFFFF_FFFF, 0x5555_5555, 0xAAAA_AAAA,
  ]

  /// Tiles in which each edge meets each other one in the same pair.
  static let words: [UInt32] = edges.flatMap { first in
    edges.flatMap { second in
      (0..<64).map { $0 / 16 % 2 == 0 ? first : second }
    }
  }

  @Test(arguments: KernelPath.available, everyDraw.filter { $0.distribution != .words })
  func finiteAndInside(path: KernelPath, draw: Draw) {
    let reference = ReferenceDraw(draw: draw)
    let elements = draw.elements(from: Self.words, on: path)
    #expect(elements.allSatisfy { $0.isFinite && draw.limits.contains($0) })
    let wrong = elements.indices.filter { index in
      elements[index].bitPattern != reference.element(at: index) { Self.words[$0] }.bitPattern
    }
    #expect(wrong == [])
  }

  @Test func theLargestNormal() {
    let draw = Draw.normal(mean: 0, standardDeviation: 1)
    let largest = draw.elements(from: [UInt32](repeating: 0, count: 64), on: .best).map(abs).max()
    #expect(largest.map { $0 > 6.66 && $0 < 6.661 } == true)
    let all = draw.elements(from: Self.words, on: .best).map(abs)
    #expect(all.max() == largest)
    #expect(all.min().map { $0 > 0 } == true)
  }

  @Test func uniformEndsAreSymmetric() {
    let draw = Draw.uniform(lowerBound: -1, upperBound: 1)
    let ends = draw.elements(
      from: (0..<64).map { $0 % 2 == 0 ? 0x8000_0000 : 0x7FFF_FFFF }, on: .best)
    #expect(ends[0] == -(1 - 0x1p-24))
    #expect(ends[1] == 1 - 0x1p-24)
  }
}
