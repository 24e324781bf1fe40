import OnsetCore

/// How to carry a cotangent of an operation's result back to its inputs.
///
/// Written in tensor operations and on nothing but the context, so that the same rule serves first
/// derivatives, where nothing is recorded, and derivatives of derivatives.
package typealias BackwardRule = @Sendable (BackwardContext) throws -> [Tensor?]

/// What a backward rule may look at.
package struct BackwardContext: Sendable {
  /// The operation's inputs; empty shells of their shape where the operation did not keep them.
  package let inputs: [Tensor]
  /// The operation's result, a shell unless kept.
  package let output: Tensor
  /// The derivative of the final value by the result.
  package let cotangent: Tensor
  /// Which inputs' cotangents will be used.
  package let wanted: [Bool]

  /// Whether the pass back is itself recorded: then a rule must not use loops without a rule.
  package var isRecorded: Bool {
    cotangent.node != nil || output.node != nil || inputs.contains { $0.node != nil }
  }
}

/// What of an operation its backward rule reads; the rest is freed at once.
package enum KeptElements: Sendable {
  case nothing, inputs, output, both
}

/// One operation on the way from variables to a value.
final class TapeNode: @unchecked Sendable {
  fileprivate(set) var inputs: [Tensor]
  /// The result's elements, where the rule reads them; its shape in any case.
  let output: Tensor
  let rule: BackwardRule?
  /// One more than that of any input, so that sorting by it sorts causes before effects.
  let order: Int

  init(inputs: [Tensor], output: Tensor, rule: BackwardRule?) {
    self.inputs = inputs
    self.output = output
    self.rule = rule
    self.order = 1 + (inputs.lazy.compactMap { $0.node?.order }.max() ?? 0)
  }

  /// A long tape is taken apart in a loop: one release inside the other would overflow the stack.
  deinit {
    var pending: [TapeNode] = []
    for index in inputs.indices {
      if let node = inputs[index].node { pending.append(node) }
      inputs[index].node = nil
    }
    while var node = pending.popLast() {
      guard isKnownUniquelyReferenced(&node) else { continue }
      for index in node.inputs.indices {
        if let next = node.inputs[index].node { pending.append(next) }
        node.inputs[index].node = nil
      }
    }
  }
}

extension Tensor {
  /// The result of an operation, recorded when an input depends on a variable.
  ///
  /// - Parameters:
  ///   - inputs: The tensors on which the result depends differentiably.
  ///   - kept: What `rule` reads of elements; shapes and types are always there.
  ///   - rule: The cotangents of the inputs, in their order; nil means zero.
  package func recorded(
    from inputs: [Tensor], keeping kept: KeptElements = .inputs, rule: @escaping BackwardRule
  ) -> Tensor {
    guard inputs.contains(where: { $0.node != nil }), dtype.isFloatingPoint else { return self }
    let keepsInputs = kept == .inputs || kept == .both
    let keepsOutput = kept == .output || kept == .both
    var result = self
    result.node = TapeNode(
      inputs: keepsInputs ? inputs : inputs.map(\.shell),
      output: keepsOutput ? detached : Tensor(shape: shape, dtype: dtype, storage: .empty),
      rule: rule)
    return result
  }
}
