public import OnsetCore
public import OnsetModels
public import OnsetPlanning
public import OnsetSchemes

/// A plan as JSON, schema `onset.plan/1`.
///
/// One entry per parameter in the model's order and one constant per stored tensor that is none: together
/// they name every initializer of the file.
public struct PlanDocument: Codable, Sendable {
  /// The schema's name and version.
  public var schema = "onset.plan/1"
  /// The model that was planned for.
  public var model: Model
  /// The scheme family or recipe that decided.
  public var source: String
  /// The seed of all random streams.
  public var seed: UInt64
  /// One entry per parameter.
  public var entries: [Entry]
  /// Stored tensors that are not parameters.
  public var constants: [Constant]
  /// What the user should know about the model as a whole.
  public var remarks: [String]

  /// What was read.
  public struct Model: Codable, Sendable {
    /// The file.
    public var path: String
    /// The number of parameters' elements.
    public var parameters: Int
    /// The number of operators.
    public var operators: Int

    /// Describes a network read from a file.
    public init(path: String, network: Network) {
      self.path = path
      self.parameters = network.parameters.reduce(0) { $0 + $1.shape.count }
      self.operators = network.operators.count
    }
  }

  /// The decision about one parameter.
  public struct Entry: Codable, Sendable {
    /// The framework's name.
    public var parameter: String
    /// The name in the file.
    public var initializer: String
    /// The framework's shape.
    public var shape: Shape
    /// The type of the stored elements.
    public var dtype: DType
    /// What the model uses the tensor as.
    public var role: ParameterRole
    /// `initialize`, `keep` or `refuse`.
    public var decision: String
    /// The scheme, where new values are drawn.
    public var scheme: Scheme?
    /// `whole` where a packed tensor is treated as one matrix instead of part by part.
    public var blocks: String?
    /// The intended mean and standard deviation, where new values are drawn.
    public var expected: Expectation?
    /// Connections into one output and out of one input, where the tensor has both.
    public var fans: Fans?
    /// Why.
    public var reason: String
  }

  /// A stored tensor that is not a parameter.
  public struct Constant: Codable, Sendable {
    /// The name in the file.
    public var initializer: String
    /// The shape.
    public var shape: Shape
    /// The type of the stored elements.
    public var dtype: DType
    /// Why it is left alone.
    public var reason: String
  }

  /// Describes a plan.
  ///
  /// - Throws: `OnsetError` when a scheme does not fit its tensor.
  public init(_ plan: Plan, model: Model) throws(OnsetError) {
    self.model = model
    source = plan.source
    seed = plan.seed
    remarks = plan.remarks
    constants = plan.constants.map {
      Constant(initializer: $0.name, shape: $0.shape, dtype: $0.dtype, reason: $0.reason)
    }
    var entries: [Entry] = []
    for entry in plan.entries { entries.append(try Entry(entry)) }
    self.entries = entries
  }
}

extension PlanDocument.Entry {
  init(_ entry: PlanEntry) throws(OnsetError) {
    let decision =
      switch entry.decision {
      case .initialize: "initialize"
      case .keep: "keep"
      case .refuse: "refuse"
      }
    self.init(
      parameter: entry.name.text, initializer: entry.initializerName, shape: entry.shape,
      dtype: entry.dtype, role: entry.role, decision: decision, scheme: entry.scheme,
      blocks: entry.ignoresParts ? "whole" : nil, expected: try entry.expectation(),
      fans: try? entry.layout.fans(of: entry.shape),
      reason: entry.reason)
  }
}
