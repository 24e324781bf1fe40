/// What prediction has to know of a weight: the moments of its elements.
public struct TensorStatistics: Hashable, Sendable {
  /// E[w].
  public var mean: Double
  /// E[w²], not the variance.
  public var secondMoment: Double
  /// E[w w′] of two different weights of one output unit: mean² for independent elements, less where
  /// the rows have been centred.
  public var rowProduct: Double
  /// How the elements depend on each other beyond that.
  public var structure: WeightStructure = []

  /// Makes statistics.
  ///
  /// - Parameters:
  ///   - mean: E[w].
  ///   - secondMoment: E[w²].
  ///   - rowProduct: E[w w′] within a row; mean² when left out.
  public init(mean: Double, secondMoment: Double, rowProduct: Double? = nil) {
    self.mean = mean
    self.secondMoment = secondMoment
    self.rowProduct = rowProduct ?? mean * mean
  }

  /// The statistics of elements with the given mean and standard deviation.
  public init(mean: Double, standardDeviation: Double) {
    self.init(mean: mean, secondMoment: mean * mean + standardDeviation * standardDeviation)
  }

  /// E[w²] − E[w]².
  public var variance: Double { max(0, secondMoment - mean * mean) }

  /// Measures a tensor.
  ///
  /// - Parameter elements: The elements.
  /// - Complexity: O(elements).
  public init(measuring elements: some Collection<Float>) {
    var sum = 0.0
    var squares = 0.0
    for element in elements {
      let value = Double(element)
      sum += value
      squares += value * value
    }
    let count = Double(max(1, elements.count))
    self.init(mean: sum / count, secondMoment: squares / count)
  }
}
