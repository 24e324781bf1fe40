public import OnsetCore

/// One tensor of the graph: an input, an initializer, or an operator's result.
public struct Value: Sendable {
  /// Its name in the file.
  public var name: String
  /// The type of its elements, or `nil` where inference could not tell.
  public var dtype: DType?
  /// Its extents, `nil` for an axis whose size is unknown; `nil` as a whole where the rank is unknown.
  public var dimensions: [Int?]?
  /// The operator that computes it, or `nil` for inputs and initializers.
  public var producer: Network.OperatorID?
  /// Its elements, where they are known before running: initializers and folded shape arithmetic.
  public var constant: ConstantTensor?
  /// The index in ``Network/parameters`` of the parameter that this value is, or is a view of.
  public var parameter: Int?

  /// Makes a value.
  public init(
    name: String, dtype: DType? = nil, dimensions: [Int?]? = nil,
    producer: Network.OperatorID? = nil, constant: ConstantTensor? = nil, parameter: Int? = nil
  ) {
    self.name = name
    self.dtype = dtype
    self.dimensions = dimensions
    self.producer = producer
    self.constant = constant
    self.parameter = parameter
  }

  /// The shape, where every extent is known.
  public var shape: Shape? {
    guard let dimensions else { return nil }
    let known = dimensions.compactMap { $0 }
    return known.count == dimensions.count ? try? Shape(checking: known) : nil
  }
}
