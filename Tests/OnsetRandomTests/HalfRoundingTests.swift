import OnsetCore
import OnsetRandom
import Testing

/// The loops give the bits of `HalfFloat`, element by element.
@Suite struct HalfRoundingTests {
  /// Every upper half of a float32 with lower halves on and around the points where rounding turns.
  static let values: [Float] = {
    let lower: [UInt32] = [
      0, 1, 0x0FFF, 0x1000, 0x1001, 0x2FFF, 0x3000, 0x7FFF, 0x8000, 0x8001, 0xF000, 0xFFFF,
    ]
    return (0..<(1 << 16)).flatMap { upper in
      lower.map { Float(bitPattern: UInt32(upper) << 16 | $0) }
    }
  }()

  @Test(arguments: KernelPath.available)
  func bfloat16(path: KernelPath) {
    let bits = rounded(Self.values, on: path) { $0.bfloat16($1, into: $2) }
    #expect(bits == Self.values.map(HalfFloat.bfloat16Bits))
  }

  @Test(arguments: KernelPath.available)
  func float16(path: KernelPath) {
    let bits = rounded(Self.values, on: path) { $0.float16($1, into: $2) }
    #expect(bits == Self.values.map(HalfFloat.float16Bits))
  }

  /// Counts that leave lanes over, and nothing at all.
  @Test(arguments: KernelPath.available, 0...40)
  func counts(path: KernelPath, count: Int) {
    let values = RandomStream(seed: 1, name: "half").normals(count)
    #expect(
      rounded(values, on: path) { $0.bfloat16($1, into: $2) } == values.map(HalfFloat.bfloat16Bits))
    #expect(
      rounded(values, on: path) { $0.float16($1, into: $2) } == values.map(HalfFloat.float16Bits))
  }

  @Test(arguments: [1, 2, 5])
  func threads(threads: Int) {
    var bits = [UInt16](repeating: 0, count: Self.values.count)
    Self.values.withUnsafeBufferPointer { source in
      bits.withUnsafeMutableBufferPointer {
        HalfRounding(threads: threads).bfloat16(source, into: $0)
      }
    }
    #expect(bits == Self.values.map(HalfFloat.bfloat16Bits))
  }

  private func rounded(
    _ values: [Float], on path: KernelPath,
    _ round: (HalfRounding, UnsafeBufferPointer<Float>, UnsafeMutableBufferPointer<UInt16>) -> Void
  ) -> [UInt16] {
    var rounding = HalfRounding()
    rounding.path = path
    var bits = [UInt16](repeating: 0xABCD, count: values.count)
    values.withUnsafeBufferPointer { source in
      bits.withUnsafeMutableBufferPointer { round(rounding, source, $0) }
    }
    return bits
  }
}
