/// A point of the edge of chaos: σ_w² with χ₁ = 1 at a fixed point of the variance map.
public struct EdgeOfChaos: Hashable, Sendable {
  /// σ_w².
  public var weightVariance: Double
  /// σ_b².
  public var biasVariance: Double
  /// q* at the point; `nil` where every q is a fixed point.
  public var secondMoment: Double?
  /// dq′/dq at q*. Above one the point is unstable: signals leave it.
  public var varianceMapSlope: Double
  /// Whether signals come back to q*.
  public var isStable: Bool { abs(varianceMapSlope) < 1 }
}

extension ActivationProfile {
  /// The points of the edge of chaos for a bias variance, in increasing order of q*.
  ///
  /// Along q the edge is σ_w² = 1/E[φ′²] and σ_b² = q − σ_w² E[φ²], so a point is a root of the second
  /// equation. A homogeneous function of degree one has a point for σ_b² = 0 only.
  ///
  /// - Parameter biasVariance: σ_b² ≥ 0.
  /// - Complexity: About ten one-dimensional integrals a point.
  public func edgeOfChaos(biasVariance: Double) -> [EdgeOfChaos] {
    if activation.homogeneity == 1 {
      guard biasVariance == 0 else { return [] }
      return [
        EdgeOfChaos(
          weightVariance: 1 / atZero.secondMomentSlope, biasVariance: 0, secondMoment: nil,
          varianceMapSlope: 1)
      ]
    }
    var edges: [EdgeOfChaos] = []
    if biasVariance == 0, atZero.secondMoment == 0, atZero.derivativeSecondMoment > 0,
      atZero.derivativeSecondMoment.isFinite, atZero.secondMomentSlope.isFinite
    {
      edges.append(
        EdgeOfChaos(
          weightVariance: 1 / atZero.derivativeSecondMoment, biasVariance: 0, secondMoment: 0,
          varianceMapSlope: atZero.secondMomentSlope / atZero.derivativeSecondMoment))
    }
    for (left, right) in zip(points, points.dropFirst()) {
      let (before, after) = (left.criticalBias - biasVariance, right.criticalBias - biasVariance)
      // Below this the sign is rounding.
      guard min(abs(before), abs(after)) > 1e-13 * right.secondMoment else { continue }
      guard (before < 0) != (after < 0) else { continue }
      let q = BracketedRoot.find(from: left.secondMoment, to: right.secondMoment) { q in
        let moments = activation.mapMoments(secondMoment: q)
        return q - moments.secondMoment / moments.derivativeSecondMoment - biasVariance
      }
      edges.append(edge(at: q, biasVariance: biasVariance))
    }
    return edges
  }

  /// The edge of chaos at given fixed points: a curve (σ_w², σ_b²) with q* as its parameter. Points at
  /// which σ_b² would be negative are left out.
  public func criticalLine(secondMoments: [Double]) -> [EdgeOfChaos] {
    secondMoments.compactMap { q in
      let moments = activation.mapMoments(secondMoment: q)
      let bias = q - moments.secondMoment / moments.derivativeSecondMoment
      guard bias >= -1e-14 * q, moments.derivativeSecondMoment > 0 else { return nil }
      return edge(at: q, biasVariance: max(0, bias))
    }
  }

  /// The edge of chaos at every q of the profile's own grid, 20 a decade, without further integrals;
  /// `nil` where σ_b² would be negative or the moments are not finite.
  public var sampledCriticalLine: [EdgeOfChaos?] {
    points.map { point in
      let (q, bias) = (point.secondMoment, point.criticalBias)
      guard bias >= -1e-14 * q, bias.isFinite, point.derivative > 0, point.derivative.isFinite
      else { return nil }
      return EdgeOfChaos(
        weightVariance: 1 / point.derivative, biasVariance: max(0, bias), secondMoment: q,
        varianceMapSlope: point.slope / point.derivative)
    }
  }

  private func edge(at q: Double, biasVariance: Double) -> EdgeOfChaos {
    let moments = activation.mapMoments(secondMoment: q)
    let weightVariance = 1 / moments.derivativeSecondMoment
    return EdgeOfChaos(
      weightVariance: weightVariance, biasVariance: biasVariance, secondMoment: q,
      varianceMapSlope: weightVariance * moments.secondMomentSlope)
  }
}

extension ActivationProfile.Point {
  /// q − E[φ²]/E[φ′²]: the bias variance for which this q is a fixed point on the edge of chaos.
  var criticalBias: Double { secondMoment - value / derivative }
}
