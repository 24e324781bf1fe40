import OnsetModels

/// Parts of a value along an axis: features, positions, tokens looked up in a table.
extension Propagator {
  /// Some indices along an axis of a field.
  func taken(_ field: Field, axis: Int, _ indices: [Int], dropsAxis: Bool = false) -> Signal {
    guard let axis = field.factors.axis(axis) else { return .unknown }
    let factors = field.factors.axes[axis]
    if factors.isEmpty {
      var result = field
      if dropsAxis { result.factors.axes.remove(at: axis) }
      return indices.allSatisfy({ $0 == 0 || $0 == -1 }) ? .field(result) : .unknown
    }
    if factors.allSatisfy(\.isFeature) {
      return features(field, axis: axis, indices, dropsAxis: dropsAxis)
    }
    if factors.allSatisfy({ $0.positionAxis != nil }) {
      return positions(field, axis: axis, indices, dropsAxis: dropsAxis)
    }
    return .unknown
  }

  /// A share of the features: a source of its own, since other features are independent of it.
  private func features(
    _ field: Field, axis: Int, _ indices: [Int], dropsAxis: Bool
  ) -> Signal {
    let extent = field.factors.shape[axis]
    var result = field
    if field.parts.count > 1, extent == field.featureCount {
      var start = 0
      result.parts = field.parts.compactMap { part in
        let range = start..<(start + part.count)
        start += part.count
        let count = indices.count { range.contains($0) }
        return count > 0 ? piece(of: part, count) : nil
      }
    } else {
      result.parts = field.parts.map { part in
        piece(of: part, max(1, part.count * indices.count / extent))
      }
    }
    result.factors.axes[axis] = indices.count > 1 ? [.feature(indices.count)] : []
    if dropsAxis { result.factors.axes.remove(at: axis) }
    return .field(result)
  }

  private func piece(of part: Part, _ count: Int) -> Part {
    let source = derive(part.source.kernel) { gradient in
      part.source.receive(gradient.share(count, of: part.count))
    }
    source.spread = part.source.spread
    return Part(source, part.function, count: count)
  }

