/// The fills for memory that Swift checks.
extension RandomStream {
  /// Fills a span with uniform draws, as `fillUniform(_:from:lowerBound:upperBound:)` does.
  public func fillUniform(
    _ values: inout MutableSpan<Float>, from offset: Int = 0, lowerBound: Double, upperBound: Double
  ) {
    values.withUnsafeMutableBufferPointer {
      fillUniform($0, from: offset, lowerBound: lowerBound, upperBound: upperBound)
    }
  }

  /// Fills a span with normal draws, as `fillNormal(_:from:mean:standardDeviation:)` does.
  public func fillNormal(
    _ values: inout MutableSpan<Float>, from offset: Int = 0, mean: Double = 0,
    standardDeviation: Double
  ) {
    values.withUnsafeMutableBufferPointer {
      fillNormal($0, from: offset, mean: mean, standardDeviation: standardDeviation)
    }
  }

  /// Fills a span with draws of a truncated normal distribution, as
  /// `fillTruncatedNormal(_:from:mean:parentStandardDeviation:moments:)` does.
  public func fillTruncatedNormal(
    _ values: inout MutableSpan<Float>, from offset: Int = 0, mean: Double = 0,
    parentStandardDeviation: Double, moments: TruncatedNormalMoments
  ) {
    values.withUnsafeMutableBufferPointer {
      fillTruncatedNormal(
        $0, from: offset, mean: mean, parentStandardDeviation: parentStandardDeviation,
        moments: moments)
    }
  }

  /// Fills a span with random signs, as `fillSigns(_:from:scale:)` does.
  public func fillSigns(
    _ values: inout MutableSpan<Float>, from offset: Int = 0, scale: Double
  ) {
    values.withUnsafeMutableBufferPointer { fillSigns($0, from: offset, scale: scale) }
  }
}
