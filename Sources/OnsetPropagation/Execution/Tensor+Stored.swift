public import OnsetCore
public import OnsetModels
public import OnsetTensor

extension DType {
  /// The type in which a tensor of this stored type is computed with, or `nil` where there is none: 16-bit
  /// numbers are held as float32 and small integers as int32, and rounded or wrapped after each operator.
  package var computed: DType? {
    switch self {
    case .float64, .float32, .int64, .int32, .bool: self
    case .float16, .bfloat16: .float32
    case .int16, .int8, .uint16, .uint8: .int32
    case .uint32, .uint64: .int64
    default: nil
    }
  }
}

extension Tensor {
  /// The elements of a stored tensor.
  ///
  /// - Throws: `OnsetError` when the file cannot be read, or for text and complex numbers.
  public init(_ stored: StoredTensor) throws {
    let (dtype, shape) = (stored.description.dtype, stored.description.shape)
    switch dtype.computed {
    case .float32: try self.init(stored.floats(), shape: shape)
    case .float64: try self.init(stored.doubles(), shape: shape)
    case .int64: try self.init(stored.integers().map { Int64($0) }, shape: shape)
    case .int32:
      try self.init(stored.integers().map { Int32(truncatingIfNeeded: $0) }, shape: shape)
    case .bool: try self.init(stored.integers().map { $0 != 0 }, shape: shape)
    default:
      throw OnsetError(
        .unsupported, "elements of type \(dtype.rawValue) cannot be computed with",
        at: stored.description.name)
    }
  }

  /// The elements of an array in a file.
  ///
  /// - Throws: `OnsetError` when the file cannot be read, or for complex numbers.
  public init(_ file: NPYFile) throws {
    switch file.dtype.computed {
    case .float32: try self.init(file.floats(), shape: file.shape)
    case .float64: try self.init(file.doubles(), shape: file.shape)
    case .int64: try self.init(file.integers().map { Int64($0) }, shape: file.shape)
    case .int32:
      try self.init(file.integers().map { Int32(truncatingIfNeeded: $0) }, shape: file.shape)
    case .bool: try self.init(file.integers().map { $0 != 0 }, shape: file.shape)
    default:
      throw OnsetError(
        .unsupported, "elements of type \(file.dtype.rawValue) cannot be computed with",
        at: file.path)
    }
  }

  /// The elements of a constant whose elements were read with the graph.
  init(_ constant: ConstantTensor) throws {
    guard let dtype = constant.dtype.computed else {
      throw OnsetError(
        .unsupported, "elements of type \(constant.dtype.rawValue) cannot be computed with")
    }
    switch constant.elements {
    case .reals(let numbers): self = try Tensor(numbers, shape: constant.shape).cast(to: dtype)
    case .integers(let numbers):
      self = try Tensor(numbers.map { Int64($0) }, shape: constant.shape).cast(to: dtype)
    case .stored(let name):
      throw OnsetError(.notFound, "the elements of '\(name)' were not read")
    }
  }

  /// The elements as they would be after being stored in a type and read again: rounded for 16-bit
  /// numbers, wrapped for small integers. Gradients pass as if nothing had happened.
  ///
  /// - Throws: `OnsetError` for types that cannot be computed with.
  package func narrowed(to target: DType) throws -> Tensor {
    if target == dtype { return self }
    guard target.computed == dtype else { return self }
    switch target {
    case .float16: return try rounded { HalfFloat.float(float16Bits: HalfFloat.float16Bits($0)) }
    case .bfloat16: return try rounded { HalfFloat.float(bfloat16Bits: HalfFloat.bfloat16Bits($0)) }
    case .int8: return try wrapped { Int32(Int8(truncatingIfNeeded: $0)) }
    case .int16: return try wrapped { Int32(Int16(truncatingIfNeeded: $0)) }
    case .uint8: return try wrapped { Int32(UInt8(truncatingIfNeeded: $0)) }
    case .uint16: return try wrapped { Int32(UInt16(truncatingIfNeeded: $0)) }
    case .uint32:
      return try Tensor(
        elements(Int64.self).map { Int64(UInt32(truncatingIfNeeded: $0)) }, shape: shape)
    default: return self
    }
  }

  private func rounded(_ round: (Float) -> Float) throws -> Tensor {
    try Tensor(elements(Float.self).map(round), shape: shape)
      .recorded(from: [self], keeping: .nothing) { [$0.cotangent] }
  }

  private func wrapped(_ wrap: (Int32) -> Int32) throws -> Tensor {
    try Tensor(elements(Int32.self).map(wrap), shape: shape)
  }
}
