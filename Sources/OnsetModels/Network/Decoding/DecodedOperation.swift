import OnsetCore

/// A decoded node: its operation, and how the node's inputs become the operation's inputs.
struct DecodedOperation {
  /// What the node computes.
  var operation: Operation
  /// Inputs that old operator sets give as attributes, by position.
  var constantInputs: [Int: ConstantTensor] = [:]
  /// For each input of the operation, the node's input to take; `nil` keeps the order.
  var inputOrder: [Int?]?

  /// Makes a decoded operation that takes the node's inputs as they are.
  init(_ operation: Operation) { self.operation = operation }
}

extension ConstantTensor {
  /// A scalar real number.
  static func scalar(_ value: Double, dtype: DType = .float32) -> ConstantTensor {
    ConstantTensor(dtype: dtype, shape: [], elements: .reals([value]))
  }

  /// A list of integers.
  static func list(_ values: [Int]) -> ConstantTensor {
    ConstantTensor(dtype: .int64, shape: Shape([values.count]), elements: .integers(values))
  }
}
