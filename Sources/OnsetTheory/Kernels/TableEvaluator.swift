import OnsetLinearAlgebra

/// An activation with kinks and no closed form: series in the angle between two inputs, at the scale
/// grid's nodes, and interpolated between those.
///
/// The moments are smooth functions of the two scales where all kinks are at zero; for other kinks the
/// grid has to have a single node, that is all inputs one norm.
struct TableEvaluator: PairEvaluator {
  let secondMoments: [Double]
  /// The second moments before the activation, padded.
  private let scales: [Double]
  private let nodes: Int
  /// The number of coefficients of a series.
  private let length: Int
  /// One row an input, one column a node: what each node's series counts; then rows of zeros.
  private let weights: [Double]
  /// The series of a pair of nodes, products then derivatives, at (first · nodes + second) · 2 length.
  private let series: [Double]

  /// Inputs this close to parallel, in 1 − ρ², count as parallel: what interpolation leaves of the
  /// difference is its own error.
  private static let parallel = 2e-12

  init(_ activation: Activation, scales: [Double], grid: ScaleGrid) {
    let nodes = grid.nodes
    let pairs = nodes.indices.flatMap { first in (0...first).map { (first, $0) } }
    let halves = AngleSeries.series(
      activation.function, scales: pairs.map { (nodes[$0.0], nodes[$0.1]) })
    let length = halves.first?.products.count ?? 0
    var series = [Double](repeating: 0, count: nodes.count * nodes.count * 2 * length)
    for ((first, second), half) in zip(pairs, halves) {
      for place in [first * nodes.count + second, second * nodes.count + first] {
        series.replaceSubrange(
          (place * 2 * length)..<((place + 1) * 2 * length), with: half.products + half.derivatives)
      }
    }
    self.series = series
    self.length = length
    self.nodes = nodes.count
    self.scales = VectorMath.padded(scales)
    let padding = (VectorMath.padded(scales.count) - scales.count) * nodes.count
    weights = grid.weights.flatMap { $0 } + [Double](repeating: 0, count: padding)
    secondMoments = grid.interpolated(
      nodes.map { activation.mapMoments(secondMoment: $0).secondMoment })
  }

  func apply(
    row: Int, columns: Range<Int>, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    let count = VectorMath.padded(columns.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: 2 * length * count) { scratch in
      guard let coefficients = scratch.baseAddress else { return }
      interpolate(row, columns.lowerBound, count, coefficients)
      for offset in stride(from: 0, to: count, by: VectorMath.width) {
        let covariance = VectorMath.load(covariances + offset)
        let t = position(row, columns.lowerBound + offset, covariance)
        let product = sum(coefficients + offset, count, t)
        let derivative = sum(coefficients + length * count + offset, count, t)
        VectorMath.store(product, to: covariances + offset)
        VectorMath.store(VectorMath.load(tangents + offset) * derivative, to: tangents + offset)
      }
    }
  }

  /// Every column's series with the row's input: one run of columns a coefficient.
  private func interpolate(
    _ row: Int, _ column: Int, _ count: Int, _ coefficients: UnsafeMutablePointer<Double>
  ) {
    // First over the row's weights, which gives one series a node, then over the columns'.
    var mixed = [Double](repeating: 0, count: nodes * 2 * length)
    for first in 0..<nodes {
      let weight = weights[row * nodes + first]
      guard weight != 0 else { continue }
      let start = first * mixed.count
      for index in mixed.indices { mixed[index] += weight * series[start + index] }
    }
    weights.withUnsafeBufferPointer { weights in
      guard let weights = weights.baseAddress else { return }
      BLAS.multiply(
        (.transposed, .transposed), m: 2 * length, n: count, k: nodes, a: mixed,
        aStride: 2 * length, b: weights + column * nodes, bStride: nodes, c: coefficients,
        cStride: count)
    }
  }

  /// The angle between two inputs as a place in [−1, 1]; exactly ±1 for parallel ones.
  @inline(__always)
  private func position(
    _ row: Int, _ column: Int, _ covariance: VectorMath.Vector
  ) -> VectorMath.Vector {
    let others = scales.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { VectorMath.load($0 + column) } ?? .zero
    }
    let scale = others * scales[row]
    var square = scale - covariance * covariance
    square.replace(with: VectorMath.Vector.zero, where: square .< scale * Self.parallel)
    return VectorMath.angle(square.squareRoot(), covariance) * -0.63661977236758134308
  }

  /// Clenshaw's sum of Chebyshev series, one a lane.
  @inline(__always)
  private func sum(
    _ coefficients: UnsafePointer<Double>, _ count: Int, _ t: VectorMath.Vector
  ) -> VectorMath.Vector {
    var (old, older) = (VectorMath.Vector.zero, VectorMath.Vector.zero)
    let twice = t + t
    for degree in stride(from: length - 1, to: 0, by: -1) {
      (old, older) = (VectorMath.load(coefficients + degree * count) + twice * old - older, old)
    }
    return VectorMath.load(coefficients) + t * old - older
  }
}
