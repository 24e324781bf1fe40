import OnsetCore

/// Variables of a derivative, and the way back to them from values computed with them.
///
/// The functions ``gradient(of:at:)`` and its like are made of it; use it where several results have
/// cotangents of their own, as in an executor of graphs:
///
/// ```swift
/// let tape = try Tape(variables: parameters)
/// let outputs = try run(tape.variables)
/// let gradients = try tape.gradients(of: outputs, cotangents: seeds)
/// ```
public struct Tape: Sendable {
  /// The variables: the same elements as the tensors given, and known to the tape.
  public let variables: [Tensor]

  /// Starts a tape.
  ///
  /// - Parameter points: Where the derivative is taken, floating-point tensors.
  /// - Throws: `OnsetError` for other element types.
  public init(variables points: [Tensor]) throws {
    variables = try points.map { point in
      guard point.dtype.isFloatingPoint else {
        throw OnsetError(
          .invalidArgument, "there is no derivative by a tensor of type \(point.dtype.rawValue)",
          fix: "cast it to float32 or float64")
      }
      var leaf = point.detached
      leaf.node = TapeNode(
        inputs: point.node == nil ? [] : [point], output: point.detached, rule: { [$0.cotangent] })
      return leaf
    }
  }

  /// Σ over outputs of their cotangent times their derivative by each variable.
  ///
  /// The pass back is itself recorded when the outputs also depend on variables of an outer derivative,
  /// so that derivatives nest. What the tape holds is freed on the way when nobody else holds an output.
  ///
  /// - Parameters:
  ///   - outputs: Values computed from ``variables``.
  ///   - cotangents: One per output, of its shape and type; nil leaves the output out.
  /// - Returns: One tensor per variable, of its shape; zeros for one that no output depends on.
  /// - Throws: `OnsetError` when a cotangent does not fit its output.
  public func gradients(of outputs: consuming [Tensor], cotangents: [Tensor?]) throws -> [Tensor] {
    for (output, cotangent) in zip(copy outputs, cotangents) {
      guard let cotangent, cotangent.shape != output.shape || cotangent.dtype != output.dtype else {
        continue
      }
      throw OnsetError(
        .shapeMismatch,
        "a cotangent of shape \(cotangent.shape) (\(cotangent.dtype.rawValue)) does not fit an "
          + "output of shape \(output.shape) (\(output.dtype.rawValue))")
    }
    var pass = BackwardPass(from: copy outputs, to: variables)
    for (output, cotangent) in zip(copy outputs, cotangents) {
      if let node = output.node, let cotangent { try pass.add(cotangent, at: node) }
    }
    _ = consume outputs
    try pass.run()
    return try zip(variables, pass.cotangents(of: variables)).map { variable, cotangent in
      try cotangent ?? Tensor.zeros(variable.shape, dtype: variable.dtype)
    }
  }

  /// Whether a tensor depends on a variable of a derivative other than this one.
  func dependsOnOuter(_ output: Tensor) -> Bool {
    BackwardPass(from: [output], to: variables).isRecorded
  }
}
