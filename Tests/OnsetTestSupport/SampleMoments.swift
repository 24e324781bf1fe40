/// Moments of a sample, summed in float64, and how surprising they are.
///
/// A z-score counts standard errors. Tests that allow |z| ≤ 5.5 fail by chance less than once in 10⁷.
package struct SampleMoments {
  /// The number of values.
  package let count: Int
  /// The mean of the values.
  package let mean: Double
  /// The standard deviation around the sample's own mean.
  package let standardDeviation: Double
  /// The fourth central moment over the square of the variance: 3 for normal draws, 1.8 for uniform ones.
  package let kurtosis: Double

  /// Sums up a sample of at least one value.
  package init<Value: BinaryFloatingPoint>(_ values: some Collection<Value>) {
    count = values.count
    let mean = values.reduce(0.0) { $0 + Double($1) } / Double(count)
    var (squares, fourths) = (0.0, 0.0)
    for value in values {
      let deviation = Double(value) - mean
      squares += deviation * deviation
      fourths += deviation * deviation * deviation * deviation
    }
    self.mean = mean
    let variance = squares / Double(count)
    standardDeviation = variance.squareRoot()
    kurtosis = variance > 0 ? fourths / Double(count) / (variance * variance) : 1
  }

  /// How many standard errors the mean lies from the expected one, for independent values.
  package func meanScore(expected: Double, standardDeviation: Double) -> Double {
    (mean - expected) / (standardDeviation / Double(count).squareRoot())
  }

  /// How many standard errors the variance lies from the expected one, for independent values.
  ///
  /// Var[s²] = σ⁴ (κ − 1) / n, with the sample's kurtosis for κ; where all squares are equal (κ = 1) only
  /// rounding is allowed for.
  package func varianceScore(expectedStandardDeviation sigma: Double) -> Double {
    let error = sigma * sigma * (max(kurtosis - 1, 1e-9) / Double(count)).squareRoot()
    return (standardDeviation * standardDeviation - sigma * sigma) / error
  }
}
