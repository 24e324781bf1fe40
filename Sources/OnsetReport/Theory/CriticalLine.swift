import OnsetTheory

/// The edge of chaos in the plane of σ_w² and σ_b², cut where it leaves the plane or changes stability.
struct CriticalLine {
  /// The parts that signals come back to.
  private(set) var stable: [[ChartLine.Point]] = []
  /// The parts that signals leave.
  private(set) var unstable: [[ChartLine.Point]] = []
  /// The points of both, in increasing order of q*.
  private var edges: [EdgeOfChaos] = []
  /// The point that the next one continues, or `nil` after a gap.
  private var last: EdgeOfChaos?

  /// σ_w² at the right edge, in units of that of the point to be shown.
  private static let weightMargin = 2.4
  /// The largest q* whose point of the edge is shown, in units of the critical point's.
  private static let scaleMargin = 8.0

  /// Follows the edge through q*.
  ///
  /// - Complexity: No integrals: the profile has them.
  init(_ profile: ActivationProfile) {
    if profile.activation.homogeneity == 1 {
      // χ₁ does not depend on q, so it is one on a vertical line; only σ_b² = 0 has a fixed point there.
      stable = profile.edgeOfChaos(biasVariance: 0).map { edge in
        [0, 1e6].map { ChartLine.Point(x: edge.weightVariance, y: $0) }
      }
      return
    }
    for edge in Self.edges(profile) {
      if let edge { extend(to: edge) } else { last = nil }
    }
    // A stroke of one point, such as the end of the line at q* = 0, shows nothing.
    stable.removeAll { $0.count == 1 }
    unstable.removeAll { $0.count == 1 }
  }

  /// The line's points with σ_b² = 0 and q* = 0 first; `nil` where it is outside the plane.
  private static func edges(_ profile: ActivationProfile) -> [EdgeOfChaos?] {
    let start = profile.edgeOfChaos(biasVariance: 0).filter { $0.secondMoment == 0 }
    return start + profile.sampledCriticalLine
  }

  /// Goes on with the stroke of the point before, or starts one there where stability changes.
  private mutating func extend(to edge: EdgeOfChaos) {
    var strokes = edge.isStable ? stable : unstable
    if let last, last.isStable == edge.isStable {
      strokes[strokes.count - 1].append(edge.place)
    } else {
      strokes.append((last.map { [$0.place] } ?? []) + [edge.place])
    }
    if edge.isStable { stable = strokes } else { unstable = strokes }
    last = edge
    edges.append(edge)
  }

  /// Round ends for the two axes, so that a point and the line near it are in view.
  func axisEnds(near point: TheoryDocument.Point) -> (weight: Double, bias: Double) {
    let weight = ChartAxis.roundEnd(above: Self.weightMargin * point.weightVariance)
    let largest = Self.scaleMargin * point.secondMoment
    let seen = edges.filter { $0.weightVariance < weight && $0.secondMoment ?? .infinity < largest }
    let bias = seen.map(\.biasVariance).max() ?? 0
    return (weight, ChartAxis.roundEnd(above: bias > 0 ? bias : point.secondMoment))
  }
}

extension EdgeOfChaos {
  /// The point in the plane of the two variances.
  fileprivate var place: ChartLine.Point { ChartLine.Point(x: weightVariance, y: biasVariance) }
}
