import COnsetKernels
import OnsetCore

extension Tensor {
  /// Whether elements are equal, with broadcasting.
  public func equal(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_EQUAL, with: other, named: "the comparison")
  }
  /// Whether elements are less than the other's.
  public func less(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_LESS, with: other, named: "the comparison")
  }
  /// Whether elements are at most the other's.
  public func lessOrEqual(_ other: Tensor) throws -> Tensor {
    try pairwise(ONSET_LESS_EQUAL, with: other, named: "the comparison")
  }
  /// Whether elements are greater than the other's.
  public func greater(_ other: Tensor) throws -> Tensor { try other.less(self) }
  /// Whether elements are at least the other's.
  public func greaterOrEqual(_ other: Tensor) throws -> Tensor { try other.lessOrEqual(self) }

  /// Both, for truth values; the bits that both have, for integers.
  public func and(_ other: Tensor) throws -> Tensor { try bits(ONSET_AND, other, "and") }
  /// Either, for truth values; the bits that one has, for integers.
  public func or(_ other: Tensor) throws -> Tensor { try bits(ONSET_OR, other, "or") }
  /// One but not both; the bits that differ, for integers.
  public func xor(_ other: Tensor) throws -> Tensor { try bits(ONSET_XOR, other, "xor") }
  /// Bits moved up by as many places as `other` says; integers only.
  public func shiftedLeft(_ other: Tensor) throws -> Tensor {
    try bits(ONSET_SHIFT_LEFT, other, "the shift", truth: false)
  }
  /// Bits moved down, zeros entering from above; integers only.
  public func shiftedRight(_ other: Tensor) throws -> Tensor {
    try bits(ONSET_SHIFT_RIGHT, other, "the shift", truth: false)
  }
  /// The opposite of truth values; all bits changed, for integers.
  public func not() throws -> Tensor {
    try xor(Tensor(repeating: dtype == .bool ? 1 : -1, shape: [], dtype: dtype))
  }

  private func bits(
    _ function: onset_binary, _ other: Tensor, _ name: String, truth: Bool = true
  ) throws -> Tensor {
    guard !dtype.isFloatingPoint, truth || dtype != .bool else {
      throw OnsetError(
        .invalidArgument, "\(name) of a tensor of shape \(shape) and type \(dtype.rawValue)")
    }
    return try pairwise(function, with: other, named: name)
  }

  /// `yes` where this tensor of truth values is true and `no` elsewhere, with broadcasting of all three.
  public func select(_ yes: Tensor, otherwise no: Tensor) throws -> Tensor {
    guard dtype == .bool, yes.dtype == no.dtype else {
      throw OnsetError(
        .invalidArgument,
        "a choice by \(dtype.rawValue) between \(yes.dtype.rawValue) and \(no.dtype.rawValue)",
        fix: "the condition must be bool and the choices of one type")
    }
    let common = try Broadcast(
      Broadcast(shape, yes.shape, for: "a choice").shape, no.shape, for: "a choice"
    ).shape
    let walk = JointWalk(shape: common, operands: [shape, yes.shape, no.shape])
    let size = yes.dtype.size
    let result = try Tensor(shape: common, dtype: yes.dtype) { out in
      guard common.count > 0 else { return }
      nonisolated(unsafe) let (mask, a, b, out) = (pointer(Bool.self), yes.bytes, no.bytes, out)
      let steps = walk.steps
      let loop = ArrayKernels.loops.choose
      walk.forEachRow { starts, start, length in
        let conditions = UnsafeRawPointer(mask + starts[0]).assumingMemoryBound(to: UInt8.self)
        loop?(
          size, conditions, steps[0], a + starts[1] * size, steps[1], b + starts[2] * size,
          steps[2],
          length, out + start * size)
      }
    }
    let mask = detached
    return result.recorded(from: [yes, no], keeping: .nothing) { context in
      let zero = try Tensor.scalar(0, dtype: context.cotangent.dtype)
      let (c, inputs) = (context.cotangent, context.inputs)
      return [
        context.wanted[0] ? try mask.select(c, otherwise: zero).summed(to: inputs[0].shape) : nil,
        context.wanted[1] ? try mask.select(zero, otherwise: c).summed(to: inputs[1].shape) : nil,
      ]
    }
  }
}
