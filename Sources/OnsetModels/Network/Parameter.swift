public import OnsetCore

/// A stored tensor that training would change, with every place where the graph uses it.
public struct Parameter: Sendable {
  /// The framework's name, restored where the exporter hid it: the key of the random stream and the
  /// tensor's name in a written `.safetensors` file.
  public var name: ParameterName
  /// The initializer's name in the file.
  public var initializerName: String
  /// The shape as stored in the file.
  public var shape: Shape
  /// The type of the stored elements.
  public var dtype: DType
  /// Whether the exporter stored the transpose of what the framework's parameter is, so that a tensor
  /// written under ``name`` must be transposed (last two axes) to be loaded by that framework.
  public var isStoredTransposed: Bool
  /// Other parameters of the framework that the exporter stored in this same tensor because their values
  /// were equal at the time; they are not tied in the framework.
  public var mergedNames: [ParameterName]
  /// Other initializers that hold the same elements, because the exporter computed them from this one: the
  /// transposed copy of a tied embedding, for example. Whatever is written to this tensor belongs there too.
  public var copies: [StoredCopy]
  /// Every use of the tensor, in execution order: several where weights are tied, none where unused.
  public var uses: [ParameterUse]

  /// Whether ``mergedNames`` are the same parameter in the framework too: a table that is looked up and
  /// multiplied with is tied on purpose.
  public var isTied: Bool { uses.contains { $0.role == .embedding } }

  /// Makes a parameter.
  public init(
    name: ParameterName, initializerName: String, shape: Shape, dtype: DType,
    isStoredTransposed: Bool = false, mergedNames: [ParameterName] = [],
    copies: [StoredCopy] = [], uses: [ParameterUse] = []
  ) {
    self.name = name
    self.initializerName = initializerName
    self.shape = shape
    self.dtype = dtype
    self.isStoredTransposed = isStoredTransposed
    self.mergedNames = mergedNames
    self.copies = copies
    self.uses = uses
  }

  /// The use that decides how the parameter is initialized: the first kernel, else the first use.
  public var primaryUse: ParameterUse? {
    uses.first { $0.role == .kernel } ?? uses.first
  }
}

extension Parameter {
  /// The framework's shape: the stored one with the last two axes swapped where ``isStoredTransposed``,
  /// and a vector where the exporter put axes of extent 1 around a renamed one.
  ///
  /// The elements are in the same order in both, but for the transposition.
  public var frameworkShape: Shape {
    if isWrappedVector { return [shape.count] }
    var dimensions = shape.dimensions
    if isStoredTransposed, dimensions.count >= 2 {
      dimensions.swapAt(dimensions.count - 1, dimensions.count - 2)
    }
    return Shape(dimensions)
  }

  /// The meaning of the axes of ``frameworkShape`` for the use that decides; a vector where nothing reads
  /// the tensor.
  public var frameworkLayout: WeightLayout {
    guard var layout = primaryUse?.layout else { return .vector }
    if isWrappedVector { layout.axes = [.feature] }
    if isStoredTransposed, layout.axes.count >= 2 {
      layout.axes.swapAt(layout.axes.count - 1, layout.axes.count - 2)
    }
    return layout
  }

  /// Whether an exporter gave a vector further axes of extent 1, so that it broadcasts.
  private var isWrappedVector: Bool {
    name.text != initializerName && shape.rank > 1
      && shape.dimensions.filter { $0 > 1 }.count <= 1
      && primaryUse?.layout.axes.contains(.feature) == true
  }
}
