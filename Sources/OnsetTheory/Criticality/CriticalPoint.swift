/// The scales at which a deep chain of layers with one activation keeps its signals and its gradients.
///
/// A layer is z′ = W φ(z) + b with E[W²] = ``weightVariance`` / fan_in, random biases of variance
/// ``biasVariance``, and (1 − √(1 − ``rowCentering``)) of each row's mean subtracted from W.
public struct CriticalPoint: Hashable, Sendable {
  /// What kind of point it is.
  public enum Kind: String, Hashable, Sendable, Codable {
    /// Signals and gradients are both kept, and the signal returns to its scale.
    case critical
    /// Signals and gradients are both kept at every scale: φ is homogeneous of degree one.
    case scaleFree
    /// The best that can be done without random biases; ``CriticalPoint/cost`` says what it costs.
    case compromise
    /// There is no stable scale: a signal a little too large grows without end, one too small dies.
    case chaotic
    /// φ′ is zero almost everywhere, so no gradient comes back whatever the weights.
    case noGradient
  }

  /// The activation's name.
  public var activation: String
  /// What kind of point it is.
  public var kind: Kind
  /// q* = E[z²], the second moment of pre-activations that the layers keep.
  public var secondMoment: Double
  /// σ_w², the variance of a weight times its fan-in.
  public var weightVariance: Double
  /// σ_b², the variance of the random biases; zero where none are needed.
  public var biasVariance: Double
  /// κ ∈ [0, 1], the share of the activation's squared mean that is kept out of the signal by taking
  /// (1 − √(1 − κ)) of each row's mean out of the weights; zero where that is not needed.
  public var rowCentering: Double
  /// χ₁ = σ_w² E[φ′²]: the factor of the mean squared gradient per layer.
  public var chi1: Double
  /// dq′/dq at q*: below one in size, deviations of the signal's scale die out.
  public var varianceMapSlope: Double
  /// E[φ(z)] at q*.
  public var activationMean: Double
  /// E[φ(z)²] at q*.
  public var activationSecondMoment: Double
  /// Why these numbers, in words.
  public var reason: String
  /// What is lost with depth, in words; `nil` where nothing is.
  public var cost: String?

  /// √σ_w²: the deviation of a weight times √fan_in.
  public var gain: Double { weightVariance.squareRoot() }

  /// The share of each row's mean to subtract from the weights, 1 − √(1 − κ).
  public var rowMeanShare: Double { 1 - (1 - rowCentering).squareRoot() }
}
