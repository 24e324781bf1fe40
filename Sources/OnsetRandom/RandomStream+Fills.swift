/// Filling memory with draws: element `offset + j` of the stream goes to place `j`.
///
/// Every fill takes O(count) time on up to ``RandomStream/threads`` threads and allocates nothing
/// that grows with the count. Offsets, chunks and threads change no bit.
extension RandomStream {
  /// Fills memory with the stream's raw words.
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first word, not negative.
  public func words(_ values: UnsafeMutableBufferPointer<UInt32>, from offset: Int = 0) {
    fill(values, from: offset, with: .words)
  }

  /// Fills memory with uniform draws between two bounds.
  ///
  /// The draws are `fl(fl(k · h) + c)`, limited to the bounds, with `k` odd from `1 - 2²⁴` to
  /// `2²⁴ - 1`, `h = (upper - lower) / 2²⁵` and `c` the center. The mean is exactly the center, the
  /// standard deviation `(upper - lower) / √12`.
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first element, not negative.
  ///   - lowerBound: No draw is less than this.
  ///   - upperBound: No draw is greater than this.
  /// - Precondition: `lowerBound <= upperBound`, and both are finite as float32.
  public func fillUniform(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, lowerBound: Double,
    upperBound: Double
  ) {
    fill(values, from: offset, with: .uniform(lowerBound: lowerBound, upperBound: upperBound))
  }

  /// Fills memory with normal draws.
  ///
  /// A draw is `fl(fl(z · σ) + mean)` with `z` from Box and Muller's transform of two 32-bit words;
  /// the largest magnitude of `z` is 6.66.
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first element, not negative.
  ///   - mean: The mean.
  ///   - standardDeviation: The standard deviation σ, not negative.
  /// - Precondition: Both numbers are finite as float32.
  public func fillNormal(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, mean: Double = 0,
    standardDeviation: Double
  ) {
    fill(values, from: offset, with: .normal(mean: mean, standardDeviation: standardDeviation))
  }

  /// Fills memory with draws of a normal distribution cut off at two bounds.
  ///
  /// The inverse distribution function is applied to one word each; nothing is rejected. The spread
  /// is *less* than the parent's: divide by ``TruncatedNormalMoments/standardDeviation`` for a
  /// realised deviation, and pass the moments to
  /// `fillTruncatedNormal(_:from:mean:parentStandardDeviation:moments:)`.
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first element, not negative.
  ///   - mean: The parent's mean, which the draws share if the bounds are symmetric.
  ///   - parentStandardDeviation: The standard deviation before the cut, not negative.
  ///   - bounds: The bounds in units of the parent's standard deviation, relative to its mean.
  /// - Precondition: ``TruncatedNormalMoments/init(bounds:)`` accepts the bounds.
  public func fillTruncatedNormal(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, mean: Double = 0,
    parentStandardDeviation: Double, bounds: ClosedRange<Double>
  ) {
    guard let moments = try? TruncatedNormalMoments(bounds: bounds) else {
      preconditionFailure("a normal distribution cannot be truncated to \(bounds)")
    }
    fillTruncatedNormal(
      values, from: offset, mean: mean, parentStandardDeviation: parentStandardDeviation,
      moments: moments)
  }

  /// Fills memory with draws of a normal distribution cut off at bounds whose moments are known.
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first element, not negative.
  ///   - mean: The parent's mean.
  ///   - parentStandardDeviation: The standard deviation before the cut, not negative.
  ///   - moments: The bounds and what they do; found once and used for any number of fills.
  public func fillTruncatedNormal(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, mean: Double = 0,
    parentStandardDeviation: Double, moments: TruncatedNormalMoments
  ) {
    fill(
      values, from: offset,
      with: .truncatedNormal(
        mean: mean, parentStandardDeviation: parentStandardDeviation, moments: moments))
  }

  /// Fills memory with plus or minus a scale, each with probability one half (Rademacher's
  /// distribution).
  ///
  /// - Parameters:
  ///   - values: Where to write.
  ///   - offset: The index of the first element, not negative.
  ///   - scale: The magnitude, which is also the standard deviation.
  /// - Precondition: The scale is finite as float32.
  public func fillSigns(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int = 0, scale: Double
  ) {
    fill(values, from: offset, with: .sign(scale: scale))
  }

  /// Fills memory of floats, or of words, with any draw.
  private func fill<Element: BitwiseCopyable>(
    _ values: UnsafeMutableBufferPointer<Element>, from offset: Int, with draw: Draw
  ) {
    precondition(offset >= 0, "the first element's index is not negative")
    assert(MemoryLayout<Element>.size == 4, "an element is as large as a word")
    guard let base = values.baseAddress else { return }
    let destination = Destination(base: UnsafeMutableRawPointer(base), offset: offset)
    ParallelRange(elements: offset..<offset + values.count).forEachPiece(threads: threads) {
      piece in
      draw.fill(piece, key: key, at: destination.address(of: piece.lowerBound), on: path)
    }
  }

  /// Memory that the pieces of one fill share without overlap.
  private struct Destination: @unchecked Sendable {
    let base: UnsafeMutableRawPointer
    let offset: Int

    func address(of element: Int) -> UnsafeMutableRawPointer { base + 4 * (element - offset) }
  }
}
