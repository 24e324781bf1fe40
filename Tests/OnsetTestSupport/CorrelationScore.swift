/// The correlation of two samples times √n: close to a standard normal number if they are independent.
package func correlationScore(_ left: [Float], _ right: [Float]) -> Double {
  let first = SampleMoments(left)
  let second = SampleMoments(right)
  let products = zip(left, right).reduce(0.0) { sum, pair in
    sum + (Double(pair.0) - first.mean) * (Double(pair.1) - second.mean)
  }
  let scale = first.standardDeviation * second.standardDeviation
  return products / scale / Double(left.count).squareRoot()
}
