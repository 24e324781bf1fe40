public import OnsetCore
public import OnsetRandom

/// A random orthogonal matrix between channels at the centre of a convolution's window, zeros elsewhere.
///
/// An orthogonal matrix over channels *and* taps, as ``Orthogonal`` gives, does not keep the length of an
/// image; this does (for circular padding, at least as many outputs as inputs, and gain 1), which lets
/// plain networks of thousands of convolutions train: [Xiao et al. 2018]. With fewer outputs than inputs
/// it keeps the length of gradients instead. Each group is a matrix of its own.
///
/// [Xiao et al. 2018]: https://arxiv.org/abs/1806.05393
public struct DeltaOrthogonal: Initializer {
  /// Every singular value of a block's centre.
  public var gain: Double

  /// Makes the rule.
  ///
  /// - Parameter gain: 0, or a magnitude between 1e-20 and 1e6.
  public init(gain: Double = 1) { self.gain = gain }

  /// The mean and standard deviation of the elements, the zeros around the centre included.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(gain, "gain")
    let taps = try centre(of: shape, layout: layout).taps
    let blocks = try layout.blocks(of: shape)
    let rank = blocks.reduce(0) { $0 + min($1.rows, $1.columns / max(1, taps)) }
    let variance = gain * gain * Double(rank) / Double(max(1, shape.count))
    return Expectation(mean: 0, standardDeviation: variance.squareRoot())
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try BlockTiling(of: shape, layout: layout).granularity
  }

  /// Fills `values` with the elements from `offset` on.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try ScaleLimits.check(gain, "gain")
    let centre = try centre(of: shape, layout: layout)
    let tiling = try BlockTiling(of: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: tiling.granularity)
    values.update(repeating: 0)
    let matrices = tiling.blocks(in: offset..<offset + values.count).map { block in
      OrthogonalMatrix(
        rowOffsets: block.rowOffsets.map { $0 - offset },
        columnOffsets: centre.columnOffsets(of: block), stream: block.stream(of: stream))
    }
    OrthogonalMatrix.fill(values, with: matrices, gain: gain, threads: stream.threads)
  }

  private func centre(of shape: Shape, layout: WeightLayout) throws(OnsetError) -> CentreTap {
    try CentreTap(of: shape, layout: layout, otherwise: "use the scheme orthogonal")
  }
}
