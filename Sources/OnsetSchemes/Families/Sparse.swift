public import OnsetCore
public import OnsetRandom

/// Normal draws on a few connections of each unit, zeros on the others.
///
/// Every output of a block keeps the same number of inputs, chosen at random, so units differ although
/// their sums stay small: [Martens 2010]. (PyTorch's `sparse_` counts zeros per *input* instead.)
///
/// [Martens 2010]: https://www.cs.toronto.edu/~jmartens/docs/Deep_HessianFree.pdf
public struct Sparse: Initializer {
  /// The share of each unit's inputs that is zero.
  public var sparsity: Double
  /// The standard deviation of the connections that are kept.
  public var standardDeviation: Double

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - sparsity: The share of each unit's inputs that is zero, rounded up to whole inputs; at least one
  ///     input stays.
  ///   - standardDeviation: The standard deviation of the connections that are kept.
  public init(sparsity: Double, standardDeviation: Double) {
    self.sparsity = sparsity
    self.standardDeviation = standardDeviation
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try validate()
    let kept = try layout.blocks(of: shape).reduce(0) { $0 + $1.rows * connections(of: $1) }
    let share = Double(kept) / Double(max(1, shape.count))
    return Expectation(mean: 0, standardDeviation: standardDeviation * share.squareRoot())
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try BlockTiling(of: shape, layout: layout).granularity
  }

  /// Fills whole blocks.
  ///
  /// - Complexity: O(rows · columns · log(columns)) per block.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try validate()
    let tiling = try BlockTiling(of: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: tiling.granularity)
    values.update(repeating: 0)
    nonisolated(unsafe) let values = values
    for block in tiling.blocks(in: offset..<offset + values.count) {
      var source = block.stream(of: stream)
      source.threads = 1
      let (weights, order) = (source, source.substream("order"))
      ParallelLoop.run(block.rows, threads: stream.threads) { row in
        let start = block.rowOffsets[row] - offset
        for column in kept(in: row, of: block, order: order) {
          values[start + block.columnOffsets[column]] = weights.normal(
            at: row * block.columns + column, standardDeviation: standardDeviation)
        }
      }
    }
  }

  /// The columns of a row that are kept: those to which the stream gives the smallest words.
  private func kept(in row: Int, of block: WeightBlock, order: RandomStream) -> [Int] {
    withUnsafeTemporaryAllocation(of: UInt32.self, capacity: block.columns) { words in
      order.words(words, from: row * block.columns)
      let ranked = words.indices.sorted { (words[$0], $0) < (words[$1], $1) }
      return Array(ranked.prefix(connections(of: block)))
    }
  }

  private func connections(of block: WeightBlock) -> Int {
    let zeros = Int((sparsity * Double(block.columns)).rounded(.up))
    return min(block.columns, max(1, block.columns - zeros))
  }

  func validate() throws(OnsetError) {
    try ScaleLimits.checkShare(sparsity, "sparsity")
    try ScaleLimits.checkSpread(standardDeviation, "standardDeviation")
  }
}
