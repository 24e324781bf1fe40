public import OnsetTheory

/// What mean-field theory says about one activation, as JSON; schema `onset.theory/1`.
///
/// A number that does not exist or is infinite (the depth scale of something that does not decay, the
/// gain of a function that is zero) is left out.
public struct TheoryDocument: Codable, Sendable {
  /// The schema's name and version.
  public var schema = "onset.theory/1"
  /// The function.
  public var activation: Function
  /// The moments, gains and factors at one second moment of the pre-activations.
  public var moments: Moments
  /// The scales that keep signals and gradients.
  public var criticalPoint: Point
  /// σ_b² for which ``edgesOfChaos`` are given.
  public var edgeBiasVariance: Double
  /// The points of the edge of chaos, in increasing order of q*.
  public var edgesOfChaos: [Edge]
  /// What becomes of signals and gradients in a deep network.
  public var network: Signals
  /// How second moments die with depth at σ_w² = 1/φ′(0)², σ_b = 0, where they die like a power.
  public var signalDecay: Decay?
  /// How 1 − c dies with depth at the critical point, where it dies like a power.
  public var correlationDecay: Decay?
  /// The squared singular values of the input-output Jacobian of ``network``, where it has a q*.
  public var jacobians: [Jacobian]

  /// A function of one variable.
  public struct Function: Codable, Sendable {
    /// The name, or the expression.
    public var name: String
    /// The formula.
    public var formula: String
    /// The behaviour under x ↦ −x, where known.
    public var parity: Activation.Parity
    /// The degree k of a homogeneous function: φ(s x) = sᵏ φ(x) for s > 0.
    public var homogeneousDegree: Double?
    /// Where the function or one of its first two derivatives jumps.
    public var kinks: [Double]
    /// Where the value jumps.
    public var jumps: [Double]
  }

  /// Numbers at one second moment q of the pre-activations.
  public struct Moments: Codable, Sendable {
    /// q.
    public var preActivationSecondMoment: Double
    /// E[φ].
    public var mean: Double
    /// E[φ²].
    public var secondMoment: Double
    /// E[φ′²].
    public var derivativeSecondMoment: Double
    /// E[φ]²/E[φ²], the share of the second moment that all inputs have in common.
    public var meanFraction: Double
    /// √(q/E[φ²]), the gain that keeps q.
    public var gain: Double?
    /// 1/√E[φ′²], the gain that keeps the mean squared gradient.
    public var backwardGain: Double?
    /// χ₁ at the gain.
    public var chi1: Double?
    /// dq′/dq at the gain.
    public var varianceMapSlope: Double?
  }

  /// A law x_l ≈ coefficient / l^power.
  public struct Decay: Codable, Sendable {
    /// The power of depth.
    public var power: Double
    /// The factor before it.
    public var coefficient: Double
  }

  /// The squared singular values of the input-output Jacobian.
  public struct Jacobian: Codable, Sendable {
    /// How the weights are drawn.
    public var ensemble: JacobianSpectrum.Ensemble
    /// The number of layers.
    public var depth: Int
    /// E[s²] = χᴸ.
    public var meanSquare: Double?
    /// Var[s²]/E[s²]²; zero is dynamical isometry.
    public var relativeVariance: Double
  }
}
