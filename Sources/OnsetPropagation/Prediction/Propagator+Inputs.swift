import OnsetCore
import OnsetModels

/// What enters: inputs at the front, cotangents at the back.
extension Propagator {
  /// Sets the signals of the network's inputs.
  func feed(_ inputs: [String: InputStatistics]) throws(OnsetError) {
    var fed: [(value: Network.ValueID, kind: InputStatistics, shape: [Int])] = []
    for value in network.inputs {
      let entry = network.values[value]
      let given = inputs[entry.name]
      guard let shape = given?.shape ?? shape(value) else {
        throw OnsetError(
          .shapeMismatch, "the shape of input '\(entry.name)' is not known",
          fix: "give it with --input-shape \(entry.name)=…")
      }
      try check(given, against: entry, shape: shape)
      let isInteger = entry.dtype.map { !$0.isFloatingPoint } ?? false
      fed.append((value, given ?? (isInteger ? .uniformTokens : .standardNormal), shape))
    }
    population = fed.map { samples($0.value, $0.shape) }.max() ?? 1
    chooseRepresentatives(fed.map { ($0.value, isTokens($0.kind), $0.shape) })
    for (value, kind, shape) in fed { signals[value] = input(value, kind, shape) }
  }

  /// Refuses numbers that do not fill their shape or do not fit the graph's.
  private func check(
    _ given: InputStatistics?, against entry: Value, shape: [Int]
  ) throws(OnsetError) {
    let count: Int? =
      switch given {
      case .values(let numbers, _): numbers.count
      case .tokens(let tokens, _): tokens.count
      default: nil
      }
    let declared = entry.dimensions ?? shape.map { $0 }
    let fits =
      declared.count == shape.count
      && zip(declared, shape).allSatisfy { $0 == nil || $0 == $1 }
    guard fits, shape.allSatisfy({ $0 > 0 }), count == nil || count == shape.reduce(1, *) else {
      throw OnsetError(
        .shapeMismatch, "what is fed to '\(entry.name)' has shape \(shape), which does not fit it")
    }
  }

  /// Which axis of an input counts samples: the first, unless a recurrent layer reads it as time.
  private func sampleAxis(_ value: Network.ValueID, _ shape: [Int]) -> Int {
    func isTimeFirst(_ value: Network.ValueID) -> Bool {
      network.operators.contains { node in
        guard case .recurrent(let attributes) = node.operation else { return false }
        return node.input(0) == value && !attributes.isBatchFirst
      }
    }
    let looked = network.operators.compactMap { node -> Network.ValueID? in
      guard case .gather = node.operation, node.input(1) == value else { return nil }
      return node.output(0)
    }
    return shape.count > 1 && ([value] + looked).contains(where: isTimeFirst) ? 1 : 0
  }

  private func samples(_ value: Network.ValueID, _ shape: [Int]) -> Int {
    shape.isEmpty ? 1 : shape[sampleAxis(value, shape)]
  }

  private func isTokens(_ kind: InputStatistics) -> Bool {
    switch kind {
    case .tokens, .uniformTokens: true
    default: false
    }
  }

  /// How many samples are spelled out: as many as keep the list of sites short; two for images, which
  /// are kept by lag until they have few positions.
  private func chooseRepresentatives(
    _ inputs: [(value: Network.ValueID, isTokens: Bool, shape: [Int])]
  ) {
    var result = Int.max
    for (value, isTokens, shape) in inputs {
      let samples = samples(value, shape)
      var positions =
        isTokens
        ? shape.reduce(1, *) / samples : shape.count == 3 ? shape[0] * shape[1] / samples : 1
      var limit = positions == 1 ? 512 : max(2, 256 / max(1, positions))
      if !isTokens, isImage(value, shape) {
        positions = patches(of: value) ?? Int.max
        limit = max(2, 512 / max(1, positions))
      }
      result = min(result, samples, limit)
    }
    representatives = result == .max ? 1 : max(1, result)
  }

