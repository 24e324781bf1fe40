#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Expectations of products f(u)·g(v) for jointly Gaussian u and v, by a composite product rule.
///
/// With u = m₁ + s₁ x and v = m₂ + s₂ (ρ x + √(1 − ρ²) y), x and y independent, the inner integral over
/// y is split where v crosses a kink of g. The outer one is split at the kinks of f, and, ever more
/// coarsely, around the places where the inner one turns, which is sharp for |ρ| near one.
struct PairQuadrature {
  private let first: ScalarFunction
  private let second: ScalarFunction
  private let pair: GaussianPair
  private let deviation: Double
  private let otherDeviation: Double
  /// √(1 − ρ²), written so that it keeps its digits near ρ = ±1.
  private let independent: Double
  /// Evenly spaced places, close enough for both functions.
  private let edges: [Double]
  /// The weights with the density on the panels between `edges`.
  private let template: (nodes: [Double], weights: [Double])

  /// How far out the panels reach, in standard deviations.
  private static let reach = 10.0

  /// Prepares the rule.
  ///
  /// - Parameter width: A panel width that resolves both functions; found where it is not given.
  init(
    _ first: ScalarFunction, _ second: ScalarFunction, _ pair: GaussianPair, width: Double? = nil
  ) {
    self.first = first
    self.second = second
    self.pair = pair
    deviation = pair.firstVariance.squareRoot()
    otherDeviation = pair.secondVariance.squareRoot()
    independent = ((1 - pair.correlation) * (1 + pair.correlation)).squareRoot()
    let width =
      width
      ?? min(
        first.panelWidth(mean: pair.firstMean, deviation: deviation),
        second.panelWidth(mean: pair.secondMean, deviation: otherDeviation))
    edges = Array(stride(from: -Self.reach, through: Self.reach, by: width))
    template = Self.weighted(GaussLegendre.composite(between: edges))
  }

  /// The expectation of `term`, which has to be linear in each jet.
  func expectation(_ term: (Jet, Jet) -> SIMD2<Double>) -> SIMD2<Double> {
    let isDegenerate = independent == 0 || otherDeviation == 0
    let outer = Self.weighted(
      GaussLegendre.composite(between: Self.merged(edges, with: outerSplits)))
    var sum = SIMD2<Double>.zero
    for (x, weight) in zip(outer.nodes, outer.weights) where weight > 1e-30 {
      let left = first.jet(pair.firstMean + deviation * x)
      let centre = pair.secondMean + otherDeviation * pair.correlation * x
      sum +=
        weight
        * (isDegenerate ? term(left, second.jet(centre)) : inner(left, around: centre, term))
    }
    return sum
  }

  /// The average over what x leaves open of v.
  private func inner(
    _ left: Jet, around centre: Double, _ term: (Jet, Jet) -> SIMD2<Double>
  ) -> SIMD2<Double> {
    let spread = otherDeviation * independent
    let splits = second.splits(mean: centre, deviation: spread)
      .filter { abs($0) < Self.reach }.sorted()
    var sum = SIMD2<Double>.zero
    var next = 0
    for panel in 0..<(edges.count - 1) {
      var places = [edges[panel]]
      while next < splits.count, splits[next] < edges[panel + 1] {
        places.append(splits[next])
        next += 1
      }
      if places.count == 1 {
        for index in (16 * panel)..<(16 * panel + 16) {
          sum +=
            template.weights[index]
            * term(left, second.jet(centre + spread * template.nodes[index]))
        }
        continue
      }
      let rule = Self.weighted(GaussLegendre.composite(between: places + [edges[panel + 1]]))
      for (y, weight) in zip(rule.nodes, rule.weights) {
        sum += weight * term(left, second.jet(centre + spread * y))
      }
    }
    return sum
  }

  /// Where to split the integral over x.
  private var outerSplits: [Double] {
    var places = first.splits(mean: pair.firstMean, deviation: deviation)
    let scale = otherDeviation * pair.correlation
    guard abs(scale) > 1e-3 * otherDeviation else { return places }
    places += second.splits(mean: pair.secondMean, deviation: scale)
    let width = independent / abs(pair.correlation)
    for kink in second.kinks {
      let place = (kink - pair.secondMean) / scale
      guard abs(place) < Self.reach + 2, width > 0 else { continue }
      var distance = 1.5 * width
      while distance < 2 {
        places += [place - distance, place + distance]
        distance *= 2
      }
    }
    return places
  }

  /// Edges and the splits among them, in increasing order.
  private static func merged(_ edges: [Double], with splits: [Double]) -> [Double] {
    (edges + splits.filter { abs($0) < reach }).sorted()
  }

  /// A rule with the density of a standard normal put into its weights.
  private static func weighted(
    _ rule: (nodes: [Double], weights: [Double])
  ) -> (nodes: [Double], weights: [Double]) {
    let weights = zip(rule.nodes, rule.weights).map { node, weight in
      weight * Elementary.inverseSqrtTwoPi * exp(-0.5 * node * node)
    }
    return (rule.nodes, weights)
  }
}

extension ScalarFunction {
  /// The widest panel, in standard deviations, on which the 16-point rule resolves the function; one that
  /// a product rule can afford where no panel does, as at a corner of infinite slope.
  func panelWidth(mean: Double, deviation: Double) -> Double {
    guard deviation > 0 else { return 2.5 }
    let exact = integratedMoments(mean: mean, variance: deviation * deviation).moments
    let splits = splits(mean: mean, deviation: deviation).filter { abs($0) < 10 }
    var width = 2.5
    while width > 0.02 {
      let edges = Array(stride(from: -10.0, through: 10, by: width))
      let rule = GaussLegendre.composite(between: (edges + splits).sorted())
      var (sum, slopes) = (0.0, 0.0)
      for (z, weight) in zip(rule.nodes, rule.weights) {
        let jet = jet(mean + deviation * z)
        let mass = weight * Elementary.inverseSqrtTwoPi * exp(-0.5 * z * z)
        sum += mass * jet.value * jet.value
        slopes += mass * jet.first * jet.first
      }
      let tolerance = max(1e-13, derivativeAccuracy)
      let isResolved =
        abs(sum - exact.secondMoment) <= 1e-13 * exact.secondMoment
        && abs(slopes - exact.derivativeSecondMoment) <= tolerance * exact.derivativeSecondMoment
      if isResolved || !exact.secondMoment.isFinite { return width }
      width /= 2
    }
    return 0.3125
  }
}
