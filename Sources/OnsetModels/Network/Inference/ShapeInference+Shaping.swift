import OnsetCore

extension ShapeInference {
  /// Operators that move elements without looking at them.
  mutating func shaping(
    _ operation: Operation, _ inputs: [ValueFacts?], outputCount: Int
  ) -> [ValueFacts] {
    let data = facts(inputs, 0)
    switch operation {
    case .reshape(let allowsZero):
      return [reshaped(data, to: target(facts(inputs, 1), data, allowsZero: allowsZero))]
    case .flatten(let axis): return [reshaped(data, to: flattened(data, axis: axis))]
    case .transpose(let permutation): return [transposed(data, permutation)]
    case .squeeze(let axes):
      let hasInput = inputs.count > 1 && inputs[1] != nil
      return [
        squeezed(
          data, axes: axes ?? facts(inputs, 1).elements?.integers, isGiven: axes != nil || hasInput)
      ]
    case .unsqueeze(let axes):
      return [unsqueezed(data, axes: axes ?? facts(inputs, 1).elements?.integers)]
    case .concatenate(let axis): return [concatenated(inputs, axis: axis)]
    case .split(let axis, let sizes, let count):
      let given = sizes ?? facts(inputs, 1).elements?.integers
      return split(data, axis: axis, sizes: given, count: count ?? outputCount)
    case .slice(let starts, let ends, let axes):
      return [slice(data, starts: starts, ends: ends, axes: axes, inputs)]
    case .expand: return [expanded(data, shape: facts(inputs, 1))]
    case .tile: return [tiled(data, repeats: facts(inputs, 1).elements)]
    case .pad(_, let pads, _): return [padded(data, pads: pads, inputs)]
    case .depthToSpace(let size, _): return [depthToSpace(data, size: size)]
    case .spaceToDepth(let size, _): return [spaceToDepth(data, size: size)]
    case .resize: return [resized(inputs)]
    default: return []
    }
  }

  // MARK: Reshaping

  /// The extents that a `Reshape` spells out, with 0 and −1 resolved.
  private mutating func target(
    _ list: ValueFacts, _ data: ValueFacts, allowsZero: Bool
  ) -> [SymbolicInteger?]? {
    guard let wanted = list.elements?.symbolic else {
      guard let rank = list.extents?.first??.known, (0...64).contains(rank) else { return nil }
      return [SymbolicInteger?](repeating: nil, count: rank)
    }
    var target = wanted
    for (axis, extent) in wanted.enumerated() where extent?.known == 0 && !allowsZero {
      target[axis] = data.extents.flatMap { axis < $0.count ? $0[axis] : nil }
    }
    // One entry may be −1 or unknown; the number of elements then decides it.
    let open = target.indices.filter { target[$0].map { ($0.known ?? 0) < 0 } ?? true }
    guard open.count == 1, let place = open.first else {
      return target.map { $0.flatMap { ($0.known ?? 0) < 0 ? nil : $0 } }
    }
    let rest = target.indices.filter { $0 != place }.map { target[$0] }
    let total = data.extents.flatMap { SymbolicInteger.product($0) }
    target[place] = SymbolicInteger.product(rest).flatMap { rest in
      rest.coefficient == 0 ? nil : total?.divided(by: rest)
    }
    return target
  }

  private func flattened(_ data: ValueFacts, axis: Int) -> [SymbolicInteger?]? {
    guard let extents = data.extents, axis >= -extents.count, axis <= extents.count else {
      return nil
    }
    let split = axis < 0 ? axis + extents.count : axis
    return [
      SymbolicInteger.product(Array(extents[..<split])),
      SymbolicInteger.product(Array(extents[split...])),
    ]
  }

  private func reshaped(_ data: ValueFacts, to extents: [SymbolicInteger?]?) -> ValueFacts {
    var result = ValueFacts(data.dtype, extents)
    if let elements = data.elements, let dimensions = result.dimensions,
      IndexArithmetic.count(dimensions) == elements.count
    {
      result.elements = elements.reshaped(dimensions)
    }
    return result
  }

  private func transposed(_ data: ValueFacts, _ permutation: [Int]?) -> ValueFacts {
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    let order = permutation ?? extents.indices.reversed()
    guard order.sorted() == Array(extents.indices) else { return ValueFacts(data.dtype, nil) }
    var result = ValueFacts(data.dtype, order.map { extents[$0] })
    if let elements = data.elements, let dimensions = result.dimensions {
      let strides = IndexArithmetic.strides(elements.dimensions)
      result.elements = elements.selecting(
        IndexArithmetic.offsets(dimensions, strides: order.map { strides[$0] }),
        dimensions: dimensions)
    }
    return result
  }

  private func squeezed(_ data: ValueFacts, axes: [Int]?, isGiven: Bool) -> ValueFacts {
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    let gone: [Int]
    if let axes {
      gone = axes.compactMap { IndexArithmetic.axis($0, rank: extents.count) }
      guard gone.count == axes.count else { return ValueFacts(data.dtype, nil) }
    } else {
      guard !isGiven, extents.allSatisfy({ $0?.known != nil }) else {
        return ValueFacts(data.dtype, nil)
      }
      gone = extents.indices.filter { extents[$0]?.known == 1 }
    }
    return reshaped(data, to: extents.indices.filter { !gone.contains($0) }.map { extents[$0] })
  }

  private func unsqueezed(_ data: ValueFacts, axes: [Int]?) -> ValueFacts {
    guard var extents = data.extents, let axes else { return ValueFacts(data.dtype, nil) }
    let rank = extents.count + axes.count
    let places = axes.compactMap { IndexArithmetic.axis($0, rank: rank) }.sorted()
    guard places.count == axes.count, Set(places).count == places.count else {
      return ValueFacts(data.dtype, nil)
    }
    for place in places { extents.insert(SymbolicInteger(1), at: place) }
    return reshaped(data, to: extents)
  }

