public import OnsetCore
public import OnsetRandom

/// A rule that fills a weight with starting values.
///
/// A rule is a value: it holds numbers, no state and no generator. What it draws depends only on the
/// stream, that is on the seed and the parameter's name, and on the element's index.
public protocol Initializer: Hashable, Sendable {
  /// The mean and standard deviation that this rule gives the elements of such a weight.
  ///
  /// - Throws: `OnsetError` when the rule does not apply to the shape, or a scale is not finite or
  ///   outside the range in which it makes sense.
  func expectation(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Expectation

  /// How many consecutive elements have to be drawn together, starting at a multiple of that number:
  /// 1 where each element can be drawn alone, the whole count where the tensor is one matrix.
  func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int

  /// Fills `values` with the elements from `offset` on, in row-major order.
  ///
  /// - Parameters:
  ///   - values: Where to write; `offset` and its count fit ``granularity(for:layout:)``.
  ///   - offset: The index of the first element.
  ///   - shape: The whole weight's shape.
  ///   - layout: The meaning of the weight's axes.
  ///   - stream: The source of randomness, keyed by seed and name.
  /// - Throws: `OnsetError` as ``expectation(for:layout:)`` does.
  func fill(
    _ values: UnsafeMutableBufferPointer<Float>, from offset: Int, shape: Shape,
    layout: WeightLayout, stream: RandomStream
  ) throws(OnsetError)
}

extension Initializer {
  /// How many consecutive elements have to be drawn together: 1, unless a rule says otherwise.
  public func granularity(for shape: Shape, layout: WeightLayout) throws(OnsetError) -> Int { 1 }
}

/// The mean and standard deviation of a tensor's elements, as a rule intends them.
public struct Expectation: Hashable, Sendable, Codable {
  /// The mean of the elements.
  public var mean: Double
  /// The standard deviation of the elements over the whole tensor.
  public var standardDeviation: Double

  /// Makes an expectation.
  public init(mean: Double, standardDeviation: Double) {
    self.mean = mean
    self.standardDeviation = standardDeviation
  }

  /// The second moment, E[w²] = mean² + standard deviation².
  public var secondMoment: Double { mean * mean + standardDeviation * standardDeviation }
}
