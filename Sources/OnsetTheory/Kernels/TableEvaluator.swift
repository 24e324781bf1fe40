import COnsetKernels
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
    self.scales = PairKernels.padded(scales)
    let padding = (PairKernels.padded(scales.count) - scales.count) * nodes.count
    weights = grid.weights.flatMap { $0 } + [Double](repeating: 0, count: padding)
    secondMoments = grid.interpolated(
      nodes.map { activation.mapMoments(secondMoment: $0).secondMoment })
  }

  func apply(
    row: Int, columns: Range<Int>, dense: DenseStep, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    let count = PairKernels.padded(columns.count)
    withUnsafeTemporaryAllocation(of: Double.self, capacity: (2 * length + 3) * count) { scratch in
      guard let start = scratch.baseAddress else { return }
      let coefficients = start + 3 * count
      interpolate(row, columns.lowerBound, count, coefficients)
      findPositions(row, columns.lowerBound, count, covariances, start)
      for offset in 0..<count {
        let t = start[offset]
        covariances[offset] = sum(coefficients + offset, count, t)
        tangents[offset] *= sum(coefficients + length * count + offset, count, t)
      }
    }
    dense.apply(count: count, covariances: covariances, tangents: tangents)
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

  /// The angles between inputs as places in [−1, 1], exactly ±1 for parallel ones. The scratch memory
  /// has room for three rows; the first gets the result.
  private func findPositions(
    _ row: Int, _ column: Int, _ count: Int, _ covariances: UnsafePointer<Double>,
    _ scratch: UnsafeMutablePointer<Double>
  ) {
    let (sines, angles) = (scratch + count, scratch + 2 * count)
    for offset in 0..<count {
      let scale = scales[column + offset] * scales[row]
      let square = scale - covariances[offset] * covariances[offset]
      sines[offset] = square < Self.parallel * scale ? 0 : square.squareRoot()
    }
    PairKernels.best.angles(sines, covariances, count, angles)
    for offset in 0..<count { scratch[offset] = angles[offset] * -0.63661977236758134308 }
  }

  /// Clenshaw's sum of a Chebyshev series whose coefficients lie `stride` apart.
  @inline(__always)
  private func sum(
    _ coefficients: UnsafePointer<Double>, _ stride: Int, _ t: Double
  ) -> Double {
    var (old, older) = (0.0, 0.0)
    for degree in Swift.stride(from: length - 1, to: 0, by: -1) {
      (old, older) = (coefficients[degree * stride] + 2 * t * old - older, old)
    }
    return coefficients[0] + t * old - older
  }
}
