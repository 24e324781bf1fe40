import OnsetCore

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

extension Folding {
  /// A function of two broadcast tensors.
  static func binary(
    _ function: BinaryFunction, _ left: FoldedTensor, _ right: FoldedTensor, dtype: DType?
  ) -> FoldedTensor? {
    guard let target = IndexArithmetic.broadcastShape([left.dimensions, right.dimensions]),
      let lefts = IndexArithmetic.broadcast(left.dimensions, to: target),
      let rights = IndexArithmetic.broadcast(right.dimensions, to: target)
    else { return nil }
    let dtype = dtype ?? left.dtype
    if let first = left.integers, let second = right.integers {
      var results: [Int] = []
      results.reserveCapacity(lefts.count)
      for index in lefts.indices {
        guard let value = integer(function, first[lefts[index]], second[rights[index]]) else {
          return nil
        }
        results.append(value)
      }
      return FoldedTensor(dtype: dtype, dimensions: target, elements: .integers(results))
    }
    if let first = left.symbolic, let second = right.symbolic {
      let results = lefts.indices.map { symbolic(function, first[lefts[$0]], second[rights[$0]]) }
      return FoldedTensor(dtype: dtype, dimensions: target, elements: .symbolic(results))
    }
    guard let first = left.reals, let second = right.reals else { return nil }
    if function.isPredicate {
      let results = lefts.indices.compactMap {
        truth(function, first[lefts[$0]], second[rights[$0]])
      }
      guard results.count == lefts.count else { return nil }
      return FoldedTensor(
        dtype: .bool, dimensions: target, elements: .integers(results.map { $0 ? 1 : 0 }))
    }
    let results = lefts.indices.compactMap { real(function, first[lefts[$0]], second[rights[$0]]) }
    guard results.count == lefts.count else { return nil }
    return FoldedTensor(dtype: dtype, dimensions: target, elements: .reals(results))
  }

  private static func integer(_ function: BinaryFunction, _ left: Int, _ right: Int) -> Int? {
    func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int? {
      result.overflow ? nil : result.partialValue
    }
    switch function {
    case .add: return checked(left.addingReportingOverflow(right))
    case .subtract: return checked(left.subtractingReportingOverflow(right))
    case .multiply: return checked(left.multipliedReportingOverflow(by: right))
    case .divide: return checked(left.dividedReportingOverflow(by: right))
    case .floatModulo: return checked(left.remainderReportingOverflow(dividingBy: right))
    case .modulo:
      guard let rest = checked(left.remainderReportingOverflow(dividingBy: right)) else {
        return nil
      }
      return rest != 0 && (rest < 0) != (right < 0) ? rest + right : rest
    case .power:
      return Int(exactly: pow(Double(left), Double(right)))
    case .equal: return left == right ? 1 : 0
    case .less: return left < right ? 1 : 0
    case .lessOrEqual: return left <= right ? 1 : 0
    case .greater: return left > right ? 1 : 0
    case .greaterOrEqual: return left >= right ? 1 : 0
    case .and: return left != 0 && right != 0 ? 1 : 0
    case .or: return left != 0 || right != 0 ? 1 : 0
    case .xor: return (left != 0) != (right != 0) ? 1 : 0
    case .bitwiseAnd: return left & right
    case .bitwiseOr: return left | right
    case .bitwiseXor: return left ^ right
    case .bitShiftLeft:
      return (0..<63).contains(right)
        ? checked(left.multipliedReportingOverflow(by: 1 << right)) : nil
    case .bitShiftRight: return (0..<63).contains(right) ? left >> right : nil
    }
  }

  private static func symbolic(
    _ function: BinaryFunction, _ left: SymbolicInteger?, _ right: SymbolicInteger?
  ) -> SymbolicInteger? {
    guard let left, let right else { return nil }
    if let first = left.known, let second = right.known {
      return integer(function, first, second).map { SymbolicInteger($0) }
    }
    switch function {
    case .add: return left.added(to: right)
    case .subtract: return right.negated.flatMap { left.added(to: $0) }
    case .multiply: return left.multiplied(by: right)
    case .divide: return left.divided(by: right)
    case .equal: return left.isEqual(to: right).map { SymbolicInteger($0 ? 1 : 0) }
    default: return nil
    }
  }

  private static func truth(_ function: BinaryFunction, _ left: Double, _ right: Double) -> Bool? {
    switch function {
    case .equal: left == right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    default: nil
    }
  }

  private static func real(_ function: BinaryFunction, _ left: Double, _ right: Double) -> Double? {
    switch function {
    case .add: left + right
    case .subtract: left - right
    case .multiply: left * right
    case .divide: left / right
    case .power: pow(left, right)
    case .floatModulo: fmod(left, right)
    default: nil
    }
  }

  /// A sum, mean, maximum or minimum of several broadcast tensors.
  static func variadic(_ function: VariadicFunction, _ inputs: [FoldedTensor]) -> FoldedTensor? {
    guard let first = inputs.first else { return nil }
    let combined = inputs.dropFirst().reduce(first as FoldedTensor?) { result, next in
      result.flatMap { combine(function, $0, next) }
    }
    guard function == .mean, let combined else { return combined }
    let count = FoldedTensor(
      dtype: first.dtype, dimensions: [], elements: .reals([Double(inputs.count)]))
    return combined.integers == nil ? binary(.divide, combined, count, dtype: first.dtype) : nil
  }

  private static func combine(
    _ function: VariadicFunction, _ left: FoldedTensor, _ right: FoldedTensor
  ) -> FoldedTensor? {
    switch function {
    case .sum, .mean: return binary(.add, left, right, dtype: left.dtype)
    case .maximum:
      return binary(.greaterOrEqual, left, right, dtype: .bool).flatMap { select($0, left, right) }
    case .minimum:
      return binary(.lessOrEqual, left, right, dtype: .bool).flatMap { select($0, left, right) }
    }
  }
}
