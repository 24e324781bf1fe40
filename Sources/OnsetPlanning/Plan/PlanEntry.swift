public import OnsetCore
public import OnsetModels
public import OnsetSchemes

/// The decision about one parameter.
public struct PlanEntry: Hashable, Sendable {
  /// What is done with the tensor.
  public enum Decision: Hashable, Sendable {
    /// New values are drawn.
    case initialize(Scheme)
    /// The values in the file stay.
    case keep
    /// No rule applies, and the plan cannot be carried out.
    case refuse
  }

  /// The framework's name: the key of the random stream.
  public var name: ParameterName
  /// The initializer's name in the file.
  public var initializerName: String
  /// The framework's shape; the stored one is its transpose where ``isStoredTransposed``.
  public var shape: Shape
  /// The type of the stored elements.
  public var dtype: DType
  /// What the model uses the tensor as.
  public var role: ParameterRole
  /// The meaning of the axes of ``shape``, with the packed parts that are treated one by one.
  public var layout: WeightLayout
  /// Whether the file stores the transpose of the framework's tensor.
  public var isStoredTransposed: Bool
  /// Other initializers that hold the same elements and are written with this one.
  public var copies: [StoredCopy] = []
  /// Other parameters of the framework that the exporter stored in this same tensor. A `.safetensors`
  /// file gets every one of them.
  public var mergedNames: [ParameterName] = []
  /// Whether the parameters of ``mergedNames`` are one on purpose, as an embedding and the head tied to
  /// it, and get the same values; otherwise each is drawn under its own name.
  public var isTied = false
  /// Whether a packed tensor is treated as one matrix, as some frameworks do: ``layout`` then has no
  /// parts.
  public var ignoresParts = false
  /// What is done.
  public var decision: Decision
  /// Why, in words that a user of the model understands.
  public var reason: String

  /// The scheme, where new values are drawn.
  public var scheme: Scheme? {
    if case .initialize(let scheme) = decision { scheme } else { nil }
  }

  /// The mean and deviation that the scheme intends for the whole tensor; `nil` where nothing is drawn.
  ///
  /// - Throws: `OnsetError` when the scheme does not fit the shape or its scale makes no sense.
  public func expectation() throws(OnsetError) -> Expectation? {
    guard let scheme else { return nil }
    do {
      return try scheme.expectation(for: shape, layout: layout)
    } catch {
      throw error.within(name.text)
    }
  }
}

extension PlanEntry {
  /// An undecided entry for a parameter, in the framework's orientation.
  init(_ parameter: Parameter) {
    self.init(
      name: parameter.name, initializerName: parameter.initializerName,
      shape: parameter.frameworkShape, dtype: parameter.dtype,
      role: parameter.primaryUse?.role ?? .unused, layout: parameter.frameworkLayout,
      isStoredTransposed: parameter.isStoredTransposed, copies: parameter.copies,
      mergedNames: parameter.mergedNames, isTied: parameter.isTied, decision: .refuse, reason: "")
  }
}

extension Shape {
  /// The shape with its last two axes exchanged.
  var transposed: Shape {
    guard rank >= 2 else { return self }
    var dimensions = dimensions
    dimensions.swapAt(rank - 2, rank - 1)
    return Shape(dimensions)
  }
}
