import OnsetModels
import OnsetTheory

/// Local response normalization.
extension Propagator {
  /// x (b + α/n Σ x²)^−β over n neighbouring channels: the other n − 1 squares by their mean, so that what
  /// is left is a function of x alone. What a gradient loses through the neighbours is not followed; it is
  /// of the order of β α E[x²]/(n b). E[y²] comes out some 5 % low at α E[x²] = b/2 with five channels, and
  /// closer for the small α in use.
  func localNormalization(
    _ node: Operator, alpha: Double, beta: Double, bias: Double, size: Int
  ) -> Signal {
    guard let field = field(node, 0), size > 0 else { return .unknown }
    let moment = max(0, field.kernel.averageOwn)
    let others = bias + alpha * moment * Double(size - 1) / Double(size)
    let denominator = ScalarFunction.affine(scale: alpha / Double(size), shift: others)
      .composed(with: .identity * .identity)
    guard
      let power = BinaryFunction.power.scalarFunction(
        .identity, .constant(-beta), exponent: -beta)
    else { return .unknown }
    return .field(field.composed(with: .identity * power.composed(with: denominator)))
  }
}
