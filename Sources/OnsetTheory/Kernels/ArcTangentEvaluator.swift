import COnsetKernels

/// The activations whose pair moments are made of one square root and one arc tangent: ReLU and its
/// relatives, erf and GELU, by the formulas of ``ClosedForm``.
struct ArcTangentEvaluator: PairEvaluator {
  /// Which formula.
  enum Formula: Sendable {
    case rectifier(linear: Double, absolute: Double)
    case errorFunction
    case gelu
  }

  let secondMoments: [Double]
  private let formula: Formula
  /// The second moments before the activation, padded.
  private let scales: [Double]

  init(_ formula: Formula, scales: [Double]) {
    self.formula = formula
    self.scales = PairKernels.padded(scales)
    let closed: ClosedForm =
      switch formula {
      case .rectifier(let linear, let absolute): .rectifier(linear: linear, absolute: absolute)
      case .errorFunction: .errorFunction
      case .gelu: .gelu
      }
    secondMoments = scales.map { closed.pairMoments($0, $0, covariance: $0).product }
  }

  func apply(
    row: Int, columns: Range<Int>, dense: DenseStep, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    scales.withUnsafeBufferPointer { scales in
      guard let start = scales.baseAddress else { return }
      var pairs = onset_pairs(
        own: scales[row], others: start + columns.lowerBound,
        count: PairKernels.padded(columns.count), covariances: covariances, tangents: tangents,
        dense: dense)
      switch formula {
      case .rectifier(let linear, let absolute):
        PairKernels.best.rectifier_pairs(&pairs, linear, absolute)
      case .errorFunction: PairKernels.best.erf_pairs(&pairs)
      case .gelu: PairKernels.best.gelu_pairs(&pairs)
      }
    }
  }
}
