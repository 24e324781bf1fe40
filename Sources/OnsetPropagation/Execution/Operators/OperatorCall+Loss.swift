import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// −log p of the right class, weighed by class; from scores, the logarithms of the probabilities follow.
  ///
  /// Inputs: logarithms of probabilities, or scores, of shape batch × classes × …; the classes; weights.
  func crossEntropy(takesScores: Bool, reduction: String, ignoredClass: Int?) throws -> [Tensor] {
    let scores = try tensor(0)
    guard scores.rank >= 2 else {
      throw OnsetError(.shapeMismatch, "scores of shape \(scores.shape) have no classes in axis 1")
    }
    let logarithms = takesScores ? try scores.logSoftmax(axis: 1) : scores
    let classes = try tensor(1).cast(to: .int64)
    let isIgnored = try ignoredClass.map { try classes.equal(classes.constant(Double($0))) }
    // An ignored class may lie outside the axis; it is looked up as class 0 and weighs nothing.
    let known =
      try isIgnored.map { try $0.select(classes.constant(0), otherwise: classes) } ?? classes
    var losses = try logarithms.gatherElements(known.unsqueezed([1]), axis: 1).squeezed([1])
      .negated()
    var weights = try optionalTensor(2)?.gather(known)
    if let isIgnored {
      let each = try weights ?? Tensor.ones(known.shape, dtype: scores.dtype)
      weights = try isIgnored.select(each.constant(0), otherwise: each)
    }
    if let weights { losses = try losses.multiplying(weights) }
    let loss: Tensor
    switch reduction {
    case "none": loss = losses
    case "sum": loss = try losses.sum()
    case "mean":
      loss = try weights.map { try losses.sum().dividing(by: $0.sum()) } ?? losses.mean()
    default: throw unsupported("has no reduction '\(reduction)'")
    }
    return [loss, logarithms]
  }

  /// 1 at the first largest element along an axis and 0 elsewhere.
  func hardmax(_ x: Tensor, axis: Int) throws -> Tensor {
    let axis = try x.checked(axis)
    return try x.argmax(axis: axis).oneHot(depth: x.shape[axis], axis: axis, dtype: x.dtype)
  }
}
