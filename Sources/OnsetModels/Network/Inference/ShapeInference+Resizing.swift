import OnsetCore

extension ShapeInference {
  /// A tensor repeated along its axes of extent 1 to fit a shape.
  func expanded(_ data: ValueFacts, shape: ValueFacts) -> ValueFacts {
    let wanted = extents(from: shape)
    var result = ValueFacts(data.dtype, broadcast([data.extents, wanted]))
    if let elements = data.elements, let dimensions = result.dimensions,
      let count = IndexArithmetic.count(dimensions), count <= Self.foldingLimit,
      let indices = IndexArithmetic.broadcast(elements.dimensions, to: dimensions)
    {
      result.elements = elements.selecting(indices, dimensions: dimensions)
    }
    return result
  }

  /// A tensor repeated as a whole along its axes.
  func tiled(_ data: ValueFacts, repeats: FoldedTensor?) -> ValueFacts {
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    guard let repeats = repeats?.symbolic, repeats.count == extents.count else {
      return ValueFacts(data.dtype, extents.map { _ in nil })
    }
    var result = ValueFacts(
      data.dtype, zip(extents, repeats).map { SymbolicInteger.product([$0, $1]) })
    if let elements = data.elements, let dimensions = result.dimensions,
      let count = IndexArithmetic.count(dimensions), count <= Self.foldingLimit, count > 0
    {
      let strides = IndexArithmetic.strides(elements.dimensions)
      let targets = IndexArithmetic.strides(dimensions)
      let indices = (0..<count).map { index in
        zip(zip(targets, dimensions), zip(strides, elements.dimensions)).reduce(0) {
          $0 + (index / $1.0.0 % $1.0.1) % $1.1.1 * $1.1.0
        }
      }
      result.elements = elements.selecting(indices, dimensions: dimensions)
    }
    return result
  }

  /// A tensor with a border; the border's elements are not folded.
  func padded(_ data: ValueFacts, pads: [Int]?, _ inputs: [ValueFacts?]) -> ValueFacts {
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    let unknown = ValueFacts(data.dtype, extents.map { _ in nil })
    guard let pads = pads ?? facts(inputs, 1).elements?.integers, pads.count % 2 == 0 else {
      return unknown
    }
    let given = inputs.count > 3 && inputs[3] != nil ? facts(inputs, 3).elements?.integers : nil
    guard inputs.count <= 3 || inputs[3] == nil || given != nil else { return unknown }
    let axes = given ?? Array(extents.indices)
    guard axes.count * 2 == pads.count else { return unknown }
    var result = extents
    for (place, axis) in axes.enumerated() {
      guard let axis = IndexArithmetic.axis(axis, rank: extents.count) else { return unknown }
      let border = SymbolicInteger(pads[place]).added(to: SymbolicInteger(pads[place + axes.count]))
      result[axis] = border.flatMap { border in result[axis].flatMap { $0.added(to: border) } }
      if let known = result[axis]?.known, known < 0 { return unknown }
    }
    return ValueFacts(data.dtype, result)
  }

  /// Channels moved into space.
  func depthToSpace(_ data: ValueFacts, size: Int) -> ValueFacts {
    guard data.rank == 4 else { return ValueFacts(data.dtype, nil) }
    let factor = SymbolicInteger(size)
    let channels = data.extent(1).flatMap { $0.divided(by: factor) }.flatMap {
      $0.divided(by: factor)
    }
    return ValueFacts(
      data.dtype,
      [
        data.extent(0), channels, data.extent(2)?.multiplied(by: factor),
        data.extent(3)?.multiplied(by: factor),
      ])
  }

  /// Space moved into channels.
  func spaceToDepth(_ data: ValueFacts, size: Int) -> ValueFacts {
    guard data.rank == 4 else { return ValueFacts(data.dtype, nil) }
    let factor = SymbolicInteger(size)
    let channels = data.extent(1).flatMap { $0.multiplied(by: factor) }
      .flatMap { $0.multiplied(by: factor) }
    return ValueFacts(
      data.dtype,
      [
        data.extent(0), channels, data.extent(2)?.divided(by: factor),
        data.extent(3)?.divided(by: factor),
      ])
  }

  /// A tensor resampled by scales (input 2) or to sizes (input 3).
  func resized(_ inputs: [ValueFacts?]) -> ValueFacts {
    let data = facts(inputs, 0)
    guard let extents = data.extents else { return ValueFacts(data.dtype, nil) }
    if let sizes = facts(inputs, 3).elements?.symbolic, sizes.count == extents.count {
      return ValueFacts(data.dtype, sizes)
    }
    if let scales = facts(inputs, 2).elements?.reals, scales.count == extents.count {
      return ValueFacts(
        data.dtype,
        zip(extents, scales).map { extent, scale in
          if scale == 1 { return extent }
          if let factor = Int(exactly: scale) {
            return extent?.multiplied(by: SymbolicInteger(factor))
          }
          let size = extent?.known.map { (Double($0) * scale).rounded(.down) }
          return size.flatMap { Int(exactly: $0) }.map { SymbolicInteger($0) }
        })
    }
    return ValueFacts(data.dtype, extents.map { _ in nil })
  }
}
