extension ScalarFunction {
  /// Makes a function whose jumps are measured at its kinks.
  init(
    kinks: [Double], features: [Double], derivativeAccuracy: Double,
    findingJumpsOf value: @escaping @Sendable (Double) -> Double,
    jet: @escaping @Sendable (Double) -> Jet
  ) {
    let kinks = Self.merged(kinks)
    let jumps = kinks.compactMap { place in
      Self.jump(of: value, at: place).map { Jump(at: place, height: $0) }
    }
    self.init(
      kinks: kinks, jumps: jumps, features: Self.merged(features),
      derivativeAccuracy: derivativeAccuracy, value: value, jet: jet)
  }

  /// Places in increasing order, those closer than rounding errors taken as one.
  static func merged(_ places: [Double]) -> [Double] {
    var merged: [Double] = []
    for place in places.sorted() where place.isFinite {
      if let last = merged.last, place - last <= 1e-12 * Swift.max(1, abs(place)) { continue }
      merged.append(place)
    }
    return merged
  }

  /// What `value` jumps by at a place, or `nil` where it is continuous: a change over a distance at
  /// which no slope of a sane size explains it.
  static func jump(of value: (Double) -> Double, at place: Double) -> Double? {
    let distance = 1e-13 * Swift.max(1, abs(place))
    let above = value(place + distance)
    let below = value(place - distance)
    let height = above - below
    let scale = Swift.max(1e-3, abs(above), abs(below))
    return height.isFinite && abs(height) > 1e-8 * scale ? height : nil
  }
}
