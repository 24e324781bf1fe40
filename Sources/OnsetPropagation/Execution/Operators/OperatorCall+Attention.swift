import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// ONNX's fused attention: softmax(cap(scale·QKᵀ) + mask)·V per head; present keys and values and the
  /// logits follow.
  ///
  /// Fewer heads of keys and values than of queries are shared by groups of query heads.
  func attention(_ attributes: AttentionAttributes) throws -> [Tensor] {
    let isPacked = try tensor(0).rank == 3
    let query = try heads(tensor(0), attributes.queryHeads)
    let past = (try optionalTensor(4), try optionalTensor(5))
    var key = try heads(tensor(1), attributes.keyValueHeads)
    var value = try heads(tensor(2), attributes.keyValueHeads)
    if let before = past.0 { key = try .concatenated([before, key], axis: 2) }
    if let before = past.1 { value = try .concatenated([before, value], axis: 2) }
    let present = [key, value]
    let groups = query.shape[1] / max(1, key.shape[1])
    if groups > 1 { (key, value) = (try repeated(key, groups), try repeated(value, groups)) }

    var (logits, weights) = (try logits(query, key, attributes), query)
    let mask = AttentionMaskBias(
      attributes: attributes, given: try optionalTensor(3), lengths: try integers(6),
      past: past.0?.shape[2] ?? 0)
    if let bias = try mask.bias(like: logits) {
      let masked = try logits.adding(bias)
      weights = try mask.weights(masked, bias)
      if attributes.stage == 2 { logits = masked }
    } else {
      weights = try logits.softmax(axis: -1)
    }
    var result = try weights.product(value)
    if isPacked {
      let shape = result.shape
      result = try result.transposed([0, 2, 1, 3])
        .reshaped(to: [shape[0], shape[2], shape[1] * shape[3]])
    }
    return [result] + present + [attributes.stage == 3 ? weights : logits]
  }

  /// The factor is shared out evenly, so that half-width logits do not overflow.
  private func logits(
    _ query: Tensor, _ key: Tensor, _ attributes: AttentionAttributes
  ) throws -> Tensor {
    let scale = attributes.scale ?? 1 / Double(query.shape[3]).squareRoot()
    let root = try query.constant(scale.squareRoot())
    let logits = try query.multiplying(root).product(key.multiplying(root), turned: (false, true))
    guard attributes.softcap > 0 else { return logits }
    let cap = try logits.constant(attributes.softcap)
    return try logits.dividing(by: cap).tanh().multiplying(cap)
  }

  /// Batch × heads × length × size.
  private func heads(_ x: Tensor, _ count: Int?) throws -> Tensor {
    if x.rank == 4 { return x }
    guard x.rank == 3, let count, count > 0, x.shape[2] % count == 0 else {
      throw OnsetError(.shapeMismatch, "a tensor of shape \(x.shape) has no heads")
    }
    return try x.reshaped(to: [x.shape[0], x.shape[1], count, x.shape[2] / count])
      .transposed([0, 2, 1, 3])
  }

  /// Each head several times in a row.
  private func repeated(_ x: Tensor, _ times: Int) throws -> Tensor {
    let (b, h, l, s) = (x.shape[0], x.shape[1], x.shape[2], x.shape[3])
    return try x.reshaped(to: [b, h, 1, l, s]).expanded(to: [b, h, times, l, s])
      .reshaped(to: [b, h * times, l, s])
  }
}
