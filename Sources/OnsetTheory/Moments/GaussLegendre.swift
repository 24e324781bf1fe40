/// The 16-point Gauss–Legendre rule on [−1, 1] (Abramowitz & Stegun 1964, table 25.4).
enum GaussLegendre {
  /// Positive nodes; each stands for two.
  static let nodes: [Double] = [
    0.0950125098376374401853193354249581, 0.281603550779258913230460501460496,
    0.458016777657227386342419442983578, 0.617876244402643748446671764048791,
    0.755404408355003033895101194847442, 0.865631202387831743880467897712393,
    0.944575023073232576077988415534608, 0.989400934991649932596154173450333,
  ]
  /// The weights of `nodes`.
  static let weights: [Double] = [
    0.189450610455068496285396723208283, 0.182603415044923588866763667969220,
    0.169156519395002538189312079030360, 0.149595988816576732081501730547479,
    0.124628971255533872052476282192016, 0.0951585116824927848099251076022462,
    0.0622535239386478928628438369943777, 0.0271524594117540948517805724560182,
  ]

  /// The nodes and weights of the composite rule on the intervals between `places`, which increase.
  static func composite(between places: [Double]) -> (nodes: [Double], weights: [Double]) {
    var points: [Double] = []
    var masses: [Double] = []
    points.reserveCapacity(16 * places.count)
    masses.reserveCapacity(16 * places.count)
    for (lower, upper) in zip(places, places.dropFirst()) where upper > lower {
      let centre = 0.5 * (lower + upper)
      let half = 0.5 * (upper - lower)
      for index in nodes.indices {
        let offset = half * nodes[index]
        points.append(centre - offset)
        points.append(centre + offset)
        masses.append(half * weights[index])
        masses.append(half * weights[index])
      }
    }
    return (points, masses)
  }
}
