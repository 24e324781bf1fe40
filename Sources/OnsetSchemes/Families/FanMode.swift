public import OnsetCore

/// Which count of connections a variance is divided by.
public enum FanMode: String, Hashable, Sendable, Codable, CaseIterable {
  /// Connections into an output: keeps the second moment of signals.
  case fanIn
  /// Connections out of an input: keeps the second moment of gradients.
  case fanOut
  /// The mean of both: a compromise between signals and gradients.
  case fanAverage

  /// The count that this mode picks.
  ///
  /// - Throws: `OnsetError` when there are no connections to count.
  public func count(of fans: Fans) throws(OnsetError) -> Double {
    let count: Double =
      switch self {
      case .fanIn: fans.fanIn
      case .fanOut: fans.fanOut
      case .fanAverage: fans.average
      }
    guard count > 0, count.isFinite else {
      throw OnsetError(.shapeMismatch, "the weight has no connections: its \(rawValue) is \(count)")
    }
    return count
  }
}
