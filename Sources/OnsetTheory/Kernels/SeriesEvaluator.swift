import COnsetKernels
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
    inverseDeviations = PairKernels.padded(scales.map { 1 / $0.squareRoot() })
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
      return PairKernels.padded(grid.interpolated(values))
    }
  }

  func apply(
    row: Int, columns: Range<Int>, dense: DenseStep, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    inverseDeviations.withUnsafeBufferPointer { deviations in
      values.withUnsafeBufferPointer { values in
        derivatives.withUnsafeBufferPointer { derivatives in
          guard let start = deviations.baseAddress else { return }
          var pairs = onset_pairs(
            own: deviations[row], others: start + columns.lowerBound,
            count: PairKernels.padded(columns.count), covariances: covariances,
            tangents: tangents, dense: dense)
          var series = onset_series(
            values: values.baseAddress, derivatives: derivatives.baseAddress,
            stride: deviations.count, terms: terms, first: firstValueDegree,
            step: isSparse ? 2 : 1, row: row, column: columns.lowerBound)
          PairKernels.best.series_pairs(&pairs, &series)
        }
      }
    }
  }
}
