/// The largest distance between a sample's distribution function and the one it should have, times √n.
///
/// For large samples this exceeds 2.5 with probability 2 exp(-2 · 2.5²) = 7e-6 if the distribution is the
/// right one (A. N. Kolmogorov, 1933).
package func kolmogorovSmirnovScore(
  _ values: [Float], distributionFunction: (Double) -> Double
) -> Double {
  let sorted = values.sorted()
  let count = Double(sorted.count)
  var largest = 0.0
  for (rank, value) in sorted.enumerated() {
    let expected = distributionFunction(Double(value))
    largest = max(largest, expected - Double(rank) / count, Double(rank + 1) / count - expected)
  }
  return largest * count.squareRoot()
}
