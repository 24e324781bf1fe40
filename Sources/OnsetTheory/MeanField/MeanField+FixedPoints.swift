extension MeanField {
  /// A second moment that a layer maps to itself.
  public struct FixedPoint: Hashable, Sendable, Codable {
    /// q*.
    public var secondMoment: Double
    /// dq′/dq at q*.
    public var slope: Double
    /// Whether orbits that start nearby come back: |slope| < 1.
    public var isStable: Bool { abs(slope) < 1 }

    /// Makes a fixed point.
    public init(secondMoment: Double, slope: Double) {
      self.secondMoment = secondMoment
      self.slope = slope
    }
  }

  /// Whether every q is a fixed point: a homogeneous function of degree one at its critical variance.
  public var isMarginal: Bool {
    activation.homogeneity == 1 && biasVariance == 0
      && abs(weightVariance * profile.atZero.secondMomentSlope - 1) <= 1e-12
  }

  /// Every fixed point of the variance map with q = 0 or 10⁻⁷ ≤ q ≤ 10⁷, in increasing order.
  ///
  /// Where every q is one (``isMarginal``), only zero is returned.
  ///
  /// - Complexity: A few dozen one-dimensional integrals a fixed point; about 5 ms each.
  public func fixedPoints() -> [FixedPoint] {
    var points: [FixedPoint] = []
    if biasVariance == 0, profile.atZero.secondMoment == 0 {
      points.append(
        FixedPoint(secondMoment: 0, slope: weightVariance * profile.atZero.secondMomentSlope))
    }
    if isMarginal { return points }
    let places = profile.points.filter { $0.secondMoment >= 0.999e-7 }
    var previous: Int?
    for index in places.indices where excess(places[index]) != 0 {
      defer { previous = index }
      guard let last = previous, (excess(places[last]) < 0) != (excess(places[index]) < 0) else {
        continue
      }
      if index == last + 1 {
        let q = BracketedRoot.find(
          from: places[last].secondMoment, to: places[index].secondMoment
        ) { nextSecondMoment($0) - $0 }
        points.append(fixedPoint(at: q))
      } else if index == last + 2 {
        // Fixed to the last bit at a place of the grid. A longer stretch of such places is no fixed
        // point but a map that is the identity up to rounding, as that of hard tanh for small q.
        points.append(fixedPoint(at: places[last + 1].secondMoment))
      }
    }
    return points
  }

  /// q′ − q at a point of the profile, zero where rounding is all that is left of it.
  private func excess(_ point: ActivationProfile.Point) -> Double {
    let excess = weightVariance * point.value + biasVariance - point.secondMoment
    return abs(excess) <= 4e-15 * point.secondMoment ? 0 : excess
  }

  private func fixedPoint(at q: Double) -> FixedPoint {
    FixedPoint(secondMoment: q, slope: varianceMapSlope(at: q))
  }
}
