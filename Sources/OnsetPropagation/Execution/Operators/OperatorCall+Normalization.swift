import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Normalizations and the softmax.
  func normalization() throws -> [Tensor] {
    let x = try tensor(0)
    switch node.operation {
    case .batchNormalization(let epsilon, let momentum, _):
      return try batchNormalization(x, epsilon: epsilon, momentum: momentum)
    case .layerNormalization(let axis, let epsilon):
      return try layerNormalization(x, axis: axis, epsilon: epsilon)
    case .rmsNormalization(let axis, let epsilon):
      return [try x.rmsNormalized(axis: axis, scale: optionalTensor(1), epsilon: epsilon)]
    case .instanceNormalization(let epsilon):
      return [
        try x.instanceNormalized(
          scale: optionalTensor(1), shift: optionalTensor(2), epsilon: epsilon)
      ]
    case .groupNormalization(let groups, let epsilon):
      return [try groupNormalization(x, groups: groups, epsilon: epsilon)]
    case .localResponseNormalization(let alpha, let beta, let bias, let size):
      return [try localResponse(x, alpha: alpha, beta: beta, bias: bias, size: size)]
    case .lpNormalization(let axis, let order):
      return [try lpNormalized(x, axis: axis, order: order)]
    case .meanVarianceNormalization(let axes):
      return [try x.standardized(axes: axes, epsilon: 1e-9)]
    case .softmax(let axis, let isLogarithmic):
      return [isLogarithmic ? try x.logSoftmax(axis: axis) : try x.softmax(axis: axis)]
    case .hardmax(let axis): return [try hardmax(x, axis: axis)]
    case .crossEntropy(let takesScores, let reduction, let ignored):
      return try crossEntropy(takesScores: takesScores, reduction: reduction, ignoredClass: ignored)
    default: throw unsupported("is no normalization")
    }
  }

  /// In training the running statistics are results too: momentum·old + (1 - momentum)·batch.
  private func batchNormalization(
    _ x: Tensor, epsilon: Double, momentum: Double
  ) throws -> [Tensor] {
    let (scale, shift) = (try optionalTensor(1), try optionalTensor(2))
    if mode == .evaluation {
      return [
        try x.batchNormalized(
          mean: tensor(3), variance: tensor(4), scale: scale, shift: shift, epsilon: epsilon)
      ]
    }
    let result = try x.batchNormalized(scale: scale, shift: shift, epsilon: epsilon)
    guard node.outputs.count > 1, x.rank >= 2 else { return [result] }
    let axes = [0] + Array(2..<x.rank)
    let mean = try x.mean(axes: axes, keepingAxes: true)
    let variance = try x.subtracting(mean).sumOfSquares(axes: axes)
    let count = Double(x.shape.count) / Double(max(1, x.shape[1]))
    func moved(_ old: Tensor, _ new: Tensor) throws -> Tensor {
      try old.multiplying(old.constant(momentum)).adding(
        new.multiplying(new.constant(1 - momentum)))
    }
    let channels = Shape([x.shape[1]])
    let running = [
      try moved(tensor(3), mean.reshaped(to: channels)),
      try moved(tensor(4), variance.multiplying(variance.constant(1 / max(1, count)))),
    ]
    // Before opset 14 the batch's own statistics followed.
    let own = [
      try mean.reshaped(to: channels),
      try variance.multiplying(variance.constant(1 / max(1, count))),
    ]
    return [result] + running + own
  }

  /// The results are the value, the mean and 1/deviation.
  private func layerNormalization(_ x: Tensor, axis: Int, epsilon: Double) throws -> [Tensor] {
    let result = try x.layerNormalized(
      axis: axis, scale: optionalTensor(1), shift: optionalTensor(2), epsilon: epsilon)
    guard node.outputs.count > 1 else { return [result] }
    let axes = Array(try x.checked(axis)..<x.rank)
    let mean = try x.mean(axes: axes, keepingAxes: true)
    let variance = try x.subtracting(mean).multiplying(x.subtracting(mean))
      .mean(axes: axes, keepingAxes: true)
    return [result, mean, try variance.adding(x.constant(epsilon)).squareRoot().reciprocal()]
  }

  /// Scale and shift are one per channel, or one per group in opset 18 to 20.
  private func groupNormalization(_ x: Tensor, groups: Int, epsilon: Double) throws -> Tensor {
    func perChannel(_ parameter: Tensor?) throws -> Tensor? {
      guard let parameter, x.rank >= 2, parameter.shape.count == groups, groups > 0,
        groups != x.shape[1], x.shape[1] % groups == 0
      else { return parameter }
      return try parameter.reshaped(to: [groups, 1])
        .expanded(to: [groups, x.shape[1] / groups]).reshaped(to: [x.shape[1]])
    }
    return try x.groupNormalized(
      groups: groups, scale: perChannel(optionalTensor(1)), shift: perChannel(optionalTensor(2)),
      epsilon: epsilon)
  }

  /// x / (k + α/n·Σx² over n neighbouring channels)^β. Krizhevsky et al. 2012.
  private func localResponse(
    _ x: Tensor, alpha: Double, beta: Double, bias: Double, size: Int
  ) throws -> Tensor {
    guard x.rank >= 2, size >= 1 else { throw unsupported("needs channels and a positive size") }
    var (before, after) = ([Int](repeating: 0, count: x.rank), [Int](repeating: 0, count: x.rank))
    before[1] = (size - 1) / 2
    after[1] = size - 1 - before[1]
    let squares = try x.multiplying(x).padded(before: before, after: after)
    var sum = try squares.sliced(axis: 1, start: 0, count: x.shape[1])
    for place in 1..<max(1, size) {
      sum = try sum.adding(squares.sliced(axis: 1, start: place, count: x.shape[1]))
    }
    let base = try sum.multiplying(x.constant(alpha / Double(size))).adding(x.constant(bias))
    return try x.dividing(by: base.power(x.constant(beta)))
  }

  private func lpNormalized(_ x: Tensor, axis: Int, order: Int) throws -> Tensor {
    guard order == 1 || order == 2 else { throw unsupported("has no order \(order)") }
    let norm =
      order == 1
      ? try x.l1(axes: [axis], keepingAxes: true) : try x.l2(axes: [axis], keepingAxes: true)
    // A vector of zeros stays zero.
    let divisor = try norm.equal(norm.constant(0)).select(norm.constant(1), otherwise: norm)
    return try x.dividing(by: divisor)
  }
}
