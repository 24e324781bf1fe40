/// An activation whose pair moments are computed pair by pair: in closed form, or by quadrature.
struct PairwiseEvaluator: PairEvaluator {
  let secondMoments: [Double]
  private let activation: Activation
  private let scales: [Double]
  private let panelWidth: Double?

  init(_ activation: Activation, scales: [Double]) {
    self.activation = activation
    self.scales = scales
    let widest = (scales.max() ?? 1).squareRoot()
    panelWidth =
      activation.closedForm == nil
      ? activation.function.panelWidth(mean: 0, deviation: widest) : nil
    secondMoments = scales.map { activation.mapMoments(secondMoment: $0).secondMoment }
  }

  func apply(
    row: Int, columns: Range<Int>, dense: DenseStep, covariances: UnsafeMutablePointer<Double>,
    tangents: UnsafeMutablePointer<Double>
  ) {
    for offset in 0..<columns.count {
      let (a, b) = (scales[row], scales[columns.lowerBound + offset])
      let moments = moments(a, b, covariance: covariances[offset])
      covariances[offset] = moments.product
      tangents[offset] *= moments.derivativeProduct
    }
    dense.apply(count: columns.count, covariances: covariances, tangents: tangents)
  }

  private func moments(_ a: Double, _ b: Double, covariance: Double) -> PairMoments {
    if let closedForm = activation.closedForm {
      return closedForm.pairMoments(a, b, covariance: covariance)
    }
    let pair = GaussianPair(variances: (a, b), correlation: covariance / (a * b).squareRoot())
    return activation.function.pairMoments(pair, panelWidth: panelWidth)
  }
}
