import OnsetCore
import OnsetModels

/// Views: the same features and sites under other axes.
extension Propagator {
  func reshape(_ node: Operator) -> Signal {
    guard let shape = shape(node.output(0)) else { return .unknown }
    switch signal(node, 0) {
    case .field(let field):
      guard let factors = field.factors.reshaped(to: shape) else { return .unknown }
      return .field(field.with(factors))
    case .tokens(var tokens):
      guard let factors = tokens.factors.reshaped(to: shape) else { return .unknown }
      tokens.factors = factors
      return .tokens(tokens)
    case .perSite(var numbers):
      guard let factors = numbers.factors.reshaped(to: shape) else { return .unknown }
      numbers.factors = factors
      return .perSite(numbers)
    case .parameter(let parameter):
      return parameter.reshaped(to: shape).map { .parameter($0) } ?? .unknown
    case .logits(var logits):
      guard let factors = logits.factors.reshaped(to: shape) else { return .unknown }
      logits.factors = factors
      return .logits(logits)
    case .attention(var attention):
      guard let factors = attention.logits.factors.reshaped(to: shape) else { return .unknown }
      attention.logits.factors = factors
      return .attention(attention)
    default: return .unknown
    }
  }

  func transpose(_ node: Operator, _ permutation: [Int]?) -> Signal {
    func permuted<Element>(_ list: [Element]) -> [Element] {
      let order = permutation ?? Array(list.indices.reversed())
      guard order.count == list.count else { return list }
      return order.map { list[$0] }
    }
    switch signal(node, 0) {
    case .field(var field):
      field.factors.axes = permuted(field.factors.axes)
      return .field(field)
    case .tokens(var tokens):
      tokens.factors.axes = permuted(tokens.factors.axes)
      return .tokens(tokens)
    case .perSite(var numbers):
      numbers.factors.axes = permuted(numbers.factors.axes)
      return .perSite(numbers)
    case .parameter(var parameter):
      parameter.shape = permuted(parameter.shape)
      parameter.varies = permuted(parameter.varies)
      return .parameter(parameter)
    default: return .unknown
    }
  }

  func expand(_ node: Operator) -> Signal {
    guard let shape = shape(node.output(0)) else { return .unknown }
    switch signal(node, 0) {
    case .parameter(let parameter):
      var padded = parameter.padded(to: shape.count)
      padded.shape = shape
      return .parameter(padded)
    case .field(let field): return repeated(field.padded(to: shape.count), to: shape)
    default: return .unknown
    }
  }

  /// A field repeated along axes of extent one that stand behind features, as grouped queries share
  /// their keys: the copies are features, and their gradients add up.
  private func repeated(_ field: Field, to shape: [Int]) -> Signal {
    var result = field
    var copies = 1
    for (axis, factors) in field.factors.axes.enumerated()
    where field.factors.shape[axis] != shape[axis] {
      guard factors.isEmpty, axis > 0, !field.factors.axes[axis - 1].isEmpty,
        field.factors.axes[axis - 1].allSatisfy(\.isFeature)
      else { return .unknown }
      result.factors.axes[axis] = [.feature(shape[axis])]
      copies *= shape[axis]
    }
    if copies == 1 { return .field(field) }
    let number = Double(copies)
    result.parts = field.parts.map { part in
      let source = derive(part.kernel) {
        part.receive($0.scaledMoments(by: number, mean: number))
      }
      source.spread = part.source.spread
      source.marginal = part.marginal
      return Part(source, count: part.count * copies)
    }
    return .field(result)
  }

  func splitToSequence(_ node: Operator, axis: Int) -> Signal {
    guard let field = field(node, 0), let axis = field.factors.axis(axis) else { return .unknown }
    let extent = field.factors.shape[axis]
    guard let sizes = integers(node, 1) else { return .unknown }
    let isSize = network.values[node.input(1) ?? 0].constant?.shape.rank == 0
    let lengths =
      isSize
      ? stride(from: 0, to: extent, by: max(1, sizes[0])).map { min(sizes[0], extent - $0) } : sizes
    return .sequence(pieces(field, axis: axis, lengths))
  }

