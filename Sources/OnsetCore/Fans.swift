/// How many inputs feed one output of a weight, and how many outputs one input feeds.
///
/// These are counts of *connections*, found from a ``WeightLayout`` and a shape, never guessed from the
/// position of an axis. They are real numbers because a transposed convolution with stride `s` lets, on
/// average, only one in `s` taps per axis land on an output.
@frozen
public struct Fans: Hashable, Sendable, Codable {
  /// Connections into one output element.
  public let fanIn: Double
  /// Connections out of one input element.
  public let fanOut: Double

  /// Makes fans from known counts.
  public init(fanIn: Double, fanOut: Double) {
    self.fanIn = fanIn
    self.fanOut = fanOut
  }

  /// The arithmetic mean of both, the denominator of Glorot's rule.
  public var average: Double { (fanIn + fanOut) / 2 }
}
