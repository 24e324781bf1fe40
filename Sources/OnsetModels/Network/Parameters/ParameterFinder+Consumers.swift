import OnsetCore

extension ParameterFinder {
  /// What a stored tensor is to an operator that consumes it: one row per kind of operator.
  mutating func consume(
    _ index: Network.OperatorID, _ node: Operator, position: Int, view: TensorView
  ) {
    switch (node.operation, position) {
    case (.convolution(let attributes), 1):
      let window = Array(
        repeating: WeightLayout.Axis.window, count: max(0, view.dimensions.count - 2))
      add(
        index, position, .kernel, view, [.output, .input] + window, linear: index, channelAxis: 0
      ) {
        $0.groups = attributes.groups
      }
    case (.transposedConvolution(let attributes, _, _), 1):
      let window = Array(
        repeating: WeightLayout.Axis.window, count: max(0, view.dimensions.count - 2))
      add(index, position, .kernel, view, [.input, .output] + window, linear: index) {
        $0.groups = attributes.groups
        $0.isTransposedConvolution = true
        $0.stride = attributes.strides
      }
    case (.convolution, 2), (.transposedConvolution, 2):
      addVector(index, position, .bias, view, linear: index)
    case (.gemm, _): consumeGemm(index, node, position: position, view: view)
    case (.matMul, _): consumeMatMul(index, node, position: position, view: view)
    case (.einsum(let equation), _):
      consumeEinsum(index, node, equation, position: position, view: view)
    case (.batchNormalization, 1...4):
      let roles: [ParameterRole] = [.normScale, .normShift, .runningMean, .runningVariance]
      addVector(index, position, roles[position - 1], view)
    case (.layerNormalization, 1), (.rmsNormalization, 1), (.instanceNormalization, 1),
      (.groupNormalization, 1):
      addVector(index, position, .normScale, view)
    case (.layerNormalization, 2), (.instanceNormalization, 2), (.groupNormalization, 2):
      addVector(index, position, .normShift, view)
    case (.recurrent(let attributes), 1...):
      consumeRecurrent(index, attributes, position: position, view: view)
    case (.prelu, 1): addVector(index, position, .slope, view)
    case (.gather(let axis), 0): consumeGather(index, node, axis: axis, view: view)
    case (.gatherND(let batch), 0): consumeGatherND(index, node, batch: batch, view: view)
    case (.concatenate, _), (.attention, _): addTable(index, position, view)
    case (.binary(let function), _):
      consumeBinary(index, node, function, position: position, view: view)
    case (.variadic(.sum), _): consumeSum(index, node, position: position, view: view)
    case (.shape, _), (.size, _), (.constantOfShape, _): break
    default: addOther(index, position, view)
    }
  }

  /// A bias, a norm's scale, a slope: one number for each feature.
  mutating func addVector(
    _ index: Network.OperatorID, _ position: Int, _ role: ParameterRole, _ view: TensorView,
    linear: Network.OperatorID? = nil, channelAxis: Int? = nil
  ) {
    let labels = Array(repeating: WeightLayout.Axis.feature, count: view.dimensions.count)
    let longest = view.dimensions.indices.max { view.dimensions[$0] < view.dimensions[$1] }
    add(index, position, role, view, labels, linear: linear, channelAxis: channelAxis ?? longest)
  }

  /// A learned table that is added or joined to a sequence: all axes but the features' are places.
  mutating func addTable(
    _ index: Network.OperatorID, _ position: Int, _ view: TensorView, featureAxis: Int? = nil
  ) {
    let last = featureAxis ?? view.dimensions.count - 1
    let labels = view.dimensions.indices.map { $0 == last ? WeightLayout.Axis.output : .lookup }
    add(index, position, .positionalTable, view, labels)
  }

  /// A number or vector without a special role, or a tensor whose use is not understood.
  mutating func addOther(_ index: Network.OperatorID, _ position: Int, _ view: TensorView) {
    let role: ParameterRole = view.significantAxes <= 1 ? .scalar : .unrecognized
    addVector(index, position, role, view)
  }

  // MARK: Matrix products

