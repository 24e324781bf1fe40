#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

import OnsetCore

/// Pair moments as Chebyshev series in the angle θ between the two inputs.
///
/// At a kink the moments are not smooth in the correlation at ±1, but they are in the angle: ReLU's are
/// made of sin θ, cos θ and θ. So a few dozen quadratures give them at every angle.
struct AngleSeries: Sendable {
  /// The coefficients of E[φ(u)φ(v)], then those of E[φ′(u)φ′(v)], on θ ∈ [0, π].
  var products: [Double] = []
  var derivatives: [Double] = []

  private static let degrees = [32, 64, 128]

  /// The series for several pairs of scales, all of one length.
  static func series(
    _ function: ScalarFunction, scales: [(first: Double, second: Double)]
  ) -> [AngleSeries] {
    let widest = scales.map { max($0.first, $0.second) }.max() ?? 1
    let width = function.panelWidth(mean: 0, deviation: widest.squareRoot())
    var series: [AngleSeries] = []
    for degree in degrees {
      let cosines = (0..<degree).map { cos(0.5 * Double.pi * (1 + point($0, of: degree))) }
      let moments = ParallelLoop.map(scales.count * degree) { index in
        let (first, second) = scales[index / degree]
        let pair = GaussianPair(variances: (first, second), correlation: cosines[index % degree])
        return function.pairMoments(pair, panelWidth: width)
      }
      series = scales.indices.map { index in
        let part = moments[(index * degree)..<((index + 1) * degree)]
        return AngleSeries(
          products: coefficients(part.map(\.product)),
          derivatives: coefficients(part.map(\.derivativeProduct)))
      }
      if series.allSatisfy({ isComplete($0.products) && isComplete($0.derivatives) }) { break }
    }
    return series
  }

  /// A Chebyshev point of the first kind.
  private static func point(_ index: Int, of count: Int) -> Double {
    cos(Double.pi * (Double(index) + 0.5) / Double(count))
  }

  /// The Chebyshev coefficients of a function known at the points of the first kind.
  private static func coefficients(_ values: [Double]) -> [Double] {
    let count = Double(values.count)
    return values.indices.map { degree in
      let sum = values.indices.reduce(0.0) { sum, index in
        sum + values[index] * cos(Double.pi * Double(degree) * (Double(index) + 0.5) / count)
      }
      return (degree == 0 ? 1 : 2) * sum / count
    }
  }

  /// Whether the last eighth of the coefficients is below the accuracy that matters.
  private static func isComplete(_ coefficients: [Double]) -> Bool {
    let largest = coefficients.map { abs($0) }.max() ?? 0
    return coefficients.suffix(coefficients.count / 8).allSatisfy { abs($0) <= 1e-12 * largest }
  }
}

extension ParallelLoop {
  /// The results of independent turns, in order.
  static func map<Element: Sendable>(
    _ count: Int, _ body: @Sendable (Int) -> Element
  ) -> [Element] {
    var results = [Element?](repeating: nil, count: count)
    results.withUnsafeMutableBufferPointer { buffer in
      // Every turn writes its own place.
      nonisolated(unsafe) let buffer = buffer
      run(count, threads: .max) { buffer[$0] = body($0) }
    }
    return results.compactMap { $0 }
  }
}
