public import OnsetCore

/// An array of numbers with a shape, in row-major order, on which functions can be differentiated.
///
/// A tensor never changes: every operation makes a new one, and those that only look at the elements
/// differently share them. Elements are float32, float64, int64, int32 or bool. The operations that
/// have a name throw an `OnsetError` that names both shapes where shapes or types do not fit; the
/// operators `+ - * /` are for layers whose shapes are known to fit and trap with the same sentence.
///
/// ```swift
/// let x = try Tensor([1, 2, 3], shape: [3])
/// let slope = try gradient(of: { try ($0 * $0).sum() }, at: x)   // 2, 4, 6
/// ```
public struct Tensor: Sendable {
  /// The extent along each axis.
  public let shape: Shape
  /// The type of the elements: float32, float64, int64, int32 or bool.
  public let dtype: DType
  package private(set) var storage: TensorStorage
  /// How this tensor came from the variables of a derivative that is being taken; nil otherwise.
  var node: TapeNode?

  package init(shape: Shape, dtype: DType, storage: TensorStorage) {
    self.shape = shape
    self.dtype = dtype
    self.storage = storage
  }

  /// Makes a tensor whose elements `fill` writes, all of them.
  ///
  /// - Throws: `OnsetError` for an element type that tensors do not have or when memory is short.
  package init(
    shape: Shape, dtype: DType, fill: (UnsafeMutableRawPointer) throws -> Void
  ) throws {
    guard let size = dtype.tensorByteCount else {
      throw OnsetError(
        .unsupported, "tensors have no elements of type \(dtype.rawValue)",
        fix: "use float32, float64, int64, int32 or bool")
    }
    try MachineMemory.check(shape, dtype)
    let storage = try TensorStorage(byteCount: shape.count * size)
    try fill(storage.bytes)
    self.init(shape: shape, dtype: dtype, storage: storage)
  }

  /// The same elements without their history: a constant to every derivative.
  public var detached: Tensor { Tensor(shape: shape, dtype: dtype, storage: storage) }

  /// Whether nobody else sees these elements, so that they may be written over by whoever consumes them.
  mutating func isSoleOwner() -> Bool {
    isKnownUniquelyReferenced(&storage)
      && storage.byteCount == shape.count * (dtype.tensorByteCount ?? 0)
  }

  /// The shape, type and history without the elements.
  var shell: Tensor {
    var shell = Tensor(shape: shape, dtype: dtype, storage: .empty)
    shell.node = node
    return shell
  }

  /// The number of axes.
  public var rank: Int { shape.rank }

  /// The elements, as another shape with as many of them, without history.
  package func viewed(as shape: Shape) -> Tensor {
    Tensor(shape: shape, dtype: dtype, storage: storage)
  }

  package var bytes: UnsafeRawPointer {
    precondition(
      storage.byteCount >= shape.count * (dtype.tensorByteCount ?? 0),
      "a rule of differentiation read elements that it did not ask to keep")
    return UnsafeRawPointer(storage.bytes)
  }

  /// The first element.
  ///
  /// - Precondition: `Element` is the tensor's type.
  package func pointer<Element: TensorElement>(
    _ type: Element.Type = Element.self
  ) -> UnsafePointer<Element> {
    precondition(Element.dtype == dtype, "elements are \(dtype), not \(Element.dtype)")
    return bytes.assumingMemoryBound(to: Element.self)
  }
}

extension DType {
  /// Bytes per element of a tensor, or nil for types that tensors do not have.
  package var tensorByteCount: Int? {
    switch self {
    case .float32, .float64, .int64, .int32, .bool: byteCount
    default: nil
    }
  }
}