  private func input(_ value: Network.ValueID, _ kind: InputStatistics, _ shape: [Int]) -> Signal {
    if isTokens(kind) {
      let first = sampleAxis(value, shape)
      let positions = shape.indices.filter { $0 != first && shape[$0] > 1 }.map { shape[$0] }
      let sites = Sites(
        population: samples(value, shape), representatives: representatives, extents: positions,
        isGrid: false)
      var axis = -1
      let factors = AxisFactors(
        axes: shape.enumerated().map { place, extent in
          if place == first { return [.sample(extent)] }
          guard extent > 1 else { return [] }
          axis += 1
          return [.position(axis: axis, extent: extent)]
        })
      return .tokens(
        TokenGrid(factors: factors, sites: sites, tokens: tokens(value, kind, shape, sites)))
    }
    let factors = inputFactors(value, shape)
    let extents = factors.flat.compactMap { factor -> Int? in
      factor.positionAxis == nil ? nil : factor.extent
    }
    let isGrid = isImage(value, shape)
    let sites = Sites(
      population: shape.count > 1 ? samples(value, shape) : 1, representatives: representatives,
      extents: extents, isGrid: isGrid)
    let kernel: Kernel =
      if case .values(let numbers, _) = kind {
        InputKernel(numbers, shape: shape).kernel(factors: factors, sites: sites)
      } else {
        Kernel(whiteAt: sites, secondMoment: 1)
      }
    let source = derive(kernel) { _ in }
    if isGrid, case .values(let numbers, _) = kind {
      source.image = InputKernel(numbers, shape: shape)
    }
    return .field(Field(source, factors: factors))
  }

  /// Whether an input goes into a spatial operator, so that its second axis counts channels.
  private func isImage(_ value: Network.ValueID, _ shape: [Int]) -> Bool {
    if shape.count >= 4 { return true }
    guard shape.count == 3 else { return false }
    return network.operators.contains { node in
      guard node.input(0) == value else { return false }
      switch node.operation {
      case .convolution, .transposedConvolution, .pool, .globalPool: return true
      default: return false
      }
    }
  }

  /// The positions that an image has behind its first convolution, where that cuts it into patches.
  private func patches(of value: Network.ValueID) -> Int? {
    for node in network.operators where node.input(0) == value {
      guard case .convolution(let attributes) = node.operation,
        let kernel = shape(node.input(1))?.dropFirst(2), let output = shape(node.output(0)),
        attributes.strides == Array(kernel), kernel.reduce(1, *) > 1
      else { continue }
      return output.dropFirst(2).reduce(1, *)
    }
    return nil
  }

  private func inputFactors(_ value: Network.ValueID, _ shape: [Int]) -> AxisFactors {
    let channel = isImage(value, shape) ? 1 : shape.count - 1
    let first = sampleAxis(value, shape)
    var axis = -1
    return AxisFactors(
      axes: shape.enumerated().map { place, extent in
        if place == first && shape.count > 1 { return [.sample(extent)] }
        if place == channel { return [.feature(extent)] }
        axis += 1
        return [.position(axis: axis, extent: extent)]
      })
  }

  /// The tokens of the listed sites: given ones, or an even sequence without repetition within reach.
  private func tokens(
    _ value: Network.ValueID, _ kind: InputStatistics, _ shape: [Int], _ sites: Sites
  ) -> [Int] {
    let positions = max(1, sites.positions)
    let population = max(1, sites.population)
    if case .tokens(let tokens, _) = kind {
      return (0..<sites.count).map { site in
        let sample = (site / positions) * population / max(1, sites.representatives)
        let position = site % positions
        return sampleAxis(value, shape) == 0
          ? tokens[sample * positions + position] : tokens[position * population + sample]
      }
    }
    let vocabulary = vocabulary(of: value)
    var state: UInt64 = 0x2545_F491_4F6C_DD1D
    return (0..<sites.count).map { _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(max(1, vocabulary)))
    }
  }

  /// The rows of the largest table that is looked up.
  private func vocabulary(of value: Network.ValueID) -> Int {
    network.operators.reduce(1) { largest, node in
      guard case .gather = node.operation, let table = node.input(0),
        network.values[table].parameter != nil, let rows = shape(table)?.first
      else { return largest }
      return max(largest, rows)
    }
  }

  /// Hands the cotangents to the outputs.
  func seed(_ cotangents: [String: InputStatistics]) throws(OnsetError) {
    for output in network.outputs {
      guard case .field(let field) = signals[output] else { continue }
      let name = network.values[output].name
      if case .values(let numbers, let shape)? = cotangents[name] {
        guard shape.reduce(1, *) == numbers.count, shape == field.factors.shape else {
          throw OnsetError(
            .shapeMismatch,
            "the cotangent of '\(name)' has shape \(shape), the output \(field.factors.shape)")
        }
        field.receive(
          InputKernel(numbers, shape: shape).kernel(factors: field.factors, sites: field.sites))
      } else {
        field.receive(Kernel(whiteAt: field.sites, secondMoment: 1))
      }
    }
  }
}

extension InputStatistics {
  /// The extents of what is given.
  var shape: [Int]? {
    switch self {
    case .values(_, let shape), .tokens(_, let shape): shape
    case .standardNormal, .uniformTokens: nil
    }
  }
}