  private mutating func consumeGemm(
    _ index: Network.OperatorID, _ node: Operator, position: Int, view: TensorView
  ) {
    guard case .gemm(_, _, let transposeA, let transposeB) = node.operation else { return }
    switch position {
    case 0 where isStored(node.input(1)): addTable(index, position, view)
    case 0:
      let labels: [WeightLayout.Axis] = transposeA ? [.input, .output] : [.output, .input]
      add(index, position, .kernel, view, labels)
    case 1:
      let labels: [WeightLayout.Axis] = transposeB ? [.output, .input] : [.input, .output]
      add(
        index, position, .kernel, view, labels, linear: index, channelAxis: transposeB ? 0 : 1)
    default:
      if view.significantAxes > 1 {
        addTable(index, position, view)
      } else {
        addVector(index, position, .bias, view, linear: index)
      }
    }
  }

  private mutating func consumeMatMul(
    _ index: Network.OperatorID, _ node: Operator, position: Int, view: TensorView
  ) {
    let rank = view.dimensions.count
    let stack = Array(repeating: WeightLayout.Axis.stack, count: max(0, rank - 2))
    guard rank >= 2 else { return add(index, position, .kernel, view, [.input]) }
    if position == 1 {
      add(
        index, position, .kernel, view, stack + [.input, .output], linear: index,
        channelAxis: rank - 1)
    } else if isStored(node.input(1)) {
      // Learned queries on their way through a projection.
      addTable(index, position, view)
    } else {
      add(index, position, .kernel, view, stack + [.output, .input])
    }
  }

  private mutating func consumeEinsum(
    _ index: Network.OperatorID, _ node: Operator, _ text: String, position: Int, view: TensorView
  ) {
    guard let equation = EinsumEquation(text), position < equation.inputs.count,
      equation.inputs[position].count == view.dimensions.count, equation.inputs.count == 2
    else { return addOther(index, position, view) }
    let other = Set(equation.inputs[1 - position])
    let output = Set(equation.output)
    let labels = equation.inputs[position].map { label -> WeightLayout.Axis in
      if !output.contains(label) { return .input }
      return other.contains(label) ? .stack : .output
    }
    // A product without a sum scales or places, it mixes nothing.
    guard labels.contains(.input) else { return addOther(index, position, view) }
    add(index, position, .kernel, view, labels)
  }

  // MARK: Tables

  private mutating func consumeGather(
    _ index: Network.OperatorID, _ node: Operator, axis: Int, view: TensorView
  ) {
    guard let axis = IndexArithmetic.axis(axis, rank: view.dimensions.count) else { return }
    let role: ParameterRole = countsPlaces(node.input(1)) ? .positionalTable : .embedding
    let isVector = view.dimensions.count == 1
    let labels = view.dimensions.indices.map {
      $0 == axis && !isVector ? WeightLayout.Axis.lookup : .output
    }
    add(index, 0, role, view, labels)
  }

  private mutating func consumeGatherND(
    _ index: Network.OperatorID, _ node: Operator, batch: Int, view: TensorView
  ) {
    guard let depth = node.input(1).flatMap({ graph.facts[$0].extent(-1)?.known }),
      depth > 0, depth <= view.dimensions.count, batch == 0
    else { return addOther(index, 0, view) }
    let role: ParameterRole = countsPlaces(node.input(1)) ? .positionalTable : .embedding
    add(index, 0, role, view, view.dimensions.indices.map { $0 < depth ? .lookup : .output })
  }

  /// Whether indices are places in a sequence, and not what is fed to the model.
  private func countsPlaces(_ indices: Network.ValueID?) -> Bool {
    guard let indices else { return false }
    if let picks = graph.facts[indices].elements?.integers {
      return Set(picks).count > 1
    }
    guard graph.isActivation(indices) else { return true }
    // Some models count the places that are not padding.
    var current: Network.ValueID? = indices
    for _ in 0..<16 {
      guard let index = graph.producer(of: current) else { return false }
      let node = graph.operators[index]
      if case .cumulativeSum = node.operation { return true }
      guard node.operation.movesElements || node.operation.isElementwise else { return false }
      current = node.inputs.first { graph.isActivation($0) } ?? nil
    }
    return false
  }
}
