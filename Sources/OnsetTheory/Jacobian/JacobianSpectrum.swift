#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The squared singular values s² of the input-output Jacobian J = ∏ D_l W_l of a deep network, with
/// D_l = diag φ′(z_l), at infinite width and equal layers.
///
/// With χ = σ_w² μ₁ and μ_k = E[φ′²ᵏ],
///
/// ```
/// E[s²]   = χᴸ
/// Var[s²] = χ²ᴸ · L · (μ₂/μ₁² − 1 − s₁)
/// ```
///
/// where s₁ is −1 for Gaussian and 0 for orthogonal weights (Pennington, Schoenholz & Ganguli 2017,
/// arXiv:1711.04735). A variance of zero is dynamical isometry: every direction is kept. A linear network
/// of orthogonal weights has it; ReLU never does.
public struct JacobianSpectrum: Hashable, Sendable {
  /// How the weights are drawn.
  public enum Ensemble: String, Hashable, Sendable, Codable, CaseIterable {
    /// Independent normal elements.
    case gaussian
    /// A multiple of a random orthogonal matrix.
    case orthogonal

    /// s₁, the first coefficient of the S-transform of WᵀW.
    public var firstCoefficient: Double { self == .gaussian ? -1 : 0 }
  }

  /// χ = σ_w² E[φ′²]: the mean squared singular value of one layer.
  public let chi: Double
  /// μ₂/μ₁² − 1 − s₁: what a layer adds to the relative variance of s².
  public let varianceCoefficient: Double
  /// How the weights are drawn.
  public let ensemble: Ensemble

  /// The spectrum of layers that hold pre-activations at a second moment.
  ///
  /// - Parameters:
  ///   - activation: The activation.
  ///   - weightVariance: σ_w².
  ///   - secondMoment: q*, the second moment of every layer's pre-activations.
  ///   - ensemble: How the weights are drawn.
  public init(
    activation: Activation, weightVariance: Double, secondMoment: Double, ensemble: Ensemble
  ) {
    let moments = activation.moments(secondMoment: secondMoment)
    let square = moments.derivativeSecondMoment * moments.derivativeSecondMoment
    chi = weightVariance * moments.derivativeSecondMoment
    varianceCoefficient =
      moments.derivativeFourthMoment / square - 1 - ensemble.firstCoefficient
    self.ensemble = ensemble
  }

  /// E[s²] = χᴸ for `depth` layers.
  public func meanSquare(depth: Int) -> Double { pow(chi, Double(depth)) }

  /// Var[s²]/E[s²]² for `depth` layers: zero is dynamical isometry.
  public func relativeVariance(depth: Int) -> Double { Double(depth) * varianceCoefficient }

  /// Var[s²] for `depth` layers.
  public func variance(depth: Int) -> Double {
    let mean = meanSquare(depth: depth)
    return mean * mean * relativeVariance(depth: depth)
  }

  /// The largest singular value of a product of `depth` square Gaussian matrices of weight variance
  /// `weightVariance`: √(σ_w²ᴸ (L+1)^{L+1}/Lᴸ).
  public static func largestLinearGaussian(depth: Int, weightVariance: Double = 1) -> Double {
    let depth = Double(depth)
    return exp(
      0.5 * ((depth + 1) * log(depth + 1) - depth * log(depth) + depth * log(weightVariance)))
  }
}
