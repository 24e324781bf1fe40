import OnsetCore

/// The gradient of a scalar function.
///
/// Calls may be nested: the gradient of a function that itself takes a gradient is the second
/// derivative, and variables of different calls are never confused.
///
/// - Parameters:
///   - function: From one floating-point tensor to a tensor with one element.
///   - point: Where the gradient is taken.
/// - Returns: The derivative by each element of `point`.
/// - Throws: `OnsetError` when the value is not one number, and what `function` throws.
public func gradient(of function: (Tensor) throws -> Tensor, at point: Tensor) throws -> Tensor {
  try valueWithGradient(of: function, at: point).gradient
}

/// The gradients of a scalar function by several tensors, in their order.
public func gradient(
  of function: ([Tensor]) throws -> Tensor, at points: [Tensor]
) throws -> [Tensor] {
  try valueWithGradient(of: function, at: points).gradients
}

/// The value and the gradient of a scalar function; see ``gradient(of:at:)``.
public func valueWithGradient(
  of function: (Tensor) throws -> Tensor, at point: Tensor
) throws -> (value: Tensor, gradient: Tensor) {
  let result = try valueWithGradient(of: { try function($0[0]) }, at: [point])
  return (result.value, result.gradients[0])
}

/// The value and the gradients of a scalar function of several tensors; see ``gradient(of:at:)``.
public func valueWithGradient(
  of function: ([Tensor]) throws -> Tensor, at points: [Tensor]
) throws -> (value: Tensor, gradients: [Tensor]) {
  let tape = try Tape(variables: points)
  var output = try function(tape.variables)
  guard output.shape.count == 1 else {
    throw OnsetError(
      .shapeMismatch, "a function with values of shape \(output.shape) has no gradient",
      fix: "sum it to one number, or ask for a vector-Jacobian product")
  }
  let value = tape.dependsOnOuter(output) ? output : output.detached
  let seed = try Tensor.ones(output.shape, dtype: output.dtype)
  let outputs = [output]
  output = value
  return (value, try tape.gradients(of: outputs, cotangents: [seed]))
}

/// uᵀJ, the cotangent u of a function's value carried back to its argument.
///
/// - Parameters:
///   - function: Any function between floating-point tensors, with Jacobian J.
///   - point: Where J is taken.
///   - cotangent: u, of the shape of the value.
/// - Throws: `OnsetError` when u does not fit the value.
public func vectorJacobianProduct(
  of function: (Tensor) throws -> Tensor, at point: Tensor, cotangent: Tensor
) throws -> Tensor {
  let tape = try Tape(variables: [point])
  return try tape.gradients(of: [function(tape.variables[0])], cotangents: [cotangent])[0]
}

/// Jv, the derivative of a function in a direction.
///
/// uᵀJ is linear in u, and its derivative by u in the direction v is Jv: two passes back, about three
/// times the cost of the function.
///
/// - Parameters:
///   - function: Any function between floating-point tensors, with Jacobian J.
///   - point: Where J is taken.
///   - tangent: v, of the shape of `point`.
/// - Throws: `OnsetError` when v does not fit `point`.
public func jacobianVectorProduct(
  of function: (Tensor) throws -> Tensor, at point: Tensor, tangent: Tensor
) throws -> Tensor {
  guard tangent.shape == point.shape else {
    throw OnsetError(
      .shapeMismatch,
      "a tangent of shape \(tangent.shape) does not fit a point of shape \(point.shape)")
  }
  let tape = try Tape(variables: [point])
  let output = try function(tape.variables[0])
  let dual = try Tape(variables: [Tensor.zeros(output.shape, dtype: output.dtype)])
  let product = try tape.gradients(of: [output], cotangents: dual.variables)
  return try dual.gradients(of: product, cotangents: [tangent])[0]
}

extension Tensor {
  /// This tensor, with a look at the gradient that arrives here when a derivative is taken.
  ///
  /// - Parameter observe: Called once per pass back with the whole gradient by this tensor; never
  ///   called when no derivative is being taken.
  public func observingGradient(_ observe: @escaping @Sendable (Tensor) -> Void) -> Tensor {
    detached.recorded(from: [self], keeping: .nothing) { context in
      observe(context.cotangent.detached)
      return [context.cotangent]
    }
  }
}
