public import OnsetCore

/// The elements of a tensor that is known before the model runs, as far as they matter.
///
/// Small tensors (shape arithmetic, scalars of formulas) carry their elements; large ones only say where
/// they are, so that a graph costs little memory whatever the size of its weights.
public struct ConstantTensor: Hashable, Sendable {
  /// The type of the elements in the file.
  public var dtype: DType
  /// The shape.
  public var shape: Shape
  /// The elements, where they were read.
  public var elements: Elements

  /// A tensor's elements.
  public enum Elements: Hashable, Sendable {
    /// Integers and booleans.
    case integers([Int])
    /// Floating-point numbers.
    case reals([Double])
    /// Left in the file: read them through the model's file by the initializer's name.
    case stored(initializer: String)
  }

  /// Makes a constant.
  public init(dtype: DType, shape: Shape, elements: Elements) {
    self.dtype = dtype
    self.shape = shape
    self.elements = elements
  }

  /// The elements as integers, where they were read and are integers.
  public var integers: [Int]? {
    if case .integers(let values) = elements { values } else { nil }
  }

  /// The elements as real numbers, where they were read.
  public var reals: [Double]? {
    switch elements {
    case .reals(let values): values
    case .integers(let values): values.map(Double.init)
    case .stored: nil
    }
  }

  /// The only element as a real number, where there is one and it was read.
  public var scalar: Double? { shape.count == 1 ? reals?.first : nil }
}
