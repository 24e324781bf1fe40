import OnsetCore

extension ShapeInference {
  /// Operators that pick or place elements by index, and sequences of tensors.
  func indexing(_ operation: Operation, _ inputs: [ValueFacts?]) -> [ValueFacts] {
    let data = facts(inputs, 0)
    let indices = facts(inputs, 1)
    switch operation {
    case .gather(let axis): return [gather(data, indices, axis: axis)]
    case .gatherElements(let axis):
      var result = ValueFacts(data.dtype, indices.extents)
      if let elements = data.elements, let places = indices.elements {
        result.elements = Folding.gatherElements(elements, places, axis: axis)
      }
      return [result]
    case .gatherND(let batch): return [gatherND(data, indices, batch: batch)]
    case .triangle(let isUpper):
      var result = ValueFacts(data.dtype, data.extents)
      let diagonal = inputs.count > 1 ? indices.elements?.integers?.first : 0
      if let elements = data.elements, let diagonal {
        result.elements = Folding.triangle(elements, isUpper: isUpper, diagonal: diagonal)
      }
      return [result]
    case .oneHot(let axis): return [oneHot(inputs, axis: axis)]
    case .nonZero: return [ValueFacts(.int64, [data.rank.map { SymbolicInteger($0) }, nil])]
    case .sequenceConstruct:
      var result = ValueFacts()
      result.sequence = inputs.map { $0 ?? ValueFacts() }
      return [result]
    case .compress(let axis):
      guard let axis, let rank = data.rank, let place = IndexArithmetic.axis(axis, rank: rank),
        var extents = data.extents
      else { return [ValueFacts(data.dtype, axis == nil ? [nil] : nil)] }
      extents[place] = nil
      return [ValueFacts(data.dtype, extents)]
    case .sequenceLength: return [ValueFacts(.int64, [])]
    case .sequenceEmpty, .sequenceInsert, .sequenceErase, .concatenateSequence:
      return [ValueFacts()]
    case .sequenceAt: return [member(of: data, at: indices)]
    case .splitToSequence(let axis, let keeps):
      return [sequence(data, sizes: inputs.count > 1 ? indices : nil, axis: axis, keeps: keeps)]
    default: return [ValueFacts(data.dtype, data.extents)]
    }
  }

  private func gather(_ data: ValueFacts, _ indices: ValueFacts, axis: Int) -> ValueFacts {
    guard let extents = data.extents, let places = indices.extents,
      let axis = IndexArithmetic.axis(axis, rank: extents.count)
    else { return ValueFacts(data.dtype, nil) }
    var result = ValueFacts(
      data.dtype, Array(extents[..<axis]) + places + Array(extents[(axis + 1)...]))
    if let elements = data.elements, let picks = indices.elements?.integers,
      let dimensions = result.dimensions, let count = IndexArithmetic.count(dimensions),
      count <= Self.foldingLimit
    {
      result.elements = Folding.gather(elements, picks, axis: axis, dimensions: dimensions)
    }
    return result
  }

  private func gatherND(_ data: ValueFacts, _ indices: ValueFacts, batch: Int) -> ValueFacts {
    var result = ValueFacts(data.dtype, nil)
    guard let extents = data.extents, let places = indices.extents,
      let depth = places.last??.known, batch >= 0, depth >= 0,
      batch.addingReportingOverflow(depth).partialValue <= extents.count, !places.isEmpty
    else { return result }
    result.extents = Array(places.dropLast()) + Array(extents[(batch + depth)...])
    if batch == 0, let elements = data.elements, let picks = indices.elements?.integers,
      let dimensions = result.dimensions, let count = IndexArithmetic.count(dimensions),
      count <= Self.foldingLimit
    {
      result.elements = Folding.gatherND(elements, picks, depth: depth, dimensions: dimensions)
    }
    return result
  }

  private func oneHot(_ inputs: [ValueFacts?], axis: Int) -> ValueFacts {
    let values = facts(inputs, 2)
    guard var extents = facts(inputs, 0).extents,
      let axis = IndexArithmetic.axis(axis, rank: extents.count + 1)
    else { return ValueFacts(values.dtype, nil) }
    let depth = facts(inputs, 1).elements
    extents.insert(
      depth?.symbolic?.first
        ?? depth?.reals?.first.flatMap { Int(exactly: $0) }.map { SymbolicInteger($0) }, at: axis)
    return ValueFacts(values.dtype, extents)
  }

  private func member(of list: ValueFacts, at position: ValueFacts) -> ValueFacts {
    guard let members = list.sequence else { return ValueFacts() }
    if let index = position.elements?.integers?.first,
      let place = IndexArithmetic.axis(index, rank: members.count)
    {
      return members[place]
    }
    // At an unknown place, what all members have in common is known.
    guard let first = members.first, members.allSatisfy({ $0.extents == first.extents }) else {
      return ValueFacts()
    }
    return ValueFacts(first.dtype, first.extents)
  }

  private func sequence(
    _ data: ValueFacts, sizes: ValueFacts?, axis: Int, keeps: Bool
  ) -> ValueFacts {
    var result = ValueFacts()
    guard let extents = data.extents, let axis = IndexArithmetic.axis(axis, rank: extents.count),
      let extent = extents[axis]?.known
    else { return result }
    var parts: [Int]?
    if let sizes {
      if sizes.rank == 0, let size = sizes.elements?.integers?.first, size > 0 {
        parts = stride(from: 0, to: extent, by: size).map { min(size, extent - $0) }
      } else {
        parts = sizes.elements?.integers
      }
    } else {
      parts = extent <= Self.foldingLimit ? [Int](repeating: 1, count: extent) : nil
    }
    guard let parts, parts.count <= 1 << 16 else { return result }
    let drops = sizes == nil && !keeps
    var start = 0
    var members: [ValueFacts] = []
    for part in parts {
      guard part >= 0, part <= extent - start else { return result }
      var member = slice(data, axis: axis, from: start, count: part, step: 1)
      if drops { member = removingAxis(member, axis) }
      members.append(member)
      start += part
    }
    result.sequence = members
    return result
  }

  private func removingAxis(_ facts: ValueFacts, _ axis: Int) -> ValueFacts {
    var result = facts
    result.extents?.remove(at: axis)
    result.elements?.dimensions.remove(at: axis)
    return result
  }
}
