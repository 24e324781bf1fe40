public import OnsetCore
import OnsetLinearAlgebra
public import OnsetRandom

/// Random matrices with orthonormal columns, or rows where they are wide, times a gain.
///
/// Every block of the layout (a gate, q, k or v, a group, an expert) is a matrix of its own with its own
/// stream, uniform over all such matrices (Haar measure). All its singular values equal the gain, so a
/// deep linear network of them keeps the length of every vector: [Saxe, McClelland & Ganguli 2014].
///
/// Computed in float64 and rounded once: ‖QᵀQ − I‖ stays below 1e-6·√n. The bits do not depend on the
/// number of threads; between kinds of processors the last float32 bit may differ.
///
/// [Saxe, McClelland & Ganguli 2014]: https://arxiv.org/abs/1312.6120
public struct Orthogonal: Initializer {
  /// Every singular value of a block.
  public var gain: Double

  /// Makes the rule.
  ///
  /// - Parameter gain: 0, or a magnitude between 1e-20 and 1e6.
  public init(gain: Double = 1) { self.gain = gain }

  /// The mean and standard deviation of the elements.
  ///
  /// A block of r × c has squares that sum to gain² · min(r, c), so its elements' variance is
  /// gain² / max(r, c).
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    try ScaleLimits.check(gain, "gain")
    let blocks = try layout.blocks(of: shape)
    let rank = blocks.reduce(0) { $0 + min($1.rows, $1.columns) }
    let variance = gain * gain * Double(rank) / Double(max(1, shape.count))
    return Expectation(mean: 0, standardDeviation: variance.squareRoot())
  }

  /// How many consecutive elements have to be drawn together.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int {
    try BlockTiling(of: shape, layout: layout).granularity
  }

  /// Fills whole blocks.
  ///
  /// - Complexity: About 2·(r·c² − c³/3) operations and 8·r·c bytes for a block of r × c, r ≥ c.
  public func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError) {
    try ScaleLimits.check(gain, "gain")
    let tiling = try BlockTiling(of: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: tiling.granularity)
    let matrices = tiling.blocks(in: offset..<offset + values.count).map { block in
      OrthogonalMatrix(
        rowOffsets: block.rowOffsets.map { $0 - offset }, columnOffsets: block.columnOffsets,
        stream: block.stream(of: stream))
    }
    OrthogonalMatrix.fill(values, with: matrices, gain: gain, threads: stream.threads)
  }
}
