import OnsetCore

/// What each ONNX operator type means: one row per type, one file per family.
///
/// A row reads the node's attributes and returns a typed ``Operation``. Types without a row become
/// ``Operation/unknown(domain:type:)``, never an error, so that a report can list them all.
enum OperatorTable {
  /// How a row turns attributes into an operation.
  typealias Row = @Sendable (NodeAttributes) throws(OnsetError) -> DecodedOperation

  /// The rows of ONNX's own domain by operator type, in families.
  static let families: [(name: String, rows: [String: Row])] = [
    ("Linear maps", linear), ("Activation functions", activations), ("Mathematics", mathematics),
    ("Functions of two elements", binaries), ("Other elementwise operators", generalElementwise),
    ("Normalization and losses", normalization), ("Pooling", pooling), ("Reductions", reductions),
    ("Recurrence and attention", recurrence), ("Shape", shaping),
    ("Indexing and sequences", indexing), ("Construction", construction),
  ]

  /// Every row of ONNX's own domain, by operator type.
  private static let rows: [String: Row] = families.reduce(into: [:]) { all, family in
    all.merge(family.rows) { first, _ in first }
  }

  /// The operation of a node.
  ///
  /// - Throws: `OnsetError` when an attribute has the wrong type or a required one is missing.
  static func operation(
    domain: String, type: String, attributes: NodeAttributes
  ) throws(OnsetError) -> DecodedOperation {
    guard domain.isEmpty || domain == "ai.onnx", let row = rows[type] else {
      return DecodedOperation(.unknown(domain: domain, type: type))
    }
    return try row(attributes)
  }
}
