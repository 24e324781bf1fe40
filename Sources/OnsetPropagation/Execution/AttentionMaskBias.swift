import OnsetCore
import OnsetModels
import OnsetTensor

/// What is added to the logits of fused attention: 0 where a query may look and minus infinity elsewhere,
/// or the numbers that the model gives.
struct AttentionMaskBias {
  let attributes: AttentionAttributes
  /// The model's own mask: truth values, or numbers to add.
  let given: Tensor?
  /// How many keys of each batch entry are no padding.
  let lengths: [Int]?
  /// Keys that came before the first query.
  let past: Int

  /// The bias, broadcast to the logits, or `nil` where every query sees every key.
  func bias(like logits: Tensor) throws -> Tensor? {
    var parts: [Tensor] = []
    if let own = try givenBias(like: logits) { parts.append(own) }
    if let visible = try visiblePlaces(like: logits) {
      parts.append(
        try visible.select(logits.constant(0), otherwise: logits.constant(-.infinity)))
    }
    guard let first = parts.first else { return nil }
    return try parts.dropFirst().reduce(first) { try $0.adding($1) }
  }

  /// The softmax of masked logits; a query that may look nowhere takes nothing.
  func weights(_ masked: Tensor, _ bias: Tensor) throws -> Tensor {
    let never = try bias.constant(-.infinity)
    let isBlind = try bias.detached.max(axes: [bias.rank - 1], keepingAxes: true).equal(never)
    guard isBlind.numbers.contains(1) else { return try masked.softmax(axis: -1) }
    let zero = try masked.constant(0)
    let safe = try isBlind.select(zero, otherwise: masked)
    return try isBlind.select(zero, otherwise: safe.softmax(axis: -1))
  }

  /// A mask that is shorter than the keys hides the rest.
  private func givenBias(like logits: Tensor) throws -> Tensor? {
    guard var bias = given else { return nil }
    if bias.dtype == .bool {
      bias = try bias.select(logits.constant(0), otherwise: logits.constant(-.infinity))
    }
    let missing = logits.shape[3] - (bias.shape.dimensions.last ?? logits.shape[3])
    if missing > 0 {
      let none = [Int](repeating: 0, count: bias.rank)
      bias = try bias.padded(
        before: none, after: none.dropLast() + [missing], with: .constant(-.infinity))
    }
    return try bias.cast(to: logits.dtype)
  }

  /// Which keys each query may see by its place alone.
  private func visiblePlaces(like logits: Tensor) throws -> Tensor? {
    let (batch, queries, keys) = (logits.shape[0], logits.shape[2], logits.shape[3])
    let (left, right) = (attributes.leftWindow, attributes.rightWindow)
    guard attributes.isCausal || left >= 0 || right >= 0 || lengths != nil else { return nil }
    guard lengths == nil || lengths?.count == batch else {
      throw OnsetError(
        .shapeMismatch, "\(lengths?.count ?? 0) lengths of keys do not fit a batch of \(batch)")
    }
    return try Tensor.generated(
      shape: [lengths == nil ? 1 : batch, 1, queries, keys], dtype: .bool
    ) {
      let (key, query, entry) = ($0 % keys, $0 / keys % queries, $0 / keys / queries)
      let offset = past > 0 ? past : lengths.map { $0[entry] - queries } ?? 0
      let ahead = key - (query + offset)
      let isSeen =
        (!attributes.isCausal || ahead <= 0) && (left < 0 || -ahead <= left)
        && (right < 0 || ahead <= right) && (lengths.map { key < $0[entry] } ?? true)
      return isSeen ? 1 : 0
    }
  }
}
