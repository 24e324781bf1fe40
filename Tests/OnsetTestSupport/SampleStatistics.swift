/// Moments of a sample and how many standard errors they lie from what is expected.
///
/// The sums are taken in float64 around the expected mean, so that they lose nothing for large samples.
package struct SampleStatistics {
  /// How many numbers there are.
  package let count: Int
  /// Their mean.
  package let mean: Double
  /// Their variance, around their own mean.
  package let variance: Double
  /// Their fourth central moment.
  package let fourthCentralMoment: Double

  package init(_ values: some Collection<Float>) {
    let count = Double(values.count)
    let mean = values.reduce(0.0) { $0 + Double($1) } / count
    var second = 0.0
    var fourth = 0.0
    for value in values {
      let square = (Double(value) - mean) * (Double(value) - mean)
      second += square
      fourth += square * square
    }
    self.count = values.count
    self.mean = mean
    variance = second / count
    fourthCentralMoment = fourth / count
  }

  /// The standard deviation.
  package var standardDeviation: Double { variance.squareRoot() }

  /// How far the mean is from the expected one, in units of its standard error σ/√n.
  package func meanScore(expecting expected: Double, standardDeviation: Double) -> Double {
    (mean - expected) / (standardDeviation / Double(count).squareRoot())
  }

  /// How far the variance is from the expected one, in units of its standard error
  /// σ² √((κ - 1) / n), with κ the kurtosis.
  package func varianceScore(expecting standardDeviation: Double, kurtosis: Double) -> Double {
    let expected = standardDeviation * standardDeviation
    return (variance / expected - 1) / ((kurtosis - 1) / Double(count)).squareRoot()
  }

  /// The correlation of two samples times √n: a standard normal number if they are independent.
  package static func correlationScore(_ left: [Float], _ right: [Float]) -> Double {
    let first = SampleStatistics(left)
    let second = SampleStatistics(right)
    let covariance = zip(left, right).reduce(0.0) { sum, pair in
      sum + (Double(pair.0) - first.mean) * (Double(pair.1) - second.mean)
    }
    let count = Double(left.count)
    return covariance / count / (first.variance * second.variance).squareRoot() * count.squareRoot()
  }
}
