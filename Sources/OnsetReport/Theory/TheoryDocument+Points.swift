public import OnsetTheory

extension TheoryDocument {
  /// The scales that keep signals and gradients, as ``CriticalitySolver`` finds them.
  public struct Point: Codable, Sendable {
    /// What kind of point it is.
    public var kind: CriticalPoint.Kind
    /// q*.
    public var secondMoment: Double
    /// σ_w².
    public var weightVariance: Double
    /// √σ_w².
    public var gain: Double
    /// σ_b².
    public var biasVariance: Double
    /// κ, the share of the activation's squared mean that centring rows keeps out.
    public var rowCentering: Double
    /// χ₁.
    public var chi1: Double
    /// dq′/dq.
    public var varianceMapSlope: Double
    /// Why, in words.
    public var reason: String
    /// What is lost with depth, in words.
    public var cost: String?

    init(_ point: CriticalPoint) {
      kind = point.kind
      secondMoment = point.secondMoment
      weightVariance = point.weightVariance
      gain = point.gain
      biasVariance = point.biasVariance
      rowCentering = point.rowCentering
      chi1 = point.chi1
      varianceMapSlope = point.varianceMapSlope
      reason = point.reason
      cost = point.cost
    }
  }

  /// A point of the edge of chaos.
  public struct Edge: Codable, Sendable {
    /// σ_w².
    public var weightVariance: Double
    /// q*; left out where every q is a fixed point.
    public var secondMoment: Double?
    /// dq′/dq.
    public var varianceMapSlope: Double
    /// Whether signals come back to q*.
    public var isStable: Bool

    init(_ edge: EdgeOfChaos) {
      weightVariance = edge.weightVariance
      secondMoment = edge.secondMoment
      varianceMapSlope = edge.varianceMapSlope
      isStable = edge.isStable
    }
  }

  /// What becomes of signals and gradients in a deep network.
  public struct Signals: Codable, Sendable {
    /// σ_w².
    public var weightVariance: Double
    /// σ_b².
    public var biasVariance: Double
    /// κ.
    public var rowCentering: Double
    /// How the second moment behaves with depth.
    public var convergence: SignalLimit.Convergence
    /// The side of the edge of chaos.
    public var phase: SignalLimit.Phase
    /// q*.
    public var secondMoment: Double?
    /// dq′/dq at q*, or its limit.
    public var varianceMapSlope: Double
    /// χ₁ at q*, or its limit.
    public var chi1: Double
    /// c*.
    public var correlation: Double?
    /// ξ_q, in layers.
    public var secondMomentDepthScale: Double?
    /// ξ_c, in layers.
    public var correlationDepthScale: Double?
    /// ξ_∇, in layers; negative where gradients grow.
    public var gradientDepthScale: Double?
    /// The deepest network that still trains, in layers.
    public var deepestTrainable: Double?
  }
}
