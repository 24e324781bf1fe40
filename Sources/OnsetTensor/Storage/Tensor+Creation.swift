public import OnsetCore

extension Tensor {
  /// Makes a tensor from its elements in row-major order.
  ///
  /// - Throws: `OnsetError` when there are not as many as the shape says.
  public init<Element: TensorElement>(_ elements: [Element], shape: Shape) throws {
    guard elements.count == shape.count else {
      throw OnsetError(
        .shapeMismatch, "\(elements.count) elements do not fill a tensor of shape \(shape)")
    }
    try self.init(shape: shape, dtype: Element.dtype) { out in
      elements.withUnsafeBytes {
        out.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(out), byteCount: $0.count)
      }
    }
  }

  /// Makes a tensor whose elements are all one number.
  public init(repeating value: Double, shape: Shape, dtype: DType = .float32) throws {
    try self.init(shape: shape, dtype: dtype) { out in
      dtype.withElement { type in
        func fill<Element: TensorElement>(_ type: Element.Type) {
          nonisolated(unsafe) let out = out.bindMemory(to: Element.self, capacity: shape.count)
          let element = Element(number: value)
          ArrayKernels.run(shape.count) {
            (out + $0.lowerBound).initialize(repeating: element, count: $0.count)
          }
        }
        fill(type)
      }
    }
  }

  /// Makes a tensor of zeros.
  public static func zeros(_ shape: Shape, dtype: DType = .float32) throws -> Tensor {
    try Tensor(repeating: 0, shape: shape, dtype: dtype)
  }

  /// Makes a tensor of ones.
  public static func ones(_ shape: Shape, dtype: DType = .float32) throws -> Tensor {
    try Tensor(repeating: 1, shape: shape, dtype: dtype)
  }

  /// Makes a tensor without axes.
  public static func scalar(_ value: Double, dtype: DType = .float32) throws -> Tensor {
    try Tensor(repeating: value, shape: [], dtype: dtype)
  }

  /// The numbers 0, 1 … `count` - 1 times `step`, plus `start`.
  public static func range(
    _ count: Int, from start: Double = 0, by step: Double = 1, dtype: DType = .int64
  ) throws -> Tensor {
    try generated(shape: Shape(checking: [count]), dtype: dtype) { start + Double($0) * step }
  }

  /// Ones on one diagonal, 0 for the main one, and zeros elsewhere.
  public static func eye(
    rows: Int, columns: Int, diagonal: Int = 0, dtype: DType = .float32
  ) throws -> Tensor {
    try generated(shape: Shape(checking: [rows, columns]), dtype: dtype) {
      $0 % columns - $0 / columns == diagonal ? 1 : 0
    }
  }

  /// A tensor computed from each element's index in row-major order.
  package static func generated(
    shape: Shape, dtype: DType, _ value: (Int) -> Double
  ) throws -> Tensor {
    try Tensor(shape: shape, dtype: dtype) { out in
      dtype.withElement { type in
        func fill<Element: TensorElement>(_ type: Element.Type) {
          let out = out.assumingMemoryBound(to: Element.self)
          for index in 0..<shape.count { out[index] = Element(number: value(index)) }
        }
        fill(type)
      }
    }
  }

  /// The elements in row-major order.
  ///
  /// - Throws: `OnsetError` when `Element` is not the tensor's type.
  public func elements<Element: TensorElement>(
    _ type: Element.Type = Element.self
  ) throws -> [Element] {
    guard Element.dtype == dtype else {
      throw OnsetError(
        .invalidArgument, "the elements are \(dtype.rawValue), not \(Element.dtype.rawValue)",
        fix: "cast the tensor first")
    }
    return Array(UnsafeBufferPointer(start: pointer(Element.self), count: shape.count))
  }

  /// The elements as float64, whatever their type.
  public var numbers: [Double] {
    dtype.withElement { type in
      func read<Element: TensorElement>(_ type: Element.Type) -> [Double] {
        UnsafeBufferPointer(start: pointer(Element.self), count: shape.count).map(\.number)
      }
      return read(type)
    }
  }

  /// The elements as integers, whatever their type.
  package var integers: [Int] {
    switch dtype {
    case .int64: UnsafeBufferPointer(start: pointer(Int64.self), count: shape.count).map(Int.init)
    case .int32: UnsafeBufferPointer(start: pointer(Int32.self), count: shape.count).map(Int.init)
    default: numbers.map { Int(Int64(number: $0)) }
    }
  }

  /// The value of a tensor with one element.
  ///
  /// - Throws: `OnsetError` when there are more, or none.
  public func scalarValue() throws -> Double {
    guard shape.count == 1 else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(shape) is not one number")
    }
    return numbers[0]
  }
}

extension DType {
  /// Runs `body` with the Swift type of a tensor's elements; bool stands in for types without one.
  package func withElement<Result>(
    _ body: (any TensorElement.Type) throws -> Result
  ) rethrows -> Result {
    switch self {
    case .float32: try body(Float.self)
    case .float64: try body(Double.self)
    case .int64: try body(Int64.self)
    case .int32: try body(Int32.self)
    default: try body(Bool.self)
    }
  }
}
