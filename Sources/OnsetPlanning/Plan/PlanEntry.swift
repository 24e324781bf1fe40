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
  /// - Throws: ``OnsetError`` when the scheme does not fit the shape or its scale makes no sense.
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
    let use = parameter.primaryUse
    let stored = use?.layout ?? WeightLayout.vector
    self.init(
      name: parameter.name, initializerName: parameter.initializerName,
      shape: parameter.isStoredTransposed ? parameter.shape.transposed : parameter.shape,
      dtype: parameter.dtype, role: use?.role ?? .unused,
      layout: parameter.isStoredTransposed ? stored.transposed : stored,
      isStoredTransposed: parameter.isStoredTransposed, decision: .refuse, reason: "")
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

extension WeightLayout {
  /// The layout with its last two axes exchanged.
  var transposed: WeightLayout {
    guard axes.count >= 2 else { return self }
    var layout = self
    layout.axes.swapAt(axes.count - 2, axes.count - 1)
    return layout
  }
}
