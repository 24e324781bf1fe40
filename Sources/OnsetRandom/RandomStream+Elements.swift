extension RandomStream {
  /// The raw word at an index.
  ///
  /// Word `i` is word `(i mod 64) / 16` of the Philox block with number `16 · (i / 64) + i mod 16`.
  public func word(at index: Int) -> UInt32 {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: 1) { buffer in
      words(buffer, from: index)
      return buffer[0]
    }
  }

  /// The element that `fillUniform(_:from:lowerBound:upperBound:)` puts at an index.
  public func uniform(at index: Int, lowerBound: Double, upperBound: Double) -> Float {
    element(at: index) { fillUniform($0, from: $1, lowerBound: lowerBound, upperBound: upperBound) }
  }

  /// The element that `fillNormal(_:from:mean:standardDeviation:)` puts at an index.
  public func normal(at index: Int, mean: Double = 0, standardDeviation: Double) -> Float {
    element(at: index) {
      fillNormal($0, from: $1, mean: mean, standardDeviation: standardDeviation)
    }
  }

  /// The element that `fillTruncatedNormal(_:from:mean:parentStandardDeviation:bounds:)` puts at an
  /// index.
  public func truncatedNormal(
    at index: Int, mean: Double = 0, parentStandardDeviation: Double, bounds: ClosedRange<Double>
  ) -> Float {
    element(at: index) {
      fillTruncatedNormal(
        $0, from: $1, mean: mean, parentStandardDeviation: parentStandardDeviation, bounds: bounds)
    }
  }

  /// The element that `fillSigns(_:from:scale:)` puts at an index.
  public func sign(at index: Int, scale: Double) -> Float {
    element(at: index) { fillSigns($0, from: $1, scale: scale) }
  }

  /// One element, by a fill of one: there is only one definition of every draw.
  private func element(
    at index: Int, _ fill: (UnsafeMutableBufferPointer<Float>, Int) -> Void
  ) -> Float {
    withUnsafeTemporaryAllocation(of: Float.self, capacity: 1) { buffer in
      fill(buffer, index)
      return buffer[0]
    }
  }
}
