#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Finds where a function crosses given levels.
///
/// The line is scanned on points that are dense near zero and near the function's own features and
/// grow sparser in proportion to the distance, out to ±10⁴; each change of sign is then bisected to the
/// last bit. Two crossings closer than two scan points (about 2 % of their distance from the nearest
/// feature) are missed; quadrature still finds such a place by halving.
struct PreimageFinder {
  private let points: [Double]
  private let values: [Double]
  private let function: @Sendable (Double) -> Double

  /// How far out crossings are looked for.
  static let reach = 1e4
  private static let pointsAside = 560

  /// Samples `function`, densely around `features`.
  init(function: @escaping @Sendable (Double) -> Double, features: [Double]) {
    let centres = Set(features.prefix(64)).union([0])
    var points: Set<Double> = []
    for centre in centres {
      points.insert(centre)
      for step in 1...Self.pointsAside {
        let distance =
          0.03 * sinh(Double(step) * (asinh(Self.reach / 0.03) / Double(Self.pointsAside)))
        points.insert(centre - distance)
        points.insert(centre + distance)
      }
    }
    self.points = points.filter { abs($0) <= Self.reach }.sorted()
    self.values = self.points.map(function)
    self.function = function
  }

  /// The places where the function crosses `level`, in increasing order.
  func crossings(of level: Double) -> [Double] {
    var places: [Double] = []
    var previous: Int?
    for index in points.indices {
      let value = values[index] - level
      guard value.isFinite, value != 0 else { continue }
      defer { previous = index }
      guard let last = previous, (values[last] - level < 0) != (value < 0) else { continue }
      places.append(crossing(of: level, from: points[last], to: points[index]))
    }
    return places
  }

  /// Bisects one change of sign.
  private func crossing(of level: Double, from lower: Double, to upper: Double) -> Double {
    var (lower, upper) = (lower, upper)
    let startsNegative = function(lower) < level
    while true {
      let middle = 0.5 * (lower + upper)
      if middle <= lower || middle >= upper { return upper }
      let value = function(middle)
      if value == level { return middle }
      if (value < level) == startsNegative { lower = middle } else { upper = middle }
    }
  }
}
