import OnsetCore

/// A smooth activation without a closed form: Mehler's series in the correlation, with each input's own
/// Hermite coefficients.
struct SeriesEvaluator: PairEvaluator {
  let secondMoments: [Double]
  /// 1/√q of every input, padded.
  private let inverseDeviations: [Double]
  /// The coefficients of φ, term after term, each with one number an input, padded.
  private let values: [Double]
  /// The coefficients of φ′ in the same order.
  private let derivatives: [Double]
  /// The degrees of the terms: all, or every second one for a function with a parity.
  private let terms: Int
  private let firstValueDegree: Int
  private let isSparse: Bool

  /// The evaluator, or `nil` for a function whose series is too long at one of the scales.
  init?(_ activation: Activation, scales: [Double], grid: ScaleGrid) {
    let expansions = grid.nodes.compactMap {
      HermiteExpansion(activation.function, secondMoment: $0)
    }
    guard expansions.count == grid.nodes.count else { return nil }
    let length = expansions.map(\.values.count).max() ?? 0
    isSparse = activation.parity != .none
    firstValueDegree = activation.parity == .odd ? 1 : 0
    let firstSlopeDegree = activation.parity == .even ? 1 : 0
    terms = isSparse ? length / 2 : length
    let step = isSparse ? 2 : 1
    let last = step * (terms - 1)
    values = Self.columns(
      stride(from: firstValueDegree, through: firstValueDegree + last, by: step),
      expansions.map(\.values), grid)
    derivatives = Self.columns(
      stride(from: firstSlopeDegree, through: firstSlopeDegree + last, by: step),
      expansions.map(\.derivatives), grid)
    inverseDeviations = VectorMath.padded(scales.map { 1 / $0.squareRoot() })
    secondMoments = grid.interpolated(
      grid.nodes.map { activation.mapMoments(secondMoment: $0).secondMoment })
  }

  /// The coefficients of given degrees at the nodes, turned into one run a degree with every input in
  /// it.
  private static func columns(
    _ degrees: StrideThrough<Int>, _ coefficients: [[Double]], _ grid: ScaleGrid
  ) -> [Double] {
    degrees.flatMap { degree in
      let values = coefficients.map { degree < $0.count ? $0[degree] : 0 }
      return VectorMath.padded(grid.interpolated(values))
    }
  }

  func apply(
    row: Int, columns: Range<Int>, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    values.withUnsafeBufferPointer { values in
      derivatives.withUnsafeBufferPointer { derivatives in
        guard let values = values.baseAddress, let derivatives = derivatives.baseAddress else {
          return
        }
        for offset in stride(from: 0, to: columns.count, by: VectorMath.width) {
          let column = columns.lowerBound + offset
          let correlation = correlation(row, column, covariances + offset)
          let (product, derivative) = sums(values, derivatives, row, column, correlation)
          VectorMath.store(product, to: covariances + offset)
          VectorMath.store(
            VectorMath.load(tangents + offset) * derivative, to: tangents + offset)
        }
      }
    }
  }

  /// Covariances turned into correlations.
  @inline(__always)
  private func correlation(
    _ row: Int, _ column: Int, _ covariances: UnsafePointer<Double>
  ) -> VectorMath.Vector {
    let others = inverseDeviations.withUnsafeBufferPointer { buffer in
      buffer.baseAddress.map { VectorMath.load($0 + column) } ?? .zero
    }
    let one = VectorMath.Vector(repeating: 1)
    return (VectorMath.load(covariances) * others * inverseDeviations[row])
      .clamped(lowerBound: -one, upperBound: one)
  }

  /// Both series, by Horner's rule in ρ, or in ρ² where every second term is zero.
  @inline(__always)
  private func sums(
    _ values: UnsafePointer<Double>, _ derivatives: UnsafePointer<Double>, _ row: Int,
    _ column: Int, _ correlation: VectorMath.Vector
  ) -> (product: VectorMath.Vector, derivative: VectorMath.Vector) {
    let count = inverseDeviations.count
    let variable = isSparse ? correlation * correlation : correlation
    var product = VectorMath.Vector.zero
    var derivative = VectorMath.Vector.zero
    var start = terms * count
    while start > 0 {
      start -= count
      product = product * variable + VectorMath.load(values + start + column) * values[start + row]
      derivative =
        derivative * variable
        + VectorMath.load(derivatives + start + column) * derivatives[start + row]
    }
    guard isSparse else { return (product, derivative) }
    return firstValueDegree == 1
      ? (product * correlation, derivative) : (product, derivative * correlation)
  }
}
