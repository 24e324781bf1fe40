import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Operators that compute each element from the elements at the same place.
  func elementwise() throws -> Tensor {
    let first = try tensor(0)
    switch node.operation {
    case .unary(let function): return try first.applying(function)
    case .binary(let function): return try binary(function, first, tensor(1))
    case .variadic(let function): return try variadic(function)
    case .clip: return try clipped(first)
    case .prelu: return try parametricRelu(first, slope: tensor(1))
    case .select: return try first.select(tensor(1), otherwise: tensor(2))
    case .cast(let dtype): return try converted(first, to: dtype)
    case .castLike: return try first.cast(to: tensor(1).dtype)
    default: return first
    }
  }

  /// The value, and where it is wanted a mask of truth: nothing is ever dropped.
  func dropout() throws -> [Tensor] {
    let value = try tensor(0)
    return node.outputs.count > 1
      ? [value, try Tensor(repeating: 1, shape: value.shape, dtype: .bool)] : [value]
  }

  private func binary(_ function: BinaryFunction, _ a: Tensor, _ b: Tensor) throws -> Tensor {
    switch function {
    case .add: try a.adding(b)
    case .subtract: try a.subtracting(b)
    case .multiply: try a.multiplying(b)
    case .divide: try a.dividing(by: b)
    case .power: try power(a, b)
    case .modulo: try a.remainder(dividingBy: b)
    case .floatModulo: try a.remainder(dividingBy: b, signOfDividend: true)
    case .equal: try a.equal(b)
    case .less: try a.less(b)
    case .lessOrEqual: try a.lessOrEqual(b)
    case .greater: try a.greater(b)
    case .greaterOrEqual: try a.greaterOrEqual(b)
    case .and, .bitwiseAnd: try a.and(b)
    case .or, .bitwiseOr: try a.or(b)
    case .xor, .bitwiseXor: try a.xor(b)
    case .bitShiftLeft: try shifted(a, b, isLeft: true)
    case .bitShiftRight: try shifted(a, b, isLeft: false)
    }
  }

  /// The base decides the type; an exponent of another one is converted, by way of float64 for integers.
  private func power(_ base: Tensor, _ exponent: Tensor) throws -> Tensor {
    if base.dtype == exponent.dtype, base.dtype.isFloatingPoint { return try base.power(exponent) }
    if base.dtype.isFloatingPoint { return try base.power(exponent.cast(to: base.dtype)) }
    return try base.cast(to: .float64).power(exponent.cast(to: .float64)).cast(to: base.dtype)
  }

  /// Shifts by the width or more, and by negative numbers, leave nothing but the sign; bits that leave a
  /// small integer are cut off afterwards.
  private func shifted(_ a: Tensor, _ b: Tensor, isLeft: Bool) throws -> Tensor {
    let shape = try Broadcast(a.shape, b.shape, for: "a shift").shape
    let (values, steps) = (try a.expanded(to: shape).integers, try b.expanded(to: shape).integers)
    let results = zip(values, steps).map { value, step in
      let places = step < 0 || step > 63 ? 64 : step
      return Int64(isLeft ? value << places : value >> places)
    }
    let result = try Tensor(results, shape: shape)
    return a.dtype == .int64 ? result : try result.truncatedToInt32()
  }

  private func variadic(_ function: VariadicFunction) throws -> Tensor {
    let all = try tensors()
    guard var result = all.first else { throw unsupported("needs an input") }
    for other in all.dropFirst() {
      switch function {
      case .sum, .mean: result = try result.adding(other)
      case .maximum: result = try result.maximum(other)
      case .minimum: result = try result.minimum(other)
      }
    }
    return function == .mean
      ? try result.multiplying(result.constant(1 / Double(all.count))) : result
  }

  /// Where the lower bound is above the upper one, the upper one wins.
  private func clipped(_ value: Tensor) throws -> Tensor {
    var result = value
    if let lower = try optionalTensor(1) {
      result = try result.maximum(lower.cast(to: value.dtype))
    }
    if let upper = try optionalTensor(2) {
      result = try result.minimum(upper.cast(to: value.dtype))
    }
    return result
  }

  private func parametricRelu(_ value: Tensor, slope: Tensor) throws -> Tensor {
    try value.detached.less(value.constant(0)).select(value.multiplying(slope), otherwise: value)
  }

  private func converted(_ value: Tensor, to target: DType) throws -> Tensor {
    guard let dtype = target.computed else {
      throw unsupported("to \(target.rawValue) is not supported")
    }
    if dtype == .int32, target != .int32, value.dtype.isFloatingPoint {
      // Numbers beyond a small integer wrap as in two steps, instead of stopping at int32's ends.
      return try value.cast(to: .int64).truncatedToInt32().narrowed(to: target)
    }
    return value.dtype == .int64 && dtype == .int32
      ? try value.truncatedToInt32().narrowed(to: target)
      : try value.cast(to: dtype).narrowed(to: target)
  }
}

extension Tensor {
  /// A function of each element.
  func applying(_ function: UnaryFunction) throws -> Tensor {
    switch function {
    case .relu: dtype.isFloatingPoint ? try relu() : try maximum(constant(0))
    case .leakyRelu(let slope): try leakyRelu(slope: slope)
    case .elu(let alpha): try elu(alpha: alpha)
    case .selu(let alpha, let gamma): try selu(alpha: alpha, gamma: gamma)
    case .celu(let alpha): try celu(alpha: alpha)
    case .gelu(let isTanhApproximation): isTanhApproximation ? try geluTanh() : try gelu()
    case .sigmoid: try sigmoid()
    case .hardSigmoid(let alpha, let beta): try hardSigmoid(alpha: alpha, beta: beta)
    case .hardSwish: try hardSwish()
    case .swish(let alpha):
      alpha == 1 ? try silu() : try multiplying(multiplying(constant(alpha)).sigmoid())
    case .mish: try mish()
    case .softplus: try softplus()
    case .softsign: try softsign()
    case .tanh: try tanh()
    case .thresholdedRelu(let alpha): try thresholdedRelu(alpha: alpha)
    case .shrink(let bias, let lambda): try shrunk(lambda: lambda, bias: bias)
    default: try applyingMathematics(function)
    }
  }

  private func applyingMathematics(_ function: UnaryFunction) throws -> Tensor {
    switch function {
    case .absolute: try absolute()
    case .negative: try negated()
    case .reciprocal: try reciprocal()
    case .square: try multiplying(self)
    case .squareRoot: try squareRoot()
    case .exponential: try exp()
    case .logarithm: try log()
    case .errorFunction: try erf()
    case .sine: try sin()
    case .cosine: try cos()
    case .tangent: try tan()
    case .arcSine: try asin()
    case .arcCosine: try acos()
    case .arcTangent: try atan()
    case .hyperbolicSine: try sinh()
    case .hyperbolicCosine: try cosh()
    case .arcHyperbolicSine: try asinh()
    case .arcHyperbolicCosine: try acosh()
    case .arcHyperbolicTangent: try atanh()
    case .sign: try sign()
    case .floor: try floor()
    case .ceiling: try ceil()
    case .round: try rounded()
    case .logicalNot, .bitwiseNot: try not()
    case .isNaN: try isNaN()
    case .isInfinite(let negative, let positive):
      try isInfinite(negative: negative, positive: positive)
    default: throw OnsetError(.unsupported, "the function \(function) cannot be computed")
    }
  }

  /// The low 32 bits of int64.
  func truncatedToInt32() throws -> Tensor {
    try Tensor(elements(Int64.self).map { Int32(truncatingIfNeeded: $0) }, shape: shape)
  }
}
