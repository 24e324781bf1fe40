public import OnsetCore

/// Placeholder of the skeleton; the real stream replaces it.
public struct RandomStream: Hashable, Sendable {
  /// Makes a stream.
  public init(seed: UInt64, name: ParameterName) {}
}
