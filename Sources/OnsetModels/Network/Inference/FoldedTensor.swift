import OnsetCore

/// The elements of a tensor as far as they are known before the model runs.
struct FoldedTensor: Hashable, Sendable {
  /// The type of the elements.
  var dtype: DType
  /// The shape, always known in full.
  var dimensions: [Int]
  /// The elements in row-major order.
  var elements: Elements

  /// Known elements, by kind.
  enum Elements: Hashable, Sendable {
    /// Integers and booleans.
    case integers([Int])
    /// Real numbers.
    case reals([Double])
    /// Integers of which some depend on unknown extents, or are unknown (`nil`).
    case symbolic([SymbolicInteger?])
  }

  /// Makes a tensor; symbolic elements that are all known become integers.
  init(dtype: DType, dimensions: [Int], elements: Elements) {
    self.dtype = dtype
    self.dimensions = dimensions
    self.elements = elements
    if case .symbolic(let values) = elements {
      let known = values.compactMap { $0?.known }
      if known.count == values.count { self.elements = .integers(known) }
    }
  }

  /// The tensor of a stored constant, or `nil` when its elements were not read.
  init?(_ constant: ConstantTensor) {
    dtype = constant.dtype
    dimensions = constant.shape.dimensions
    switch constant.elements {
    case .integers(let values): elements = .integers(values)
    case .reals(let values): elements = .reals(values)
    case .stored: return nil
    }
  }

  /// The number of elements.
  var count: Int {
    switch elements {
    case .integers(let values): values.count
    case .reals(let values): values.count
    case .symbolic(let values): values.count
    }
  }

  /// The elements as integers, when all are known integers.
  var integers: [Int]? {
    if case .integers(let values) = elements { values } else { nil }
  }

  /// The elements as possibly unknown integers, when they are no real numbers.
  var symbolic: [SymbolicInteger?]? {
    switch elements {
    case .integers(let values): values.map { SymbolicInteger($0) }
    case .symbolic(let values): values
    case .reals: nil
    }
  }

  /// The elements as real numbers, when all are known.
  var reals: [Double]? {
    switch elements {
    case .integers(let values): values.map(Double.init)
    case .reals(let values): values
    case .symbolic: nil
    }
  }

  /// The constant that a network carries, or `nil` when an element is unknown.
  var constant: ConstantTensor? {
    guard let shape = try? Shape(checking: dimensions), shape.count == count else { return nil }
    switch elements {
    case .integers(let values):
      return ConstantTensor(dtype: dtype, shape: shape, elements: .integers(values))
    case .reals(let values):
      return ConstantTensor(dtype: dtype, shape: shape, elements: .reals(values))
    case .symbolic: return nil
    }
  }

  /// The tensor of a new shape whose element `i` is this tensor's element `indices[i]`.
  func selecting(_ indices: [Int], dimensions: [Int]) -> FoldedTensor {
    let selected: Elements =
      switch elements {
      case .integers(let values): .integers(indices.map { values[$0] })
      case .reals(let values): .reals(indices.map { values[$0] })
      case .symbolic(let values): .symbolic(indices.map { values[$0] })
      }
    return FoldedTensor(dtype: dtype, dimensions: dimensions, elements: selected)
  }

  /// The same elements in another shape of as many elements.
  func reshaped(_ dimensions: [Int]) -> FoldedTensor {
    var copy = self
    copy.dimensions = dimensions
    return copy
  }
}
