import COnsetKernels
import OnsetRandom
import Testing

/// Every instruction set gives the bits of the scalar reference.
@Suite struct KernelPathTests {
  @Test func theBaselineIsAlwaysThere() {
    #expect(KernelPath.available.first == .baseline)
    #expect(KernelPath.available.contains(.best))
    #expect(everyDraw.count == 10)
  }

  @Test(arguments: KernelPath.available, everyDraw)
  func transform(path: KernelPath, draw: Draw) {
    let stream = ReferencePhilox(key: 99)
    let words = (0..<64 * 64).map(stream.word(at:))
    let reference = ReferenceDraw(draw: draw)
    let elements = draw.elements(from: words, on: path)
    let wrong = elements.indices.filter { index in
      elements[index].bitPattern != reference.element(at: index) { words[$0] }.bitPattern
    }
    #expect(wrong == [])
  }

  /// Offsets and counts around tiles, with places before and after that must stay untouched.
  @Test(arguments: KernelPath.available, everyDraw)
  func fill(path: KernelPath, draw: Draw) {
    let key: UInt64 = 0xFEDC_BA98_7654_3210
    let words = ReferencePhilox(key: key)
    let reference = ReferenceDraw(draw: draw)
    for offset in [0, 1, 15, 16, 63, 64, 65, 1000, 1 << 36 + 31] {
      for count in [0, 1, 3, 47, 63, 64, 65, 128, 200] {
        let elements = filled(offset..<offset + count, draw: draw, key: key, path: path)
        let expected = (offset..<offset + count).map { index in
          reference.element(at: index, words.word(at:)).bitPattern
        }
        #expect(elements == expected, "offset \(offset), count \(count)")
      }
    }
  }

  /// The bits that a path writes for a range, checked not to touch their neighbours.
  private func filled(_ range: Range<Int>, draw: Draw, key: UInt64, path: KernelPath) -> [UInt32] {
    let sentinel: UInt32 = 0xDEAD_BEEF
    var memory = [UInt32](repeating: sentinel, count: range.count + 34)
    memory.withUnsafeMutableBytes { bytes in
      guard let base = bytes.baseAddress else { return }
      draw.fill(range, key: key, at: base + 68, on: path)
    }
    #expect(memory.prefix(17).allSatisfy { $0 == sentinel })
    #expect(memory.suffix(17).allSatisfy { $0 == sentinel })
    return Array(memory[17..<17 + range.count])
  }
}