  /// Some positions along one axis.
  private func positions(
    _ field: Field, axis: Int, _ indices: [Int], dropsAxis: Bool
  ) -> Signal {
    let chosenAxes = field.factors.axes[axis].compactMap(\.positionAxis)
    let extents = field.sites.extents
    guard chosenAxes.count == 1, let along = chosenAxes.first else { return .unknown }
    if field.sites.isGrid {
      let isRegular = zip(indices, indices.dropFirst()).allSatisfy {
        $1 - $0 == (indices.count > 1 ? indices[1] - indices[0] : 1)
      }
      if indices.count > 1, isRegular, indices[1] > indices[0] {
        return cropped(field, axis: axis, along: along, indices)
      }
      guard let listed = listed(field) else { return .unknown }
      return positions(listed, axis: axis, indices, dropsAxis: dropsAxis)
    }
    let resolved = indices.map { $0 < 0 ? $0 + extents[along] : $0 }
    var target = extents
    target[along] = resolved.count
    let places = field.sites.coordinates
    let wanted = Sites(population: 1, representatives: 1, extents: target, isGrid: false)
    let chosen = wanted.coordinates.map { place -> Int in
      extents.indices.reduce(0) {
        $0 * extents[$1] + ($1 == along ? resolved[place[$1]] : place[$1])
      }
    }
    guard chosen.allSatisfy({ places.indices.contains($0) }) else { return .unknown }
    let isDropped = resolved.count == 1
    let kept = isDropped ? target.indices.filter { $0 != along }.map { target[$0] } : target
    var result = field
    result.parts = field.parts.map { part in
      let kernel = part.kernel
      let source = derive(kernel.selecting(positions: chosen, extents: kept)) { gradient in
        part.receive(gradient.scattered(to: kernel.sites, positions: chosen))
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    if isDropped {
      let rest = extents.indices.filter { $0 != along }
      result.factors.axes[axis] = []
      result.factors = result.factors.renumbered(
        Dictionary(uniqueKeysWithValues: rest.enumerated().map { ($1, $0) }))
      if dropsAxis { result.factors.axes.remove(at: axis) }
    } else {
      result.factors.axes[axis] = [.position(axis: along, extent: resolved.count)]
    }
    return .field(result)
  }

  private func cropped(_ field: Field, axis: Int, along: Int, _ indices: [Int]) -> Signal {
    let step = indices[1] - indices[0]
    let taps = field.sites.extents.enumerated().map { place, extent in
      place == along
        ? AxisTaps.window(
          inputs: extent, outputs: indices.count, size: 1, stride: step, dilation: 1,
          padding: -indices[0])
        : AxisTaps.window(
          inputs: extent, outputs: extent, size: 1, stride: 1, dilation: 1, padding: 0)
    }
    guard case .field(var result) = resampled(field, taps) else { return .unknown }
    result.factors.axes[axis] = [.position(axis: along, extent: indices.count)]
    return .field(result)
  }

  /// A fixed linear map over positions: every output is the sum of the inputs that its taps read.
  func resampled(_ field: Field, _ taps: [AxisTaps], scale: Double = 1) -> Signal {
    let back = taps.map(\.transposed)
    return mapParts(field) { kernel in
      (
        kernel.mapped(by: taps, isShared: true).scaled(by: scale),
        { $0.mapped(by: back, isShared: true).scaled(by: scale) }
      )
    }
  }

  /// Gather: tokens looked up in a table, or indices along an axis.
  func gather(_ node: Operator, axis: Int) -> Signal {
    let data = signal(node, 0)
    if case .parameter(let table) = data, axis == 0, table.shape.count == 2 {
      return embedding(node, table)
    }
    guard let indices = integers(node, 1) else { return .unknown }
    let isScalar = shape(node.input(1))?.isEmpty ?? true
    switch data {
    case .field(let field):
      return taken(field, axis: axis, indices, dropsAxis: isScalar)
    case .parameter:
      guard case .parameter(var parameter) = taken(data, axis: axis, indices) else {
        return .unknown
      }
      if isScalar {
        let place = axis < 0 ? axis + parameter.shape.count : axis
        parameter.shape.remove(at: place)
        parameter.varies.remove(at: place)
      }
      return .parameter(parameter)
    default: return .unknown
    }
  }

  /// Rows of a table: equal tokens have equal rows, different ones independent rows.
  private func embedding(_ node: Operator, _ table: ParameterTensor) -> Signal {
    let grid: TokenGrid
    if case .tokens(let tokens) = signal(node, 1) {
      grid = tokens
    } else if let indices = integers(node, 1), let shape = shape(node.input(1)) {
      grid = TokenGrid(
        constant: indices, shape: shape, population: population, representatives: representatives)
    } else {
      return .unknown
    }
    var kernel = Kernel(
      constantAt: grid.sites, mean: table.statistics.mean,
      secondMoment: table.statistics.secondMoment)
    let count = grid.sites.count
    let different = table.statistics.mean * table.statistics.mean
    for i in 0..<count {
      for j in 0..<count where grid.tokens[i] != grid.tokens[j] {
        kernel.pairs[i * count + j] = different
      }
    }
    let source = derive(kernel) { _ in }
    if let parameter = node.input(0).flatMap({ network.values[$0].parameter }) {
      source.memory[parameter] = [Double](repeating: 1, count: count)
    }
    return .field(
      Field(source, factors: AxisFactors(axes: grid.factors.axes + [[.feature(table.shape[1])]])))
  }
}

extension TokenGrid {
  /// Indices that are stored in the graph, such as positions; those that have been repeated for each
  /// sample count as values of the batch.
  init(constant indices: [Int], shape: [Int], population: Int, representatives: Int) {
    let row = shape.dropFirst().reduce(1, *)
    let isBatch =
      shape.count > 1 && shape[0] == population && population > 1
      && indices.indices.allSatisfy { indices[$0] == indices[$0 % max(1, row)] }
    let positions = isBatch ? Array(shape.dropFirst()) : shape
    let extents = positions.filter { $0 > 1 }
    var axis = -1
    var axes: [[AxisFactor]] = positions.map { extent in
      guard extent > 1 else { return [] }
      axis += 1
      return [.position(axis: axis, extent: extent)]
    }
    if isBatch { axes.insert([.sample(population)], at: 0) }
    factors = AxisFactors(axes: axes)
    sites = Sites(
      population: isBatch ? population : 1, representatives: isBatch ? representatives : 1,
      extents: extents, isGrid: false)
    tokens = isBatch ? (0..<representatives).flatMap { _ in indices[..<row] } : indices
  }
}
