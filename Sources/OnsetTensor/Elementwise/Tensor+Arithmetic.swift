import COnsetKernels
import OnsetCore

extension Tensor {
  /// The sum, with broadcasting.
  ///
  /// - Throws: `OnsetError` that names both shapes when they do not broadcast, or both types.
  public consuming func adding(_ other: consuming Tensor) throws -> Tensor {
    // Only the shapes go on the tape, so that an operand may be written over.
    let inputs = [shell, other.shell]
    return try pairwise(ONSET_ADD, with: other, named: "the sum").recorded(
      from: inputs, keeping: .nothing
    ) { context in
      let inputs = context.inputs
      return [
        context.wanted[0] ? try context.cotangent.summed(to: inputs[0].shape) : nil,
        context.wanted[1] ? try context.cotangent.summed(to: inputs[1].shape) : nil,
      ]
    }
  }

  /// The difference, with broadcasting.
  public consuming func subtracting(_ other: consuming Tensor) throws -> Tensor {
    // Only the shapes go on the tape, so that an operand may be written over.
    let inputs = [shell, other.shell]
    return try pairwise(ONSET_SUBTRACT, with: other, named: "the difference").recorded(
      from: inputs, keeping: .nothing
    ) { context in
      let inputs = context.inputs
      return [
        context.wanted[0] ? try context.cotangent.summed(to: inputs[0].shape) : nil,
        context.wanted[1] ? try context.cotangent.summed(to: inputs[1].shape).negated() : nil,
      ]
    }
  }

  /// The product of elements, with broadcasting.
  public consuming func multiplying(_ other: consuming Tensor) throws -> Tensor {
    if node == nil, other.node == nil {
      return try pairwise(ONSET_MULTIPLY, with: other, named: "the product")
    }
    let inputs = [copy self, copy other]
    return try pairwise(ONSET_MULTIPLY, with: other, named: "the product").recorded(from: inputs) {
      context in
      let (a, b, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      return [
        context.wanted[0] ? try c.multiplying(b).summed(to: a.shape) : nil,
        context.wanted[1] ? try c.multiplying(a).summed(to: b.shape) : nil,
      ]
    }
  }

  /// The quotient of elements, with broadcasting; of integers, rounded towards zero.
  public consuming func dividing(by other: consuming Tensor) throws -> Tensor {
    if node == nil, other.node == nil {
      return try pairwise(ONSET_DIVIDE, with: other, named: "the quotient")
    }
    let inputs = [copy self, copy other]
    return try pairwise(ONSET_DIVIDE, with: other, named: "the quotient").recorded(from: inputs) {
      context in
      let (a, b) = (context.inputs[0], context.inputs[1])
      let c = try context.cotangent.dividing(by: b)
      return [
        context.wanted[0] ? try c.summed(to: a.shape) : nil,
        context.wanted[1]
          ? try c.multiplying(a.dividing(by: b)).summed(to: b.shape).negated() : nil,
      ]
    }
  }

  /// `self` to the power of `other`, with broadcasting. Its derivative by an exponent is 0 where the
  /// base is not positive.
  public func power(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_POWER, with: other, named: "the power").recorded(from: [self, other]) {
      context in
      let (a, b, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      let one = try Tensor.scalar(1, dtype: a.dtype)
      let byBase =
        context.wanted[0] ? try c.multiplying(b.multiplying(a.power(b.subtracting(one)))) : nil
      guard context.wanted[1] else { return [try byBase?.summed(to: a.shape), nil] }
      let zero = try Tensor.scalar(0, dtype: a.dtype)
      let positive = try a.greater(zero)
      let safe = try positive.select(a, otherwise: one)
      let byExponent = try c.multiplying(a.power(b).multiplying(safe.log()))
      return [
        try byBase?.summed(to: a.shape),
        try positive.select(byExponent, otherwise: zero).summed(to: b.shape),
      ]
    }
  }

  /// The larger of each pair; NaN if one is. The derivative goes to the larger, to the first of equals.
  public func maximum(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_MAXIMUM, with: other, named: "the maximum").recorded(from: [self, other]) {
      context in
      let first = try context.inputs[0].greaterOrEqual(context.inputs[1])
      return try context.divided(by: first)
    }
  }

  /// The smaller of each pair; NaN if one is. The derivative goes to the smaller, to the first of equals.
  public func minimum(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_MINIMUM, with: other, named: "the minimum").recorded(from: [self, other]) {
      context in
      let first = try context.inputs[0].lessOrEqual(context.inputs[1])
      return try context.divided(by: first)
    }
  }

  /// The remainder with the sign of the divisor (`mod`), or of the dividend (`fmod`).
  public func remainder(dividingBy other: Tensor, signOfDividend: Bool = false) throws -> Tensor {
    let function = signOfDividend ? ONSET_REMAINDER : ONSET_MODULO
    return try pairwise(function, with: other, named: "the remainder").recorded(from: [self, other])
    {
      context in
      let (a, b, c) = (context.inputs[0], context.inputs[1], context.cotangent)
      let quotient = try a.detached.dividing(by: b.detached)
      let whole = try signOfDividend ? quotient.truncated() : quotient.floor()
      return [
        context.wanted[0] ? try c.summed(to: a.shape) : nil,
        context.wanted[1] ? try c.multiplying(whole).summed(to: b.shape).negated() : nil,
      ]
    }
  }
}

extension BackwardContext {
  /// The cotangent, to the first input where `first` is true and to the second elsewhere.
  fileprivate func divided(by first: Tensor) throws -> [Tensor?] {
    let zero = try Tensor.scalar(0, dtype: cotangent.dtype)
    return [
      wanted[0] ? try first.select(cotangent, otherwise: zero).summed(to: inputs[0].shape) : nil,
      wanted[1] ? try first.select(zero, otherwise: cotangent).summed(to: inputs[1].shape) : nil,
    ]
  }
}
