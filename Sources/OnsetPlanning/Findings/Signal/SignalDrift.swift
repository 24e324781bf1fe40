import OnsetPropagation

/// How far signals and gradients move along the trunk: the extremes that drift rules judge.
struct SignalDrift {
  /// The most extreme change of one quantity.
  struct Extreme {
    /// The quantity where it is most extreme, over what it was at the origin.
    var ratio: Double
    /// The layer where it is most extreme.
    var place: String
    /// The layer that it is compared with.
    var origin: String
    /// The quantity at the origin.
    var before: Double
    /// The quantity at the place.
    var value: Double
  }

  private let points: [SignalTrunk.Point]

  /// Looks along a trunk.
  init(_ trunk: SignalTrunk) { points = trunk.points }

  /// Where the part of the signal that differs between samples is smallest against the largest before it
  /// in the same stretch. The model's outputs do not count: heads start small on purpose.
  var smallestVariation: Extreme? {
    var worst: Extreme?
    forEachStep { origin, point in
      guard !point.isOutput else { return }
      consider(
        &worst, Self.extreme(point.variation, point, origin.largest.variation, origin.largest)
      ) { $0.ratio < $1.ratio }
    }
    return worst
  }

  /// Where the signal is largest against the start of its stretch.
  var largestSignal: Extreme? {
    var worst: Extreme?
    forEachStep { origin, point in
      consider(
        &worst,
        Self.extreme(
          point.moments.secondMoment, point, origin.first.moments.secondMoment, origin.first)
      ) { $0.ratio > $1.ratio }
    }
    return worst
  }

  /// Where the gradient is smallest against the largest behind it.
  var smallestGradient: Extreme? { gradientExtreme { $0 < $1 } }

  /// Where the gradient is largest against the smallest behind it.
  var largestGradient: Extreme? { gradientExtreme { $0 > $1 } }

  private func gradientExtreme(_ isWorse: (Double, Double) -> Bool) -> Extreme? {
    var worst: Extreme?
    var origin: SignalTrunk.Point?
    for point in points.reversed() {
      guard let gradient = point.gradient, gradient.isFinite else { continue }
      if let origin, let reference = origin.gradient {
        consider(&worst, Self.extreme(gradient, point, reference, origin)) {
          isWorse($0.ratio, $1.ratio)
        }
      }
      // The reference is the opposite extreme: the largest for a fall, the smallest for a rise.
      if origin?.gradient.map({ isWorse($0, gradient) }) ?? true { origin = point }
    }
    return worst
  }

  private func forEachStep(
    _ body: ((first: SignalTrunk.Point, largest: SignalTrunk.Point), SignalTrunk.Point) -> Void
  ) {
    var origin: (first: SignalTrunk.Point, largest: SignalTrunk.Point)?
    for point in points {
      if let known = origin, !point.startsStretch {
        body(known, point)
        if point.variation > known.largest.variation { origin?.largest = point }
      } else {
        origin = (point, point)
      }
    }
  }

  private static func extreme(
    _ value: Double, _ point: SignalTrunk.Point, _ before: Double, _ origin: SignalTrunk.Point
  ) -> Extreme? {
    guard before > 0, value.isFinite, before.isFinite else { return nil }
    return Extreme(
      ratio: value / before, place: point.layer, origin: origin.layer, before: before, value: value)
  }
}

/// Takes over a candidate that is more extreme.
private func consider(
  _ worst: inout SignalDrift.Extreme?, _ candidate: SignalDrift.Extreme?,
  _ isWorse: (SignalDrift.Extreme, SignalDrift.Extreme) -> Bool
) {
  guard let candidate else { return }
  if let known = worst, !isWorse(candidate, known) { return }
  worst = candidate
}
