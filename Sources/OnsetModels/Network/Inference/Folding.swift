import OnsetCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Elementwise arithmetic on constants, as far as graphs use it to compute shapes and scales.
///
/// Everything is checked: an overflow, a division by zero or a function outside this list gives `nil`,
/// so that the value stays unknown.
enum Folding {
  /// A function of one element.
  static func unary(_ function: UnaryFunction, _ input: FoldedTensor) -> FoldedTensor? {
    switch input.elements {
    case .integers(let values):
      let results = values.compactMap { integer(function, $0) }
      guard results.count == values.count else { return nil }
      let dtype = function.isPredicate ? .bool : input.dtype
      return FoldedTensor(dtype: dtype, dimensions: input.dimensions, elements: .integers(results))
    case .reals(let values):
      let results = values.compactMap { real(function, $0) }
      guard results.count == values.count else { return nil }
      return FoldedTensor(
        dtype: input.dtype, dimensions: input.dimensions, elements: .reals(results))
    case .symbolic(let values):
      guard function == .negative else { return nil }
      return FoldedTensor(
        dtype: input.dtype, dimensions: input.dimensions,
        elements: .symbolic(values.map { $0?.negated }))
    }
  }

  private static func integer(_ function: UnaryFunction, _ value: Int) -> Int? {
    switch function {
    case .logicalNot: value == 0 ? 1 : 0
    case .negative: value == .min ? nil : -value
    case .absolute: value == .min ? nil : abs(value)
    case .sign: value.signum()
    case .floor, .ceiling, .round: value
    case .relu: max(0, value)
    default: nil
    }
  }

  private static func real(_ function: UnaryFunction, _ value: Double) -> Double? {
    switch function {
    case .negative: -value
    case .absolute: abs(value)
    case .reciprocal: 1 / value
    case .square: value * value
    case .squareRoot: value.squareRoot()
    case .exponential: exp(value)
    case .logarithm: log(value)
    case .errorFunction: erf(value)
    case .sine: sin(value)
    case .cosine: cos(value)
    case .tanh: tanh(value)
    case .sigmoid: 1 / (1 + exp(-value))
    case .relu: max(0, value)
    case .sign: value == 0 ? 0 : (value < 0 ? -1 : 1)
    case .floor: value.rounded(.down)
    case .ceiling: value.rounded(.up)
    case .round: value.rounded(.toNearestOrEven)
    default: nil
    }
  }

  /// Elements in another type; integers to reals and back, with what does not fit left unknown.
  static func cast(_ input: FoldedTensor, to dtype: DType) -> FoldedTensor? {
    if dtype.isFloatingPoint {
      guard let reals = input.reals else { return nil }
      return FoldedTensor(dtype: dtype, dimensions: input.dimensions, elements: .reals(reals))
    }
    guard dtype != .string, dtype != .complex64, dtype != .complex128 else { return nil }
    let elements: FoldedTensor.Elements
    switch input.elements {
    case .reals(let values):
      let integers = values.compactMap { value in
        dtype == .bool ? (value != 0 ? 1 : 0) : Int(exactly: value.rounded(.towardZero))
      }
      guard integers.count == values.count else { return nil }
      elements = .integers(integers)
    case .integers(let values):
      elements = .integers(dtype == .bool ? values.map { $0 != 0 ? 1 : 0 } : values)
    case .symbolic(let values):
      guard dtype != .bool else { return nil }
      elements = .symbolic(values)
    }
    return FoldedTensor(dtype: dtype, dimensions: input.dimensions, elements: elements)
  }

  /// A value bounded from below and above.
  static func clip(
    _ input: FoldedTensor, _ lower: FoldedTensor?, _ upper: FoldedTensor?
  ) -> FoldedTensor? {
    var result: FoldedTensor? = input
    if let lower { result = result.flatMap { variadic(.maximum, [$0, lower]) } }
    if let upper { result = result.flatMap { variadic(.minimum, [$0, upper]) } }
    return result?.dimensions == input.dimensions ? result : nil
  }

  /// The elements of the second or the third tensor, by the truth of the first.
  static func select(
    _ condition: FoldedTensor, _ first: FoldedTensor, _ second: FoldedTensor
  ) -> FoldedTensor? {
    let inputs = [condition, first, second]
    guard let choices = condition.integers,
      let target = IndexArithmetic.broadcastShape(inputs.map(\.dimensions)),
      let where_ = IndexArithmetic.broadcast(condition.dimensions, to: target),
      let left = IndexArithmetic.broadcast(first.dimensions, to: target),
      let right = IndexArithmetic.broadcast(second.dimensions, to: target)
    else { return nil }
    let picks = where_.map { choices[$0] != 0 }
    if let ones = first.symbolic, let others = second.symbolic {
      let elements = picks.indices.map { picks[$0] ? ones[left[$0]] : others[right[$0]] }
      return FoldedTensor(dtype: first.dtype, dimensions: target, elements: .symbolic(elements))
    }
    guard let ones = first.reals, let others = second.reals else { return nil }
    let elements = picks.indices.map { picks[$0] ? ones[left[$0]] : others[right[$0]] }
    return FoldedTensor(dtype: first.dtype, dimensions: target, elements: .reals(elements))
  }
}
