public import OnsetCore
public import OnsetRandom

/// Another rule, less a share of each row's mean.
///
/// ```
/// w ← w − (1 − √(1 − κ)) · (mean of w's row),      a row is all that one output sees
/// ```
///
/// The share κ of an activation's mean no longer reaches the next layer: with inputs of mean m and
/// independent weights of variance σ² over n inputs, an output's second moment falls from
/// σ² n E[x²] to σ² n (E[x²] − κ m²). With κ = 1 rows sum to zero: [Huang et al. 2017] centre weights in
/// this way throughout training. Onset uses it where an activation's mean is too large for a critical
/// point without it.
///
/// [Huang et al. 2017]: https://doi.org/10.1109/ICCV.2017.305
public struct RowCentred: Initializer {
  /// The rule that is centred.
  public var base: Scheme
  /// κ, the share of the mean's square that is removed, 0 … 1.
  public var share: Double

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - base: A rule whose elements are uncorrelated within a row.
  ///   - share: κ, the share of the mean's square that is removed, 0 … 1.
  public init(_ base: Scheme, share: Double = 1) {
    self.base = base
    self.share = share
  }

  /// The mean and standard deviation of the elements.
  ///
  /// Of uncorrelated elements, a row of c loses the share κ/c of its variance and keeps √(1 − κ) of its mean.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try validate()
    let expected = try base.expectation(for: shape, layout: layout)
    let columns = try layout.blocks(of: shape).first?.columns ?? 1
    let kept = 1 - share / Double(max(1, columns))
    return Expectation(
      mean: expected.mean * (1 - share).squareRoot(),
      standardDeviation: expected.standardDeviation * kept.squareRoot())
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try validate()
    let base = try base.granularity(for: shape, layout: layout)
    let tiling = try BlockTiling(of: shape, layout: layout)
    guard let block = tiling.blocks.first, block.hasContiguousRows else {
      return max(base, tiling.granularity)
    }
    return max(base, block.columns)
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    let granularity = try granularity(for: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: granularity)
    try base.fill(values, from: offset, shape: shape, layout: layout, stream: stream)
    let range = offset..<offset + values.count
    for block in try layout.blocks(of: shape) {
      let rows = block.rowOffsets.filter { row in
        block.columnOffsets.first.map { range.contains(row + $0) } ?? false
      }
      centre(values, rows: rows.map { $0 - offset }, columns: block.columnOffsets, stream.threads)
    }
  }

  /// Subtracts from rows; sums run over the columns in order, so the bits do not depend on the cores.
  private func centre(
    _ values: UnsafeMutableBufferPointer<Float>, rows: [Int], columns: [Int], _ threads: Int
  ) {
    let part = (1 - (1 - share).squareRoot()) / Double(max(1, columns.count))
    // Where weights are stored input first, neighbouring rows share cache lines: a core takes a batch of
    // rows, column by column.
    let batch = 64
    nonisolated(unsafe) let values = values
    ParallelLoop.run((rows.count + batch - 1) / batch, threads: threads) { turn in
      let rows = Array(rows[turn * batch..<min(rows.count, (turn + 1) * batch)])
      var sums = [Double](repeating: 0, count: rows.count)
      for column in columns {
        for (index, row) in rows.enumerated() { sums[index] += Double(values[row + column]) }
      }
      for column in columns {
        for (index, row) in rows.enumerated() {
          values[row + column] = Float(Double(values[row + column]) - part * sums[index])
        }
      }
    }
  }

  func validate() throws(OnsetError) {
    try ScaleLimits.checkShare(share, "share")
    guard base.hasUncorrelatedElements else {
      throw OnsetError(
        .unsupported, "the scheme \(base) cannot be centred by rows",
        fix: "centre normal, truncatedNormal, uniform, variance-scaled or orthogonal weights")
    }
  }
}

extension WeightBlock {
  /// Whether all that one output sees lies side by side.
  var hasContiguousRows: Bool { columnOffsets.last.map { $0 == columns - 1 } ?? true }
}
