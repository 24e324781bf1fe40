#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// The second moments of an activation and of its derivative over fifteen decades of q.
///
/// It is what searches for fixed points and phase diagrams read: made once for an activation, it serves
/// any weight and bias variance.
public struct ActivationProfile: Sendable {
  /// The activation.
  public let activation: Activation
  /// E[φ²] and the others at the places of the grid.
  let points: [Point]
  /// The limit q → 0.
  let atZero: ActivationMoments
  /// lim E[φ²]/q = lim E[φ′²] for q → ∞: the mean square of φ's slopes at ±∞.
  let slopeAtInfinity: Double

  /// The moments at one q.
  struct Point: Sendable {
    /// q.
    var secondMoment: Double
    /// E[φ²].
    var value: Double
    /// dE[φ²]/dq.
    var slope: Double
    /// E[φ′²].
    var derivative: Double
  }

  private static let decades = (-8, 7)
  private static let pointsPerDecade = 20

  /// Samples the moments of an activation.
  ///
  /// - Complexity: 301 one-dimensional integrals; 20 to 50 ms without a closed form.
  public init(_ activation: Activation) {
    self.activation = activation
    let (first, last) = Self.decades
    points = (0...((last - first) * Self.pointsPerDecade)).map { step in
      let q = pow(10, Double(first) + Double(step) / Double(Self.pointsPerDecade))
      // Where the function oscillates within the Gaussian, a search needs no more than this.
      let moments = activation.mapMoments(
        secondMoment: q, tolerance: q > 100 ? 1e-9 : 2e-14, panelLimit: q > 100 ? 500 : 4000)
      return Point(
        secondMoment: q, value: moments.secondMoment, slope: moments.secondMomentSlope,
        derivative: moments.derivativeSecondMoment)
    }
    atZero = activation.moments(secondMoment: 0)
    let far = 1e9
    let (below, above) = (activation.value(-far) / far, activation.value(far) / far)
    slopeAtInfinity = 0.5 * (below * below + above * above)
  }

  /// Whether E[φ²] never falls as q grows.
  var isIncreasing: Bool { points.allSatisfy { $0.slope >= -1e-12 } }

  /// E[φ²] and E[φ′²] at any q of the grid's range, by cubic interpolation in log q; about 1e-7
  /// accurate.
  func interpolated(at q: Double) -> (value: Double, derivative: Double) {
    let (first, last) = Self.decades
    let position = (log10(q) - Double(first)) * Double(Self.pointsPerDecade)
    let index = min(max(Int(position), 0), (last - first) * Self.pointsPerDecade - 1)
    let t = position - Double(index)
    let (left, right) = (points[index], points[index + 1])
    // Slopes in log q, per cell.
    let cell = 2.302585092994046 / Double(Self.pointsPerDecade)
    let value = Self.cubic(
      left.value, right.value, left.slope * left.secondMoment * cell,
      right.slope * right.secondMoment * cell, t)
    let before = points[max(index - 1, 0)].derivative
    let after = points[min(index + 2, points.count - 1)].derivative
    let derivative = Self.cubic(
      left.derivative, right.derivative, 0.5 * (right.derivative - before),
      0.5 * (after - left.derivative), t)
    return (value, derivative)
  }

  /// The cubic on [0, 1] with given values and slopes at the ends.
  private static func cubic(
    _ left: Double, _ right: Double, _ leftSlope: Double, _ rightSlope: Double, _ t: Double
  ) -> Double {
    let rise = right - left
    let (a, b) = (leftSlope - rise, rise - rightSlope)
    return left + t * rise + t * (1 - t) * ((1 - t) * a + t * b)
  }
}
