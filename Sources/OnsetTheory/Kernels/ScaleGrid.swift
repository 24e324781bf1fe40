#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import OnsetCore

/// A few second moments that stand for those of all inputs: a function of q is computed at the nodes and
/// interpolated.
///
/// Up to sixteen different second moments are nodes themselves. More are spanned by Chebyshev points in
/// log q; a function of q that is analytic for q > 0 is then good to about 1e-13.
struct ScaleGrid: Sendable {
  /// The nodes.
  let nodes: [Double]
  /// One row an input, one column a node: what each node's value counts.
  let weights: [[Double]]

  /// - Throws: `OnsetError` (`invalidValue`) for a second moment that is zero or not finite, or where
  ///   they differ by so much that no grid spans them.
  init(_ secondMoments: [Double]) throws(OnsetError) {
    for (index, q) in secondMoments.enumerated() where !(q > 0 && q.isFinite) {
      throw OnsetError(
        .invalidValue, "the signal of input \(index) has second moment \(q) before an activation",
        fix: "leave out inputs that are zero or not finite, or give a bias variance")
    }
    let distinct = Set(secondMoments).sorted()
    if distinct.count <= 16 {
      nodes = distinct
      weights = secondMoments.map { q in distinct.map { $0 == q ? 1 : 0 } }
      return
    }
    let (low, high) = (log(distinct[0]), log(distinct[distinct.count - 1]))
    // The nearest singularity, q = 0 turned by half a circle, lies π/2 beside the middle of log q.
    let distance = Double.pi / max(high - low, 1e-3)
    let count = Int(13 / log10(distance + (1 + distance * distance).squareRoot())) + 2
    guard count <= 96 else {
      throw OnsetError(
        .invalidValue, "the inputs' squared norms differ by a factor of \(exp(high - low))",
        fix: "scale the inputs to norms of one size")
    }
    let points = (0..<count).map { cos(Double.pi * (Double($0) + 0.5) / Double(count)) }
    nodes = points.map { exp(0.5 * (low + high) + 0.5 * (high - low) * $0) }
    weights = secondMoments.map { q in
      let t = high > low ? (2 * log(q) - low - high) / (high - low) : 0
      return Self.weights(at: t, points)
    }
  }

  /// The barycentric weights of interpolation at Chebyshev points of the first kind (Berrut & Trefethen
  /// 2004, doi:10.1137/S0036144502417715).
  private static func weights(at t: Double, _ points: [Double]) -> [Double] {
    if let hit = points.firstIndex(of: t) { return points.indices.map { $0 == hit ? 1 : 0 } }
    let terms = points.indices.map { index in
      let angle = Double.pi * (Double(index) + 0.5) / Double(points.count)
      return (index % 2 == 0 ? 1 : -1) * sin(angle) / (t - points[index])
    }
    let total = terms.reduce(0, +)
    return terms.map { $0 / total }
  }

  /// A function of q, computed at the nodes, for every input.
  func interpolated(_ values: [Double]) -> [Double] {
    weights.map { row in zip(row, values).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
