/// What is fed to an input of a network, or handed to an output as cotangent.
public enum InputStatistics: Sendable {
  /// Independent standard normal numbers.
  case standardNormal
  /// Independent tokens, uniform over a vocabulary; one that is as large as the embedding by default.
  case uniformTokens
  /// Given numbers, row-major, with their extents.
  case values([Float], shape: [Int])
  /// Given token indices, row-major, with their extents.
  case tokens([Int], shape: [Int])
}
