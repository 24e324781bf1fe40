/// The moments that two correlated Gaussian variables give an activation.
public struct PairMoments: Hashable, Sendable {
  /// E[φ(u) φ(v)].
  public var product: Double
  /// E[φ′(u) φ′(v)], φ′ taken almost everywhere.
  public var derivativeProduct: Double

  /// Makes pair moments.
  public init(product: Double, derivativeProduct: Double) {
    self.product = product
    self.derivativeProduct = derivativeProduct
  }
}
