/// Exact relations between the elements of a weight that change what it does to a signal.
public struct WeightStructure: OptionSet, Hashable, Sendable {
  /// One bit a relation.
  public let rawValue: Int

  /// Makes a set of relations from its bits.
  public init(rawValue: Int) { self.rawValue = rawValue }

  /// The second half of the units has the negative weights of the first half.
  public static let mirroredOutputs = WeightStructure(rawValue: 1)
  /// Each unit weights the second half of its inputs by the negative of the first half.
  public static let mirroredInputs = WeightStructure(rawValue: 2)
  /// All elements but those at the centre of the window are zero.
  public static let centreTapOnly = WeightStructure(rawValue: 4)
}
