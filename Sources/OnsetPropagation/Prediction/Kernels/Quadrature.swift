import OnsetTheory

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A fixed rule for averages over a standard normal variable: Gauss–Legendre on panels that end where
/// the function bends.
enum Quadrature {
  /// Nodes and weights of the 8-point Gauss–Legendre rule on [−1, 1], positive half.
  private static let half: [(node: Double, weight: Double)] = [
    (0.1834346424956498, 0.3626837833783620), (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745), (0.9602898564975363, 0.1012285362903763),
  ]
  private static let inverseRootTwoPi = 0.39894228040143267794

  /// Calls `body` with the nodes z and their weights, which contain the normal density.
  ///
  /// - Parameters:
  ///   - isFine: Whether to use many short panels, for a function whose bends are not known.
  ///   - isCoarse: Whether to use few long panels.
  static func forEachNode(
    of function: ScalarFunction, mean: Double, deviation: Double, isFine: Bool = false,
    isCoarse: Bool = false,
    _ body: (_ z: Double, _ weight: Double) -> Void
  ) {
    let places =
      isFine
      ? Array(stride(from: -7, through: 7, by: 0.25))
      : isCoarse
        ? [-5, -2.5, 0, 2.5, 5] : breaks(of: function, mean: mean, deviation: deviation)
    for (lower, upper) in zip(places, places.dropFirst()) where upper > lower {
      let (centre, radius) = (0.5 * (lower + upper), 0.5 * (upper - lower))
      for (node, weight) in half {
        for z in [centre - radius * node, centre + radius * node] {
          body(z, radius * weight * inverseRootTwoPi * exp(-0.5 * z * z))
        }
      }
    }
  }

  /// The ends of the panels: evenly spaced places, the function's features, and where the Gaussian is
  /// wide, places ever closer to them.
  private static func breaks(
    of function: ScalarFunction, mean: Double, deviation: Double
  ) -> [Double] {
    var places = Array(stride(from: -8.5, through: 8.5, by: 1.0))
    for feature in function.features {
      let centre = (feature - mean) / deviation
      places.append(centre)
      var distance = 1.0
      while distance < 0.5 * deviation {
        places.append(centre - distance / deviation)
        places.append(centre + distance / deviation)
        distance *= 2
      }
    }
    return places.filter { abs($0) <= 8.5 }.sorted()
  }
}
