#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// Derivatives of a function that is known by its values only.
///
/// The function is interpolated at eleven Chebyshev points of an interval around the place that crosses
/// no kink, and the interpolant is differentiated (Berrut & Trefethen 2004,
/// doi:10.1137/S0036144502417715). Intervals of several widths are tried; the one that agrees best with
/// its neighbour wins. For a function whose own scale is about one, φ′ is good to about 1e-12 and φ″ to
/// about 1e-9.
struct NumericalDerivative: Sendable {
  let value: @Sendable (Double) -> Double
  /// Where the function is not smooth, in increasing order.
  let kinks: [Double]

  /// The relative accuracy to count on.
  static let accuracy = 1e-11
  private static let widths = [0.8, 0.25, 0.08, 0.02, 0.005]
  private static let order = 10

  /// The value and the derivatives at `x`.
  func jet(at x: Double) -> Jet {
    let lowest = kinks.last { $0 <= x } ?? -.infinity
    let highest = kinks.first { $0 > x } ?? .infinity
    var best = Jet(value(x), .nan, .nan)
    var smallest = Double.infinity
    var previous: (first: Double, second: Double)?
    for width in Self.widths {
      let size = min(width * max(1, 0.1 * abs(x)), highest - lowest)
      let lower = max(lowest, min(x - 0.5 * size, highest - size))
      let slopes = derivatives(at: x, from: lower, to: lower + size)
      if let previous {
        let change = abs(slopes.first - previous.first)
        if change < smallest || best.first.isNaN {
          smallest = change
          best = Jet(best.value, slopes.first, slopes.second)
          // The wider interval has less rounding error, and by now is known to be as exact.
          if change <= 1e-9 * abs(slopes.first) {
            best = Jet(best.value, previous.first, previous.second)
            break
          }
        }
      }
      previous = slopes
    }
    return best
  }

  /// The derivatives at `x` of the interpolant at the Chebyshev points of [lower, upper].
  private func derivatives(
    at x: Double, from lower: Double, to upper: Double
  ) -> (first: Double, second: Double) {
    // A Chebyshev series in t ∈ (−1, 1): points of the first kind never touch a kink at the ends.
    let count = Self.order + 1
    let centre = 0.5 * (lower + upper)
    let half = 0.5 * (upper - lower)
    let samples = (0..<count).map { index in
      value(centre + half * cos(Double.pi * (Double(index) + 0.5) / Double(count)))
    }
    let angle = acos(min(1, max(-1, (x - centre) / half)))
    var first = 0.0
    var second = 0.0
    for degree in 1..<count {
      var coefficient = 0.0
      for index in 0..<count {
        coefficient +=
          samples[index]
          * cos(Double.pi * Double(degree) * (Double(index) + 0.5) / Double(count))
      }
      coefficient *= 2 / Double(count)
      let slopes = Self.chebyshevDerivatives(degree, angle)
      first += coefficient * slopes.first
      second += coefficient * slopes.second
    }
    return (first / half, second / (half * half))
  }

  /// T′ₙ and T″ₙ at cos(angle): the three-term recurrences of the Chebyshev polynomials.
  private static func chebyshevDerivatives(
    _ degree: Int, _ angle: Double
  ) -> (first: Double, second: Double) {
    let t = cos(angle)
    var (older, old) = ((1.0, 0.0, 0.0), (t, 1.0, 0.0))
    if degree == 0 { return (0, 0) }
    for _ in 1..<degree {
      let next = (
        2 * t * old.0 - older.0, 2 * old.0 + 2 * t * old.1 - older.1,
        4 * old.1 + 2 * t * old.2 - older.2
      )
      (older, old) = (old, next)
    }
    return (old.1, old.2)
  }
}
