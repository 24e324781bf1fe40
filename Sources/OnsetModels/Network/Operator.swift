/// One node of the graph: what it computes, from which values, into which.
public struct Operator: Sendable {
  /// The node's name in the file; unique names are made up where the file has none.
  public var name: String
  /// What it computes, with its attributes.
  public var operation: Operation
  /// The values it reads, `nil` where an optional input is left out.
  public var inputs: [Network.ValueID?]
  /// The values it computes, `nil` where an optional output is left out.
  public var outputs: [Network.ValueID?]
  /// The framework's module path, where the exporter recorded it, such as `layer1.0.conv1`.
  public var module: String?

  /// Makes an operator.
  public init(
    name: String, operation: Operation, inputs: [Network.ValueID?], outputs: [Network.ValueID?],
    module: String? = nil
  ) {
    self.name = name
    self.operation = operation
    self.inputs = inputs
    self.outputs = outputs
    self.module = module
  }

  /// The value at an input position, or `nil` where it is left out.
  public func input(_ position: Int) -> Network.ValueID? {
    position < inputs.count ? inputs[position] : nil
  }

  /// The value at an output position, or `nil` where it is left out.
  public func output(_ position: Int) -> Network.ValueID? {
    position < outputs.count ? outputs[position] : nil
  }
}
