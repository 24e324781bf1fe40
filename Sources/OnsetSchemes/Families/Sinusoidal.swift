public import OnsetCore
import OnsetLinearAlgebra
public import OnsetRandom

/// Rows that are sine waves of different frequencies: structured, not random, after
/// [Fernández-Hernández et al. 2025].
///
/// ```
/// w[r, j] = √2 σ sin(2π (k j / n + θ)),     k = p/2 + 1,  θ = (p mod 2) / 4 + t / (4T)
///
/// n columns hold P = 2⌊(n − 1)/2⌋ waves;  r = t P + p,  T = ⌈rows / P⌉
/// ```
///
/// Every row has mean 0 and second moment σ² = `scale` / fan; the first P rows are orthogonal, and where
/// there are more, waves of one frequency have phases spread evenly over a quarter turn, so no two rows
/// are equal up to sign. The paper's frequencies 1, 2, 3, … pass the highest one that n columns can show and come back as
/// copies; these do not. Neither the seed nor the name matters, but which sine values fall where is the
/// same on every platform.
///
/// [Fernández-Hernández et al. 2025]: https://arxiv.org/abs/2505.12909
public struct Sinusoidal: Initializer {
  /// The variance times the fan.
  public var scale: Double
  /// Which fan divides the scale.
  public var mode: FanMode

  /// Makes the rule.
  ///
  /// - Parameters:
  ///   - scale: The variance times the fan, 0 or between 1e-20 and 1e6.
  ///   - mode: Which fan divides the scale.
  public init(scale: Double = 1, mode: FanMode = .fanAverage) {
    self.scale = scale
    self.mode = mode
  }

  /// The mean and standard deviation that this rule gives the elements of such a weight.
  public func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation
  {
    for block in try layout.blocks(of: shape) { try checkWaves(in: block, shape: shape) }
    return try variance.expectation(for: shape, layout: layout)
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
    let tiling = try BlockTiling(of: shape, layout: layout)
    shape.requireRange(of: values.count, from: offset, granularity: tiling.granularity)
    nonisolated(unsafe) let values = values
    for block in tiling.blocks(in: offset..<offset + values.count) {
      try checkWaves(in: block, shape: shape)
      let fans = try layout.fans(of: block, in: shape)
      let amplitude = 2.0.squareRoot() * (try variance.standardDeviation(for: fans))
      let waves = WaveTable(rows: block.rows, columns: block.columns)
      ParallelLoop.run(block.rows, threads: stream.threads) { row in
        let start = block.rowOffsets[row] - offset
        for (column, target) in block.columnOffsets.enumerated() {
          values[start + target] = Float(amplitude * waves.value(row: row, column: column))
        }
      }
    }
  }

  private var variance: VarianceScaling { VarianceScaling(scale: scale, mode: mode) }

  private func checkWaves(in block: WeightBlock, shape: Shape) throws(OnsetError) {
    guard block.columns >= 3 || block.rows == 0 else {
      throw OnsetError(
        .shapeMismatch,
        "\(block.columns) inputs per output of a weight of shape \(shape) cannot hold a wave",
        fix: "use another scheme where units have fewer than 3 inputs")
    }
  }
}
