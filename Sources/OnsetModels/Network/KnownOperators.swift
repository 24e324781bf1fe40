/// The ONNX operators that Onset reads into an ``Operation``, of every opset from 7 on.
public enum KnownOperators {
  /// Operators that belong together.
  public struct Family: Sendable {
    /// What they have in common.
    public let name: String
    /// Their ONNX types, in alphabetical order.
    public let types: [String]
  }

  /// Every operator of ONNX's own domain that is known, by family.
  public static let families: [Family] = OperatorTable.families.map {
    Family(name: $0.name, types: $0.rows.keys.sorted())
  }
}