  func sequenceAt(_ node: Operator) -> Signal {
    guard case .sequence(let list) = signal(node, 0), let index = integers(node, 1)?.first else {
      return .unknown
    }
    let place = index < 0 ? index + list.count : index
    return list.indices.contains(place) ? list[place] : .unknown
  }

  func split(_ node: Operator, axis: Int) -> [Signal] {
    guard let field = field(node, 0), let axis = field.factors.axis(axis) else { return [.unknown] }
    let lengths = node.outputs.compactMap { shape($0)?[axis] }
    guard lengths.count == node.outputs.count else { return [.unknown] }
    return pieces(field, axis: axis, lengths)
  }

  private func pieces(_ field: Field, axis: Int, _ lengths: [Int]) -> [Signal] {
    var start = 0
    return lengths.map { length in
      defer { start += length }
      return taken(field, axis: axis, Array(start..<(start + length)))
    }
  }

  func slice(_ node: Operator) -> Signal {
    guard case .slice(let starts, let ends, let axes) = node.operation else { return .unknown }
    guard let from = starts ?? integers(node, 1), let to = ends ?? integers(node, 2) else {
      return .unknown
    }
    let along = axes ?? integers(node, 3) ?? Array(from.indices)
    let steps = integers(node, 4) ?? [Int](repeating: 1, count: from.count)
    var result = signal(node, 0)
    for (place, axis) in along.enumerated() {
      guard let extent = extent(of: result, axis) else { return .unknown }
      let step = steps[place]
      guard step != 0 else { return .unknown }
      func clamp(_ index: Int, _ low: Int, _ high: Int) -> Int {
        min(high, max(low, index < 0 ? index + extent : index))
      }
      let indices =
        step > 0
        ? Array(
          stride(from: clamp(from[place], 0, extent), to: clamp(to[place], 0, extent), by: step))
        : Array(
          stride(
            from: clamp(from[place], -1, extent - 1),
            to: to[place] < -extent ? -1 : clamp(to[place], -1, extent - 1), by: step))
      if indices == Array(0..<extent) { continue }
      result = taken(result, axis: axis, indices)
    }
    return result
  }

  private func extent(of signal: Signal, _ axis: Int) -> Int? {
    switch signal {
    case .field(let field): field.factors.axis(axis).map { field.factors.shape[$0] }
    case .tokens(let tokens): tokens.factors.axis(axis).map { tokens.factors.shape[$0] }
    case .parameter(let parameter):
      parameter.shape.indices.contains(axis < 0 ? axis + parameter.shape.count : axis)
        ? parameter.shape[axis < 0 ? axis + parameter.shape.count : axis] : nil
    default: nil
    }
  }

  /// Some indices along an axis.
  func taken(_ signal: Signal, axis: Int, _ indices: [Int]) -> Signal {
    switch signal {
    case .field(let field): return taken(field, axis: axis, indices)
    case .parameter(var parameter):
      let place = axis < 0 ? axis + parameter.shape.count : axis
      guard parameter.shape.indices.contains(place) else { return .unknown }
      parameter.shape[place] = indices.count
      parameter.varies[place] = parameter.varies[place] && indices.count > 1
      return .parameter(parameter)
    default: return .unknown
    }
  }
}

extension ParameterTensor {
  /// The tensor in another shape; `nil` where axes that vary and axes that repeat would mix.
  func reshaped(to target: [Int]) -> ParameterTensor? {
    var result = self
    result.shape = target
    if varies == shape.map({ $0 > 1 }) {
      result.varies = target.map { $0 > 1 }
      return result
    }
    let pairs = zip(shape, varies).filter { $0.0 > 1 }
    guard pairs.map(\.0) == target.filter({ $0 > 1 }) else { return nil }
    var rest = pairs.map(\.1)[...]
    result.varies = target.map { $0 > 1 ? rest.removeFirst() : false }
    return result
  }
}
