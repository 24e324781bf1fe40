import COnsetKernels

/// A dense layer's effect on pairs: c ← weight · p + bias and t ← weight · t + gradient · p + bias
/// gradient, with p the covariance in front of the layer.
typealias DenseStep = onset_dense

extension DenseStep {
  /// Takes pairs through the layer.
  func apply(
    count: Int, covariances: UnsafeMutablePointer<Double>, tangents: UnsafeMutablePointer<Double>
  ) {
    for index in 0..<count {
      let covariance = covariances[index]
      tangents[index] = gradient * covariance + bias_gradient + weight * tangents[index]
      covariances[index] = weight * covariance + bias
    }
  }
}