  // MARK: Joining and cutting

  private func concatenated(_ inputs: [ValueFacts?], axis: Int) -> ValueFacts {
    let parts = inputs.compactMap { $0 }
    let dtype = parts.lazy.compactMap(\.dtype).first
    guard let first = parts.first?.extents,
      let axis = IndexArithmetic.axis(axis, rank: first.count),
      parts.count == inputs.count, parts.allSatisfy({ $0.rank == first.count })
    else { return ValueFacts(dtype, nil) }
    var extents = first.indices.map { place in
      parts.lazy.compactMap { $0.extents?[place] }.first { $0.known != nil } ?? first[place]
    }
    extents[axis] = parts.reduce(SymbolicInteger(0) as SymbolicInteger?) { sum, part in
      guard let sum, let extent = part.extents?[axis] else { return nil }
      return sum.added(to: extent)
    }
    var result = ValueFacts(dtype, extents)
    let elements = parts.compactMap(\.elements)
    if elements.count == parts.count, let dimensions = result.dimensions,
      let count = IndexArithmetic.count(dimensions), count <= Self.foldingLimit
    {
      result.elements = Folding.concatenate(elements, axis: axis, dimensions: dimensions)
    }
    return result
  }

  private func split(_ data: ValueFacts, axis: Int, sizes: [Int]?, count: Int) -> [ValueFacts] {
    let unknown = Array(repeating: ValueFacts(data.dtype, nil), count: max(0, min(count, 1 << 16)))
    guard let extents = data.extents, let axis = IndexArithmetic.axis(axis, rank: extents.count)
    else {
      return unknown
    }
    guard let extent = extents[axis]?.known, count > 0, count <= 1 << 16 else {
      return unknown.map { _ in
        var part = extents
        part[axis] = nil
        return ValueFacts(data.dtype, part)
      }
    }
    let size = extent / count + (extent % count == 0 ? 0 : 1)
    let parts = sizes ?? (0..<count).map { max(0, min(size, extent - $0 * size)) }
    var start = 0
    var results: [ValueFacts] = []
    for part in parts {
      guard part >= 0, part <= extent - start else { return unknown }
      results.append(slice(data, axis: axis, from: start, count: part, step: 1))
      start += part
    }
    return results
  }

  private func slice(
    _ data: ValueFacts, starts: [Int]?, ends: [Int]?, axes: [Int]?, _ inputs: [ValueFacts?]
  ) -> ValueFacts {
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    let starts = starts?.map { SymbolicInteger($0) } ?? facts(inputs, 1).elements?.symbolic
    let ends = ends?.map { SymbolicInteger($0) } ?? facts(inputs, 2).elements?.symbolic
    let hasAxes = inputs.count > 3 && inputs[3] != nil
    let hasSteps = inputs.count > 4 && inputs[4] != nil
    let given = axes ?? (hasAxes ? facts(inputs, 3).elements?.integers : nil)
    let steps = hasSteps ? facts(inputs, 4).elements?.integers : nil
    guard let starts, let ends, starts.count == ends.count, !hasAxes || given != nil else {
      // Which axes are cut is unknown or how far; only the rank is sure.
      let cut = given?.compactMap { IndexArithmetic.axis($0, rank: extents.count) }
      let kept = extents.indices.map { axis in
        cut?.contains(axis) == false ? extents[axis] : nil
      }
      return ValueFacts(data.dtype, kept)
    }
    var result = data
    for place in starts.indices {
      let wanted = given.map { place < $0.count ? $0[place] : .max } ?? place
      guard let axis = IndexArithmetic.axis(wanted, rank: extents.count) else {
        return ValueFacts(data.dtype, nil)
      }
      let step = hasSteps ? steps.flatMap { place < $0.count ? $0[place] : nil } : 1
      result = cut(result, axis: axis, from: starts[place], to: ends[place], step: step)
    }
    return result
  }

  /// One axis of a `Slice`; an unknown extent survives only a cut that takes everything.
  private func cut(
    _ data: ValueFacts, axis: Int, from start: SymbolicInteger?, to end: SymbolicInteger?,
    step: Int?
  ) -> ValueFacts {
    var unknown = ValueFacts(data.dtype, data.extents)
    let extent = data.extents.flatMap { $0[axis] }
    if start?.known == 0, step == 1, let end, end == extent || (end.known ?? 0) >= Int(Int32.max) {
      return data
    }
    unknown.extents?[axis] = nil
    guard let extent = extent?.known, let step, let start = start?.known, let end = end?.known,
      let range = IndexArithmetic.slice(start: start, end: end, step: step, extent: extent)
    else { return unknown }
    return slice(data, axis: axis, from: range.start, count: range.count, step: step)
  }

  /// The part of a tensor along one axis.
  func slice(
    _ data: ValueFacts, axis: Int, from start: Int, count: Int, step: Int
  ) -> ValueFacts {
    var result = ValueFacts(data.dtype, data.extents)
    result.extents?[axis] = SymbolicInteger(count)
    if let elements = data.elements, let dimensions = result.dimensions {
      var strides = IndexArithmetic.strides(elements.dimensions)
      let origin = count > 0 ? start * strides[axis] : 0
      strides[axis] *= step
      result.elements = elements.selecting(
        IndexArithmetic.offsets(dimensions, strides: strides, origin: origin),
        dimensions: dimensions)
    }
    return result
  }
}
