import OnsetModels

/// Softmax attention.
extension Propagator {
  /// The product of two activations: logits where features are summed over.
  func product(_ left: Field, _ right: Field) -> Signal {
    let (a, b) = (left.factors.axes, right.factors.axes)
    guard a.count == b.count, a.count >= 2, let summed = a.last,
      summed.allSatisfy(\.isFeature), b[b.count - 2].allSatisfy(\.isFeature), !summed.isEmpty,
      a[a.count - 2].allSatisfy({ $0.positionAxis != nil }),
      b[b.count - 1].allSatisfy({ $0.positionAxis != nil }),
      Set(a[a.count - 2].compactMap(\.positionAxis)).count == left.sites.extents.count,
      Set(b[b.count - 1].compactMap(\.positionAxis)).count == right.sites.extents.count,
      let query = flattened(left, axis: -2), let key = flattened(right, axis: -1),
      query.sites.representatives == key.sites.representatives
    else { return .unknown }
    var axes = a
    axes[a.count - 1] = [.position(axis: 1, extent: right.factors.shape[b.count - 1])]
    axes[a.count - 2] = [.position(axis: 0, extent: left.factors.shape[a.count - 2])]
    return .logits(
      AttentionLogits(
        query: query, key: key, size: left.factors.shape[a.count - 1], scale: 1, mask: nil,
        factors: AxisFactors(axes: axes)))
  }

  /// Logits plus a known mask of zeros and large negative numbers.
  func masked(_ signal: Signal, _ value: Network.ValueID?) -> Signal? {
    guard case .logits(var logits) = signal, let value, let shape = shape(value) else {
      return nil
    }
    guard let numbers = reals(value) else {
      // A large mask that is stored: it masks nothing where it is zero everywhere.
      if case .parameter(let mask) = resolved(value), mask.statistics.secondMoment == 0 {
        return signal
      }
      return .unknown
    }
    guard let mask = broadcastMask(numbers.map { $0 > -1e4 }, shape, logits.factors) else {
      return .unknown
    }
    guard zip(numbers, numbers.map { $0 > -1e4 }).allSatisfy({ !$1 || $0 == 0 }) else {
      return .unknown
    }
    logits.mask = combined(logits.mask, mask)
    return .logits(logits)
  }

  /// ONNX's fused attention on separate heads: logits, mask, softmax and average in one operator.
  func fusedAttention(_ node: Operator, _ attributes: AttentionAttributes) -> Signal {
    guard let query = field(node, 0), var key = field(node, 1), let value = field(node, 2),
      query.factors.axes.count == 4, key.factors.axes.count == 4, attributes.softcap == 0
    else { return .unknown }
    key.factors.axes.swapAt(2, 3)
    guard case .logits(var logits) = product(query, key) else { return .unknown }
    logits.scale = attributes.scale ?? 1 / Double(logits.size).squareRoot()
    if attributes.isCausal {
      let (rows, columns) = (query.factors.shape[2], key.factors.shape[3])
      logits.mask = (0..<(rows * columns)).map { $0 % columns <= $0 / columns }
    }
    if node.input(3) != nil {
      guard case .logits(let seen)? = masked(.logits(logits), node.input(3)) else {
        return .unknown
      }
      logits = seen
    }
    return attended(AttentionWeights(logits: logits), value)
  }

  /// Where: a mask on logits, or the guard that frameworks put around rows without any key.
  func select(_ node: Operator) -> Signal {
    for (position, other) in [(1, 2), (2, 1)] {
      let signal = signal(node, position)
      if case .attention = signal { return signal }
      guard case .logits(var logits) = signal else { continue }
      guard let condition = integers(node, 0), let shape = shape(node.input(0)),
        let replacement = scalar(node, other)
          ?? node.input(other).flatMap({
            network.values[$0].constant?.reals?.first
          }), replacement < -1e4,
        let mask = broadcastMask(
          condition.map { ($0 != 0) == (position == 1) }, shape, logits.factors)
      else { return .unknown }
      logits.mask = combined(logits.mask, mask)
      return .logits(logits)
    }
    return elementwiseSelection(node) ?? .unknown
  }

  private func combined(_ old: [Bool]?, _ new: [Bool]) -> [Bool] {
    guard let old, old.count == new.count else { return new }
    return zip(old, new).map { $0 && $1 }
  }

  /// A mask for each query and key; masks that differ between samples or heads are not handled.
  private func broadcastMask(_ mask: [Bool], _ shape: [Int], _ factors: AxisFactors) -> [Bool]? {
    let target = factors.shape
    let (rows, columns) = (target[target.count - 2], target[target.count - 1])
    let padded = [Int](repeating: 1, count: max(0, 2 - shape.count)) + shape
    let (height, width) = (padded[padded.count - 2], padded[padded.count - 1])
    guard height == 1 || height == rows, width == 1 || width == columns else { return nil }
    let block = height * width
    for start in stride(from: 0, to: mask.count, by: block)
    where mask[start..<(start + block)] != mask[0..<block] { return nil }
    return (0..<(rows * columns)).map { index in
      mask[(height == 1 ? 0 : index / columns) * width + (width == 1 ? 0 : index % columns)]
    }
  }

  func softmax(_ node: Operator, axis: Int, _ isLogarithmic: Bool) -> Signal {
    switch signal(node, 0) {
    case .logits(let logits):
      let rank = logits.factors.axes.count
      return !isLogarithmic && (axis == -1 || axis == rank - 1)
        ? .attention(AttentionWeights(logits: logits)) : .unknown
    case .field(let field):
      guard let axis = field.factors.axis(axis),
        field.factors.axes[axis].allSatisfy(\.isFeature)
      else { return .unknown }
      return featureSoftmax(field, count: field.factors.shape[axis], isLogarithmic)
    default: return .unknown
    }
  }

  /// Attention weights times values.
  func attended(_ attention: AttentionWeights, _ values: Field) -> Signal {
    let logits = attention.logits
    let axes = values.factors.axes
    guard axes.count == logits.factors.axes.count, axes.count >= 2,
      axes[axes.count - 2].allSatisfy({ $0.positionAxis != nil }),
      axes[axes.count - 1].allSatisfy(\.isFeature),
      let value = flattened(values, axis: -2),
      value.sites.representatives == logits.query.sites.representatives
    else { return .unknown }
    let rule = AttentionKernel(
      query: logits.query.kernel, key: logits.key.kernel, value: value.kernel,
      size: Double(logits.size), scale: logits.scale, mask: logits.mask)
    let source = derive(rule.output) { gradient in
      value.receive(rule.valueGradient(gradient))
      logits.query.receive(rule.queryGradient(gradient))
      logits.key.receive(rule.keyGradient(gradient))
    }
    source.spread = values.spread
    var factors = logits.factors
    factors.axes[axes.count - 1] = axes[axes.count - 1]
    return .field(Field(source, factors: factors))
  }
}
