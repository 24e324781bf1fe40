public import OnsetCore
public import OnsetModels
import OnsetPropagation

/// One use of weights by one operator: what a user calls a layer, and a row of `onset check`.
public struct CheckedLayer: Hashable, Sendable {
  /// The framework's module path, such as `layer1.0.conv1`; the weight's name where that is not known.
  public var name: String
  /// The index of the weight in ``OnsetModels/Network/parameters``.
  public var parameter: Int
  /// The weight's name in the file.
  public var initializerName: String
  /// What the weight is used as.
  public var role: ParameterRole
  /// The operator that reads the weight.
  public var node: Network.OperatorID
  /// ONNX's name of that operator, such as `Conv`.
  public var operatorName: String
  /// The weight's shape as the framework has it.
  public var shape: Shape
  /// Connections into one output and out of one input; `nil` for norms and tables.
  public var fans: Fans?
  /// The signal that enters; `nil` for a table that is looked up.
  public var input: Network.ValueID?
  /// What the layer returns, after its bias also where that is an operator of its own.
  public var output: Network.ValueID

  /// Whether the layer is a linear map: a matrix product or a convolution.
  public var isLinearMap: Bool { role == .kernel }
}
