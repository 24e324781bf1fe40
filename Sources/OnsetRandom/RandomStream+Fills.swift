#if canImport(Darwin)
  import Darwin
#elseif canImport(Glibc)
  import Glibc
#endif

extension RandomStream {
  /// Raw words.
  public func words(_ values: UnsafeMutableBufferPointer<UInt32>, from offset: Int = 0) {
    for index in values.indices { values[index] = word(at: offset + index) }
  }

  /// One raw word.
  public func word(at index: Int) -> UInt32 {
    let tile = UInt64(index / 64)
    return block(tile * 16 + UInt64(index % 16))[index % 64 / 16]
  }

  private func block(_ number: UInt64) -> [UInt32] {
    var x = [UInt32(truncatingIfNeeded: number), UInt32(number >> 32), 0, 0]
    var k0 = UInt32(truncatingIfNeeded: key)
    var k1 = UInt32(key >> 32)
    for _ in 0..<10 {
      let p0 = UInt64(x[0]) * 0xD251_1F53
      let p1 = UInt64(x[2]) * 0xCD9E_8D57
      x = [
        UInt32(p1 >> 32) ^ x[1] ^ k0, UInt32(truncatingIfNeeded: p1),
        UInt32(p0 >> 32) ^ x[3] ^ k1, UInt32(truncatingIfNeeded: p0),
      ]
      k0 &+= 0x9E37_79B9
      k1 &+= 0xBB67_AE85
    }
    return x
  }

  private func unit(at index: Int) -> Double { (Double(word(at: index)) + 0.5) / 4294967296 }

  /// Uniform draws.
  public func fillUniform(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, lowerBound: Double,
    upperBound: Double
  ) {
    for index in values.indices {
      values[index] = Float(lowerBound + (upperBound - lowerBound) * unit(at: offset + index))
    }
  }

  /// Normal draws.
  public func fillNormal(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, mean: Double = 0,
    standardDeviation: Double
  ) {
    for index in values.indices {
      let element = offset + index
      let sine = element % 32 >= 16
      let first = sine ? element - 16 : element
      let radius = (-2 * log(unit(at: first))).squareRoot()
      let angle = 2 * Double.pi * unit(at: first + 16)
      values[index] = Float(mean + standardDeviation * radius * (sine ? sin(angle) : cos(angle)))
    }
  }

  /// Truncated normal draws; bounds in units of the parent's standard deviation.
  public func fillTruncatedNormal(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, mean: Double = 0,
    parentStandardDeviation: Double, bounds: ClosedRange<Double>
  ) {
    let low = erfc(-bounds.lowerBound / 2.0.squareRoot()) / 2
    let high = erfc(-bounds.upperBound / 2.0.squareRoot()) / 2
    for index in values.indices {
      let target = low + (high - low) * unit(at: offset + index)
      var left = max(bounds.lowerBound, -9)
      var right = min(bounds.upperBound, 9)
      for _ in 0..<40 {
        let middle = (left + right) / 2
        if erfc(-middle / 2.0.squareRoot()) / 2 < target { left = middle } else { right = middle }
      }
      values[index] = Float(mean + parentStandardDeviation * (left + right) / 2)
    }
  }

  /// Random signs.
  public func fillSigns(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, scale: Double
  ) {
    for index in values.indices {
      values[index] = Float(word(at: offset + index) >> 31 == 0 ? scale : -scale)
    }
  }
}
