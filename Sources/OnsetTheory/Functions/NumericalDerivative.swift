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
  static let accuracy = 1e-10
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
    let centre = 0.5 * (lower + upper)
    let half = 0.5 * (upper - lower)
    let samples = Self.points.map { value(centre + half * $0) }
    let t = min(1, max(-1, (x - centre) / half))
    // Three-term recurrences of the Chebyshev polynomials and their derivatives.
    var (older, old) = (SIMD4(1.0, 0, 0, 0), SIMD4(t, 1, 0, 0))
    var slopes = SIMD4<Double>.zero
    for degree in 1...Self.order {
      var coefficient = 0.0
      for index in samples.indices {
        coefficient += samples[index] * Self.transform[degree][index]
      }
      slopes += coefficient * old
      let shifted = SIMD4(0, 2 * old[0], 4 * old[1], 0)
      (older, old) = (old, 2 * t * old - older + shifted)
    }
    return (slopes[1] / half, slopes[2] / (half * half))
  }

  /// The Chebyshev points of the first kind, which never touch a kink at the ends of the interval.
  private static let points = (0...order).map { index in
    cos(Double.pi * (Double(index) + 0.5) / Double(order + 1))
  }

  /// What turns the values at the points into Chebyshev coefficients, one row a degree.
  private static let transform = (0...order).map { degree in
    (0...order).map { index in
      2 / Double(order + 1)
        * cos(Double.pi * Double(degree) * (Double(index) + 0.5) / Double(order + 1))
    }
  }
}
