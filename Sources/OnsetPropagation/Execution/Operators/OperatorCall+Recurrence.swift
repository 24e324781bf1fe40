import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// A recurrent layer: all hidden states, the last one, and the last cell.
  func recurrence(_ attributes: RecurrentAttributes) throws -> [Tensor] {
    var (x, attributes) = (try tensor(0), attributes)
    if attributes.isBatchFirst, x.rank == 3 { x = try x.transposed([1, 0, 2]) }
    let (kernel, recurrent) = (try tensor(1), try tensor(2))
    let directions = attributes.direction == .bidirectional ? 2 : 1
    if attributes.hiddenSize == 0, recurrent.rank == 3 {
      attributes.hiddenSize = recurrent.shape[2]
    }
    let rows = attributes.cell.gates.count * attributes.hiddenSize
    guard x.rank == 3, kernel.shape == [directions, rows, x.shape[2]],
      recurrent.shape == [directions, rows, attributes.hiddenSize]
    else {
      throw OnsetError(
        .shapeMismatch,
        "kernels of shapes \(kernel.shape) and \(recurrent.shape) do not fit \(directions) direction(s) "
          + "of \(attributes.hiddenSize) units and an input of shape \(x.shape)")
    }
    let masks = try lengthMasks(steps: x.shape[0], batch: x.shape[1])
    let passes = try (0..<directions).map { direction in
      try pass(x, attributes, direction: direction, masks: masks)
    }
    return try assembled(passes, attributes, x)
  }

  private func pass(
    _ x: Tensor, _ attributes: RecurrentAttributes, direction: Int, masks: [Tensor]?
  ) throws -> (outputs: [Tensor], h: Tensor, c: Tensor) {
    let rows = attributes.cell.gates.count * attributes.hiddenSize
    func part(_ tensor: Tensor?) throws -> Tensor? {
      try tensor?.sliced(axis: 0, start: direction, count: 1).squeezed([0])
    }
    let biases = try part(optionalTensor(3))?.split(axis: 0, sizes: [rows, rows])
    let (steps, batch) = (x.shape[0], x.shape[1])
    var projected = try x.reshaped(to: [steps * batch, x.shape[2]])
      .product(
        tensor(1).sliced(axis: 0, start: direction, count: 1).squeezed([0]), turned: (false, true))
    if let biases { projected = try projected.adding(biases[0]) }
    let layer = RecurrentPass(
      attributes: attributes,
      functions: try RecurrentActivation.functions(of: attributes, direction: direction),
      recurrent: try tensor(2).sliced(axis: 0, start: direction, count: 1).squeezed([0]),
      recurrentBias: biases?[1], peepholes: try part(optionalTensor(7)), masks: masks)
    let zeros = try Tensor.zeros([batch, attributes.hiddenSize], dtype: x.dtype)
    let inputs = try projected.split(axis: 0, sizes: [Int](repeating: batch, count: steps))
    let isReversed =
      attributes.direction == .reverse || (attributes.direction == .bidirectional && direction == 1)
    return try layer.run(
      inputs, h: part(initial(5, attributes)) ?? zeros, c: part(initial(6, attributes)) ?? zeros,
      isReversed: isReversed)
  }

  /// A first state, directions in front.
  private func initial(_ position: Int, _ attributes: RecurrentAttributes) throws -> Tensor? {
    guard let state = try optionalTensor(position) else { return nil }
    return attributes.isBatchFirst && state.rank == 3 ? try state.transposed([1, 0, 2]) : state
  }

  /// For each step, which sequences have not ended; `nil` when all run to the last step.
  private func lengthMasks(steps: Int, batch: Int) throws -> [Tensor]? {
    guard let lengths = try integers(4) else { return nil }
    guard lengths.count == batch, lengths.allSatisfy({ (0...steps).contains($0) }) else {
      throw OnsetError(
        .shapeMismatch,
        "\(lengths.count) sequence lengths do not fit \(batch) sequences of \(steps) steps")
    }
    guard lengths.contains(where: { $0 < steps }) else { return nil }
    return try (0..<steps).map { step in
      try Tensor(lengths.map { step < $0 }, shape: [batch, 1])
    }
  }

  private func assembled(
    _ passes: [(outputs: [Tensor], h: Tensor, c: Tensor)], _ attributes: RecurrentAttributes,
    _ x: Tensor
  ) throws -> [Tensor] {
    let (steps, batch, hidden) = (x.shape[0], x.shape[1], attributes.hiddenSize)
    let single: Shape = [steps, 1, batch, hidden]
    var all = try Tensor.concatenated(
      passes.map { pass in
        guard steps > 0 else { return try Tensor.zeros(single, dtype: x.dtype) }
        return try Tensor.concatenated(pass.outputs, axis: 0).reshaped(to: single)
      }, axis: 1)
    var h = try Tensor.concatenated(passes.map { try $0.h.unsqueezed([0]) }, axis: 0)
    var c = try Tensor.concatenated(passes.map { try $0.c.unsqueezed([0]) }, axis: 0)
    if attributes.isBatchFirst {
      all = try all.transposed([2, 0, 1, 3])
      h = try h.transposed([1, 0, 2])
      c = try c.transposed([1, 0, 2])
    }
    return [all, h, c]
  }
}
