public import OnsetCore

/// What truncation does to a normal distribution with mean 0 and standard deviation 1.
///
/// Cutting the tails makes the spread smaller: between -2 and 2 it falls to 0.8796. A rule that wants a
/// realised deviation σ therefore draws from a parent of deviation σ / ``standardDeviation``.
///
/// ```swift
/// let moments = try TruncatedNormalMoments(bounds: -2...2)
/// stream.fillTruncatedNormal(
///   values, parentStandardDeviation: 0.02 / moments.standardDeviation, bounds: -2...2)
/// ```
///
/// The moments are integrals of the density relative to its largest value inside the bounds, so they
/// keep their relative accuracy (about 1e-14) however far out the bounds lie and however close together.
public struct TruncatedNormalMoments: Hashable, Sendable {
  /// The bounds, in units of the parent's standard deviation.
  public let bounds: ClosedRange<Double>
  /// The probability that the parent falls between the bounds.
  public let probability: Double
  /// The mean of what remains.
  public let mean: Double
  /// The standard deviation of what remains, in units of the parent's.
  public let standardDeviation: Double

  /// Integrates the density between the bounds.
  ///
  /// - Parameter bounds: The bounds in units of the parent's standard deviation; infinite ones are
  ///   allowed.
  /// - Throws: ``OnsetError`` when the bounds are equal, or hold no finite number.
  /// - Complexity: O(1); a few hundred exponentials.
  public init(bounds: ClosedRange<Double>) throws(OnsetError) {
    guard bounds.lowerBound < bounds.upperBound, bounds.lowerBound < .infinity,
      bounds.upperBound > -.infinity
    else {
      throw OnsetError(
        .invalidValue,
        "a normal distribution cannot be truncated to \(bounds.lowerBound)...\(bounds.upperBound)",
        fix: "give a lower bound that is less than the upper bound")
    }
    let density = RelativeDensity(bounds: bounds)
    let mass = density.integral { _ in 1 }
    let shift = density.integral { $0 } / mass
    let variance = density.integral { ($0 - shift) * ($0 - shift) } / mass
    self.bounds = bounds
    self.probability = mass * density.largestValue
    self.mean = density.mode + shift
    self.standardDeviation = variance.squareRoot()
  }
}

/// The standard normal density between bounds, divided by its largest value there.
private struct RelativeDensity {
  /// Where the density is largest: the point between the bounds that is nearest to zero.
  let mode: Double
  /// The offsets from the mode at which the density, or what a float64 sees of it, begins and ends.
  let offsets: ClosedRange<Double>

  init(bounds: ClosedRange<Double>) {
    mode = min(max(0, bounds.lowerBound), bounds.upperBound)
    // exp(-|mode| d - d²/2) < exp(-40) at this distance d from the mode.
    let reach = min(9, 40 / max(1, mode.magnitude))
    let lower = max(bounds.lowerBound - mode, -reach)
    offsets = lower...max(lower, min(bounds.upperBound - mode, reach))
  }

  var largestValue: Double {
    PortableMath.exp(-mode * mode / 2) * 0.3989422804014327
  }

  /// The integral of `weight(offset) · density(mode + offset)`, by Gauss and Legendre's rule of 16 points
  /// on each of 16 panels, exact to rounding for this density.
  func integral(_ weight: (Double) -> Double) -> Double {
    let half = (offsets.upperBound - offsets.lowerBound) / 32
    var sum = 0.0
    for panel in 0..<16 {
      let center = offsets.lowerBound + Double(2 * panel + 1) * half
      for (node, share) in Self.rule {
        for offset in [center - half * node, center + half * node] {
          let exponent = -offset * (mode + offset / 2)
          sum += share * weight(offset) * PortableMath.exp(exponent)
        }
      }
    }
    return sum * half
  }

  /// The positive nodes of the 16-point rule with their weights.
  private static let rule: [(node: Double, share: Double)] = [
    (0.09501250983763744, 0.18945061045506864),
    (0.2816035507792589, 0.18260341504492364),
    (0.45801677765722737, 0.16915651939500265),
    (0.6178762444026438, 0.1495959888165767),
    (0.755404408355003, 0.12462897125553407),
    (0.8656312023878318, 0.0951585116824926),
    (0.9445750230732326, 0.062253523938647456),
    (0.9894009349916499, 0.027152459411754176),
  ]
}
