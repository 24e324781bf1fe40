import OnsetModels

/// Concatenation: along features the parts stay apart, along positions the sites are joined.
extension Propagator {
  func concatenate(_ node: Operator, axis: Int) -> Signal {
    var signals = node.inputs.indices.map { operand(node, $0) }
    if let parameter = joinedParameters(signals, axis: axis) { return .parameter(parameter) }
    // Positions of an image in one axis, as tokens: beside them stands a class token.
    signals = signals.map { signal in
      guard case .field(let field) = signal, let place = field.factors.axis(axis),
        field.factors.axes[place].compactMap(\.positionAxis).count > 1,
        let flat = flattened(field, axis: place)
      else { return signal }
      return .field(flat)
    }
    guard
      let template = signals.lazy.compactMap({ signal -> Field? in
        if case .field(let field) = signal { field } else { nil }
      }).max(by: { $0.sites.population < $1.sites.population }),
      let axis = template.factors.axis(axis)
    else { return .unknown }
    var fields: [Field] = []
    for signal in signals {
      guard let field = asField(signal, like: template, along: axis) else { return .unknown }
      fields.append(field)
    }
    if fields.count == 1 { return .field(fields[0]) }
    let isFeature = fields.allSatisfy { $0.factors.axes[axis].allSatisfy(\.isFeature) }
    let isPosition = fields.allSatisfy {
      $0.factors.axes[axis].allSatisfy { $0.positionAxis != nil }
    }
    let hasFeature = fields.contains { !$0.factors.axes[axis].isEmpty }
    if isFeature, hasFeature { return joinedFeatures(fields, axis: axis) }
    return isPosition ? joinedPositions(fields, axis: axis) : .unknown
  }

  /// Learned tensors beside each other, such as the biases of a recurrent layer.
  private func joinedParameters(_ signals: [Signal], axis: Int) -> ParameterTensor? {
    let parameters = signals.compactMap { signal -> ParameterTensor? in
      if case .parameter(let parameter) = signal { parameter } else { nil }
    }
    guard parameters.count == signals.count, var result = parameters.first else { return nil }
    let place = axis < 0 ? axis + result.shape.count : axis
    guard result.shape.indices.contains(place) else { return nil }
    let lengths = parameters.map { Double($0.shape[place]) }
    let total = lengths.reduce(0, +)
    func average(_ term: (TensorStatistics) -> Double) -> Double {
      zip(parameters, lengths).reduce(0) { $0 + term($1.0.statistics) * $1.1 } / total
    }
    result.statistics = TensorStatistics(
      mean: average(\.mean), secondMoment: average(\.secondMoment))
    result.shape[place] = Int(total)
    result.varies[place] = total > 1
    return result
  }

  /// Learned tensors such as class tokens become fields with the shape of the others.
  private func asField(_ signal: Signal, like template: Field, along axis: Int) -> Field? {
    switch signal {
    case .field(let field): return field
    case .parameter(let parameter):
      guard parameter.shape.count == template.factors.axes.count,
        template.factors.axes[axis].allSatisfy({ $0.positionAxis != nil })
      else { return nil }
      // The template with as many positions along the axis as the parameter has.
      let positions = template.factors.axes[axis].compactMap(\.positionAxis)
      guard positions.count <= 1, !template.sites.isGrid else { return nil }
      var sites = template.sites
      var factors = template.factors
      let extent = parameter.shape[axis]
      if let position = positions.first {
        if extent == 1 {
          sites.extents.remove(at: position)
          factors.axes[axis] = []
          let rest = template.sites.extents.indices.filter { $0 != position }
          factors = factors.renumbered(
            Dictionary(uniqueKeysWithValues: rest.enumerated().map { ($1, $0) }))
        } else {
          sites.extents[position] = extent
          factors.axes[axis] = [.position(axis: position, extent: extent)]
        }
      } else if extent > 1 {
        sites.extents.append(extent)
        factors.axes[axis] = [.position(axis: sites.extents.count - 1, extent: extent)]
      }
      let kernel = parameter.kernel(factors: factors, sites: sites)
      return Field(derive(kernel) { _ in }, factors: factors)
    default: return nil
    }
  }

  private func joinedFeatures(_ fields: [Field], axis: Int) -> Signal {
    let reference = fields.max { $0.sites.positions < $1.sites.positions } ?? fields[0]
    var parts: [Part] = []
    for field in fields {
      // Compared without the axis along which they are joined.
      var here = reference
      here.factors.axes[axis] = field.factors.axes[axis]
      guard let (_, right) = aligned(here, field) else { return .unknown }
      guard right.sites == reference.sites else { return .unknown }
      parts += right.parts
    }
    var factors = reference.factors
    factors.axes[axis] = [.feature(fields.reduce(0) { $0 + $1.factors.shape[axis] })]
    return .field(Field(factors: factors, parts: parts))
  }

  /// Values at positions beside each other; what they share beyond their means is not followed.
  private func joinedPositions(_ fields: [Field], axis: Int) -> Signal {
    let lists = fields.compactMap { listed($0) }
    guard lists.count == fields.count else { return .unknown }
    let along = lists.lazy.compactMap { $0.factors.axes[axis].first?.positionAxis }.first
    let base = lists.first { $0.factors.axes[axis].first?.positionAxis != nil } ?? lists[0]
    let place = along ?? base.sites.extents.count
    let lengths = lists.map { $0.factors.shape[axis] }
    var sites = base.sites
    if along == nil { sites.extents.append(0) }
    sites.extents[place] = lengths.reduce(0, +)
    var starts = [0]
    for length in lengths { starts.append((starts.last ?? 0) + length) }
    let coordinates = sites.coordinates
    var pieces: [(list: Field, positions: [Int], kernel: Kernel)] = []
    for (index, list) in lists.enumerated() {
      let chosen = coordinates.indices.filter {
        (starts[index]..<starts[index + 1]).contains(coordinates[$0][place])
      }
      guard chosen.count == list.sites.positions,
        list.sites.representatives == sites.representatives
      else { return .unknown }
      pieces.append((list, chosen, list.kernel))
    }
    var kernel = Kernel(zeroAt: sites)
    for piece in pieces {
      kernel = kernel.summed(with: piece.kernel.scattered(to: sites, positions: piece.positions))
    }
    // Between two pieces only the means are known.
    var owner = [Int](repeating: 0, count: sites.positions)
    for (index, piece) in pieces.enumerated() {
      for position in piece.positions { owner[position] = index }
    }
    for i in 0..<sites.count {
      for j in 0..<sites.count where owner[i % sites.positions] != owner[j % sites.positions] {
        kernel.pairs[i * sites.count + j] = kernel.mean[i] * kernel.mean[j]
      }
    }
    let source = derive(kernel) { gradient in
      for piece in pieces {
        piece.list.receive(
          gradient.selecting(positions: piece.positions, extents: piece.kernel.sites.extents))
      }
    }
    var factors = base.factors
    factors.axes[axis] = [.position(axis: place, extent: sites.extents[place])]
    return .field(Field(source, factors: factors))
  }
}
