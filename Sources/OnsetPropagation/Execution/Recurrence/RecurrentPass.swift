import OnsetCore
import OnsetModels
import OnsetTensor

/// One recurrent layer read in one direction.
///
/// The equations are those of ONNX's `RNN`, `GRU` and `LSTM`; names follow them: W and R are the kernels
/// of input and hidden state, h the hidden state, c the cell.
struct RecurrentPass {
  let attributes: RecurrentAttributes
  /// The activations f, g and h, as far as the cell has them.
  let functions: [RecurrentActivation]
  /// R, of shape gates·hidden × hidden.
  let recurrent: Tensor
  /// The bias of the hidden product, gates·hidden; `nil` for none.
  let recurrentBias: Tensor?
  /// The peepholes of the input, output and forget gate, 3·hidden.
  let peepholes: Tensor?
  /// For each step, which sequences have not ended, batch × 1; `nil` when all have full length.
  let masks: [Tensor]?

  private var hidden: Int { attributes.hiddenSize }

  /// Runs over all steps.
  ///
  /// - Parameters:
  ///   - projected: x·Wᵀ with the input bias, one tensor of batch × gates·hidden a step.
  ///   - h: The first hidden state, batch × hidden.
  ///   - c: The first cell, batch × hidden; only LSTM reads it.
  ///   - isReversed: Whether to start at the end.
  /// - Returns: The hidden state after each step, zero behind a sequence's end, and the last states.
  func run(
    _ projected: [Tensor], h: Tensor, c: Tensor, isReversed: Bool
  ) throws -> (outputs: [Tensor], h: Tensor, c: Tensor) {
    var (h, c) = (h, c)
    var outputs = projected
    let zero = try h.constant(0)
    for step in isReversed ? projected.indices.reversed() : Array(projected.indices) {
      let (nextH, nextC) = try advance(projected[step], h, c)
      if let mask = masks?[step] {
        outputs[step] = try mask.select(nextH, otherwise: zero)
        (h, c) = (try mask.select(nextH, otherwise: h), try mask.select(nextC, otherwise: c))
      } else {
        (outputs[step], h, c) = (nextH, nextH, nextC)
      }
    }
    return (outputs, h, c)
  }

  private func advance(_ x: Tensor, _ h: Tensor, _ c: Tensor) throws -> (h: Tensor, c: Tensor) {
    switch attributes.cell {
    case .rnn: (try functions[0](clipped(x.adding(product(h)))), c)
    case .gru: (try gatedUnit(x, h), c)
    case .lstm: try longShortTerm(x, h, c)
    }
  }

  /// h·Rᵀ with its bias.
  private func product(_ h: Tensor) throws -> Tensor {
    let product = try h.product(recurrent, turned: (false, true))
    return try recurrentBias.map { try product.adding($0) } ?? product
  }

  private func gatedUnit(_ x: Tensor, _ h: Tensor) throws -> Tensor {
    let inputs = try gates(x, 3)
    let update: Tensor
    let candidate: Tensor
    if attributes.appliesResetAfter {
      let own = try gates(product(h), 3)
      update = try functions[0](clipped(inputs[0].adding(own[0])))
      let reset = try functions[0](clipped(inputs[1].adding(own[1])))
      candidate = try inputs[2].adding(reset.multiplying(own[2]))
    } else {
      let kernels = try recurrent.split(axis: 0, sizes: [2 * hidden, hidden])
      let biases = try recurrentBias?.split(axis: 0, sizes: [2 * hidden, hidden])
      let own = try gates(plus(h.product(kernels[0], turned: (false, true)), biases?[0]), 2)
      update = try functions[0](clipped(inputs[0].adding(own[0])))
      let reset = try functions[0](clipped(inputs[1].adding(own[1])))
      let recalled = try reset.multiplying(h).product(kernels[1], turned: (false, true))
      candidate = try inputs[2].adding(plus(recalled, biases?[1]))
    }
    let new = try functions[1](clipped(candidate))
    return try new.adding(update.multiplying(h.subtracting(new)))
  }

  private func longShortTerm(
    _ x: Tensor, _ h: Tensor, _ c: Tensor
  ) throws -> (h: Tensor, c: Tensor) {
    let gates = try gates(x.adding(product(h)), 4)
    let weights = try peepholes?.split(axis: 0, sizes: [hidden, hidden, hidden])
    func gate(_ value: Tensor, _ place: Int, _ cell: Tensor) throws -> Tensor {
      try functions[0](
        clipped(weights.map { try value.adding($0[place].multiplying(cell)) } ?? value))
    }
    let input = try gate(gates[0], 0, c)
    let forget =
      attributes.couplesInputAndForget
      ? try input.constant(1).subtracting(input) : try gate(gates[2], 2, c)
    let new = try functions[1](clipped(gates[3]))
    let cell = try forget.multiplying(c).adding(input.multiplying(new))
    let output = try gate(gates[1], 1, cell)
    // The bound holds for the sums of the gates, not for the cell: so ONNX Runtime reads the standard.
    return (try output.multiplying(functions[2](cell)), cell)
  }

  private func gates(_ x: Tensor, _ count: Int) throws -> [Tensor] {
    try x.split(axis: -1, sizes: [Int](repeating: hidden, count: count))
  }

  private func plus(_ x: Tensor, _ bias: Tensor?) throws -> Tensor {
    try bias.map { try x.adding($0) } ?? x
  }

  private func clipped(_ x: Tensor) throws -> Tensor {
    guard let clip = attributes.clip else { return x }
    return try x.clipped(from: -clip, to: clip)
  }
}
