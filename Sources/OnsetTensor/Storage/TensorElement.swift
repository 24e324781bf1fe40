public import OnsetCore

/// A Swift type whose values a tensor can hold.
public protocol TensorElement: Sendable, BitwiseCopyable, Equatable {
  /// The element type's name.
  static var dtype: DType { get }
  /// The number nearest to this value; truth is 1.
  var number: Double { get }
  /// The value nearest to a number, towards zero for integers; any number but 0 is true.
  init(number: Double)
  /// The sum; integers wrap, truth is "or".
  func sum(_ other: Self) -> Self
}

extension Float: TensorElement {
  /// float32.
  public static var dtype: DType { .float32 }
  /// The same value.
  public var number: Double { Double(self) }
  /// Rounds to float32.
  public init(number: Double) { self = Float(number) }
  /// The sum, wrapping.
  public func sum(_ other: Float) -> Float { self + other }
}

extension Double: TensorElement {
  /// float64.
  public static var dtype: DType { .float64 }
  /// The same value.
  public var number: Double { self }
  /// The same value.
  public init(number: Double) { self = number }
  /// The sum, wrapping.
  public func sum(_ other: Double) -> Double { self + other }
}

extension Int64: TensorElement {
  /// int64.
  public static var dtype: DType { .int64 }
  /// The nearest float64.
  public var number: Double { Double(self) }
  /// Rounds towards zero; what does not fit is the nearest bound, NaN is 0.
  public init(number: Double) {
    self =
      number.isNaN ? 0 : Int64(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
  }
  /// The sum, wrapping.
  public func sum(_ other: Int64) -> Int64 { self &+ other }
}

extension Int32: TensorElement {
  /// int32.
  public static var dtype: DType { .int32 }
  /// The same value.
  public var number: Double { Double(self) }
  /// Rounds towards zero; what does not fit is the nearest bound, NaN is 0.
  public init(number: Double) {
    self =
      number.isNaN ? 0 : Int32(exactly: number.rounded(.towardZero)) ?? (number < 0 ? .min : .max)
  }
  /// The sum, wrapping.
  public func sum(_ other: Int32) -> Int32 { self &+ other }
}

extension Bool: TensorElement {
  /// bool.
  public static var dtype: DType { .bool }
  /// 1 for true.
  public var number: Double { self ? 1 : 0 }
  /// True for any number but 0.
  public init(number: Double) { self = number != 0 }
  /// The sum, wrapping.
  public func sum(_ other: Bool) -> Bool { self || other }
}
