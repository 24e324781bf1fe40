public import OnsetCore

/// A deep chain of layers at a critical point, with the centring of rows that the point may ask for.
///
/// Taking (1 − √(1 − κ)) of each row's mean out of the weights keeps the share κ of the activation's
/// squared mean out of both maps,
///
/// ```
/// q′ = σ_w² (E[φ²] − κ E[φ]²) + σ_b²
/// c′ = (σ_w² (E[φ(u)φ(v)] − κ E[φ]²) + σ_b²) / q′
/// ```
///
/// and changes neither χ₁ nor the gradient. For κ = 0 the chain is its ``field``.
public struct CriticalChain: Sendable {
  /// The point.
  public let point: CriticalPoint
  /// The same variances without centring.
  public let field: MeanField

  /// Makes the chain of a point.
  ///
  /// - Parameters:
  ///   - point: The point, as ``CriticalitySolver`` finds it for the profile's activation.
  ///   - profile: The activation's moments.
  /// - Throws: `OnsetError` (`invalidArgument`) where the point's variances are not finite.
  public init(point: CriticalPoint, profile: ActivationProfile) throws(OnsetError) {
    self.point = point
    field = try MeanField(
      profile: profile, weightVariance: point.weightVariance, biasVariance: point.biasVariance)
  }

  /// The variance map.
  public func nextSecondMoment(_ q: Double) -> Double {
    guard point.rowCentering > 0 else { return field.nextSecondMoment(q) }
    let moments = field.activation.moments(secondMoment: q)
    return point.weightVariance
      * (moments.secondMoment - point.rowCentering * moments.mean * moments.mean)
      + point.biasVariance
  }

  /// The correlation map at q*, for correlations in [−1, 1].
  public var correlationMap: @Sendable (Double) -> Double {
    let map = field.correlationMap(at: point.secondMoment)
    let (whole, removed) = (field.nextSecondMoment(point.secondMoment), removedSecondMoment)
    return { (map($0) * whole - removed) / (whole - removed) }
  }

  /// What becomes of signals that start at q*, and of gradients.
  ///
  /// - Complexity: As ``MeanField/limit(from:)``.
  public func limit() -> SignalLimit {
    guard point.rowCentering > 0 else { return field.limit(from: point.secondMoment) }
    // The constant that centring takes away leaves C′(1) = χ₁ = 1, so that inputs stay apart for long.
    return SignalLimit(
      convergence: .converges, secondMoment: point.secondMoment,
      varianceMapSlope: point.varianceMapSlope, chi1: point.chi1, phase: .critical, correlation: 1,
      correlationMapSlope: 1)
  }

  /// How 1 − c dies with depth, or `nil` where it does not die like a power.
  public var correlationDecay: CriticalDecay? {
    guard point.rowCentering > 0 else { return field.correlationDecay(at: point.secondMoment) }
    let map = field.correlationMap(at: point.secondMoment)
    let whole = field.nextSecondMoment(point.secondMoment)
    let scale = whole / (whole - removedSecondMoment)
    return CriticalDecay { map.slope(at: $0) * scale }
  }

  /// σ_w² κ E[φ]²: what centring takes out of q′.
  private var removedSecondMoment: Double {
    point.weightVariance * point.rowCentering * point.activationMean * point.activationMean
  }
}
