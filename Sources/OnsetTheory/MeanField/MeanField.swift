public import OnsetCore

/// Signals in an infinitely wide fully connected network with one activation.
///
/// With W_ij ~ N(0, σ_w²/n) and b_i ~ N(0, σ_b²), pre-activations are Gaussian, and a layer maps their
/// second moment and the correlation of two inputs by
///
/// ```
/// q′ = σ_w² E[φ(√q z)²] + σ_b²
/// c′ = (σ_w² E[φ(u)φ(v)] + σ_b²) / q′
/// ```
///
/// (Poole et al. 2016, arXiv:1606.05340; Schoenholz et al. 2017, arXiv:1611.01232.)
///
/// ```swift
/// let field = try MeanField(activation: .tanh, weightVariance: 2, biasVariance: 0.05)
/// let limit = field.limit()
/// limit.secondMoment        // 0.7217618726520715
/// limit.phase               // .chaotic
/// ```
public struct MeanField: Sendable {
  /// The activation.
  public let activation: Activation
  /// σ_w², the variance of a weight times its fan-in.
  public let weightVariance: Double
  /// σ_b², the variance of a bias.
  public let biasVariance: Double
  /// The activation's moments over many scales, for searches.
  let profile: ActivationProfile

  /// Makes a network of one activation.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - weightVariance: σ_w² > 0.
  ///   - biasVariance: σ_b² ≥ 0. The default is 0.
  /// - Throws: `OnsetError` (`invalidArgument`) for a variance that is negative, zero where it must
  ///   not be, or not finite.
  public init(
    activation: Activation, weightVariance: Double, biasVariance: Double = 0
  ) throws(OnsetError) {
    try self.init(
      profile: ActivationProfile(activation), weightVariance: weightVariance,
      biasVariance: biasVariance)
  }

  /// Makes a network from a profile that serves several networks.
  ///
  /// - Throws: `OnsetError` (`invalidArgument`) as the other initializer.
  public init(
    profile: ActivationProfile, weightVariance: Double, biasVariance: Double = 0
  ) throws(OnsetError) {
    guard weightVariance > 0, weightVariance.isFinite else {
      throw OnsetError(
        .invalidArgument, "the weight variance \(weightVariance) is not a positive number",
        fix: "give σ_w² > 0, the variance of a weight times its fan-in")
    }
    guard biasVariance >= 0, biasVariance.isFinite else {
      throw OnsetError(
        .invalidArgument, "the bias variance \(biasVariance) is not a number ≥ 0",
        fix: "give σ_b² ≥ 0")
    }
    self.activation = profile.activation
    self.profile = profile
    self.weightVariance = weightVariance
    self.biasVariance = biasVariance
  }

  /// The variance map: q′ = σ_w² E[φ(√q z)²] + σ_b².
  public func nextSecondMoment(_ q: Double) -> Double {
    weightVariance * activation.mapMoments(secondMoment: q).secondMoment + biasVariance
  }

  /// dq′/dq, kinks and jumps included.
  public func varianceMapSlope(at q: Double) -> Double {
    weightVariance * activation.mapMoments(secondMoment: q).secondMomentSlope
  }

  /// χ₁ = σ_w² E[φ′(√q z)²]: the factor of the mean squared gradient per layer.
  public func chi1(at q: Double) -> Double {
    weightVariance * activation.mapMoments(secondMoment: q).derivativeSecondMoment
  }

  /// The second moments of the pre-activations of `layers` layers, the first being `q`.
  public func secondMoments(from q: Double, layers: Int) -> [Double] {
    var orbit = [q]
    while orbit.count < layers { orbit.append(nextSecondMoment(orbit[orbit.count - 1])) }
    return orbit
  }

  /// The correlation map at a second moment q > 0.
  public func correlationMap(at q: Double) -> CorrelationMap {
    CorrelationMap(self, secondMoment: q)
  }
}
