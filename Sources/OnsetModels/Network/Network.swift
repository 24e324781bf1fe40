public import OnsetCore

/// A model's graph: typed operators in execution order, the values between them, and its parameters.
///
/// The graph is written once; planning, shape inference, prediction, execution and export are
/// interpretations of it. Values and operators are addressed by their index in ``values`` and
/// ``operators``, so that an interpretation keeps its results in plain arrays.
public struct Network: Sendable {
  /// The index of a value in ``Network/values``.
  public typealias ValueID = Int
  /// The index of an operator in ``Network/operators``.
  public typealias OperatorID = Int

  /// The values that a caller feeds, without those that have an initializer.
  public var inputs: [ValueID]
  /// The values that the graph returns.
  public var outputs: [ValueID]
  /// The operators in execution order: every input is produced before it is used.
  public var operators: [Operator]
  /// Every value of the graph, stored or computed.
  public var values: [Value]
  /// Every floating-point initializer that is learned or could be, in the order of first use.
  public var parameters: [Parameter]
  /// Stored tensors that are no parameters (shape arithmetic, indices, masks, constants of formulas),
  /// each with the reason; together with ``parameters`` they account for every initializer.
  public var constants: [StoredConstant]
  /// What a user should know about how the export changed the model, such as folded norms.
  public var remarks: [String]

  /// Makes a network from its parts.
  public init(
    inputs: [ValueID] = [], outputs: [ValueID] = [], operators: [Operator] = [],
    values: [Value] = [], parameters: [Parameter] = [], constants: [StoredConstant] = [],
    remarks: [String] = []
  ) {
    self.inputs = inputs
    self.outputs = outputs
    self.operators = operators
    self.values = values
    self.parameters = parameters
    self.constants = constants
    self.remarks = remarks
  }

  /// A stored tensor that is not a parameter.
  public struct StoredConstant: Hashable, Sendable {
    /// Its name in the file.
    public var name: String
    /// Its shape.
    public var shape: Shape
    /// The type of its elements.
    public var dtype: DType
    /// Why it is not initialized, in a few words.
    public var reason: String

    /// Makes an entry.
    public init(name: String, shape: Shape, dtype: DType, reason: String) {
      self.name = name
      self.shape = shape
      self.dtype = dtype
      self.reason = reason
    }
  }
}

extension Network {
  /// The operators that read each value, by value.
  ///
  /// - Complexity: O(operators × inputs).
  public func consumers() -> [[OperatorID]] {
    var consumers = [[OperatorID]](repeating: [], count: values.count)
    for (index, node) in operators.enumerated() {
      for input in node.inputs.compactMap({ $0 }) where consumers[input].last != index {
        consumers[input].append(index)
      }
    }
    return consumers
  }
}
