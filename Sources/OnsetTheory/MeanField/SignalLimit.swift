#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What becomes of signals and gradients in a deep network.
public struct SignalLimit: Hashable, Sendable {
  /// How the second moment behaves with depth.
  public enum Convergence: String, Hashable, Sendable, Codable {
    /// It tends to q* > 0.
    case converges
    /// It dies exponentially.
    case convergesToZero
    /// It dies like a power of depth.
    case convergesToZeroSubexponentially
    /// It stays what it is: every q is a fixed point.
    case marginal
    /// It grows without end.
    case diverges
    /// It grows by σ_b² in every layer.
    case divergesLinearly
    /// It alternates between values, or wanders.
    case oscillates
  }

  /// The side of the edge of chaos.
  public enum Phase: String, Hashable, Sendable, Codable {
    /// χ₁ < 1: gradients die, inputs become alike.
    case ordered
    /// χ₁ = 1: the edge of chaos.
    case critical
    /// χ₁ > 1: gradients grow, inputs that are alike become unlike.
    case chaotic
    /// The signal itself grows without end.
    case divergent
  }

  /// How the second moment behaves with depth.
  public var convergence: Convergence
  /// q*, the limit of the second moment; `nil` where there is none.
  public var secondMoment: Double?
  /// The variance map's slope there, or its limit where the signal diverges.
  public var varianceMapSlope: Double
  /// χ₁ there, or its limit.
  public var chi1: Double
  /// The side of the edge of chaos.
  public var phase: Phase
  /// c*, the correlation that two inputs tend to; `nil` where it keeps its value or there is no q*.
  public var correlation: Double?
  /// The correlation map's slope at c*.
  public var correlationMapSlope: Double?

  /// ξ_q = −1/ln |slope|: the depth over which a deviation of the second moment falls by e; `nil` where
  /// it does not fall exponentially.
  public var secondMomentDepthScale: Double? {
    secondMoment == nil ? nil : Self.depthScale(abs(varianceMapSlope))
  }
  /// ξ_c = −1/ln C′(c*): the depth over which what tells two inputs apart falls by e; `nil` where it does
  /// not fall exponentially.
  public var correlationDepthScale: Double? { correlationMapSlope.flatMap(Self.depthScale) }
  /// ξ_∇ = −1/ln χ₁: the depth over which the mean squared gradient falls by e, or, where negative,
  /// grows by e; `nil` where it does neither.
  public var gradientDepthScale: Double? { Self.depthScale(chi1) }

  /// The deepest network that still trains, about six times the smaller of ξ_c and |ξ_∇|
  /// (Schoenholz et al. 2017, arXiv:1611.01232); `nil` where neither limits the depth.
  public var deepestTrainable: Double? {
    let scales = [correlationDepthScale, gradientDepthScale.map(abs)].compactMap { $0 }
    return scales.min().map { 6 * $0 }
  }

  /// −1/ln of a factor per layer, or `nil` for a factor of one.
  private static func depthScale(_ factor: Double) -> Double? {
    guard factor > 0, abs(factor - 1) > 1e-12 else { return nil }
    return -1 / log(factor)
  }
}
