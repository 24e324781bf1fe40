import OnsetCore

extension ParameterFinder {
  /// A stored tensor in a product, sum, difference or quotient.
  mutating func consumeBinary(
    _ index: Network.OperatorID, _ node: Operator, _ function: BinaryFunction, position: Int,
    view: TensorView
  ) {
    let partner = graph.partner(of: position, in: node)
    switch function {
    case .add: consumeSum(index, node, position: position, view: view)
    case .multiply where isStored(partner): addOther(index, position, view)
    case .multiply:
      if graph.isNormalized(partner), view.significantAxes <= 1 || isFeatureTable(view, partner) {
        addVector(index, position, .normScale, view)
        if let output = node.output(0) { scaledNorms.insert(output) }
      } else if view.significantAxes == 0, scalesLogits(node, partner) {
        addVector(index, position, .scalar, view)
      } else {
        addVector(index, position, .branchScale, view)
      }
    default: addOther(index, position, view)
    }
  }

  /// Whether a product scales similarities: an attention's logits, or the products of two embeddings.
  private func scalesLogits(_ node: Operator, _ partner: Network.ValueID?) -> Bool {
    if let output = node.output(0), graph.reachesSoftmax(output) { return true }
    guard let producer = graph.producer(of: graph.origin(of: partner)) else { return false }
    return graph.operators[producer].operation.isLinear && !hasStoredKernel(producer)
  }

  /// A stored tensor that is added: a bias, a norm's shift, or a table.
  mutating func consumeSum(
    _ index: Network.OperatorID, _ node: Operator, position: Int, view: TensorView
  ) {
    let partners = node.inputs.indices.filter { $0 != position }.compactMap { node.inputs[$0] }
    guard let partner = partners.first(where: { graph.isActivation($0) }) ?? partners.first else {
      return addOther(index, position, view)
    }
    let before = graph.origin(of: partner)
    let producer = graph.producer(of: before)
    if view.significantAxes <= 1 {
      if let producer, graph.operators[producer].operation.isLinear, hasStoredKernel(producer) {
        addVector(index, position, .bias, view, linear: producer)
      } else if !graph.isActivation(partner) {
        addOther(index, position, view)
      } else if let before, scaledNorms.contains(before) {
        addVector(index, position, .normShift, view)
      } else if graph.isNormalized(partner) {
        addVector(index, position, .normShift, view)
      } else if view.significantAxes == 0 {
        addVector(index, position, .scalar, view)
      } else {
        addVector(index, position, .bias, view)
      }
      return
    }
    if scaledNorms.contains(before ?? -1), isFeatureTable(view, partner) {
      return addVector(index, position, .normShift, view)
    }
    addTable(index, position, view, featureAxis: featureAxis(of: view, addedTo: partner))
  }

  /// Whether an operator's weight is stored, and not computed from what is fed.
  func hasStoredKernel(_ index: Network.OperatorID) -> Bool {
    let node = graph.operators[index]
    return isStored(node.input(1)) || isStored(node.input(0))
  }

  /// Whether a table of several axes covers the features of one sample, as a norm's scale over all of them.
  private func isFeatureTable(_ view: TensorView, _ partner: Network.ValueID?) -> Bool {
    guard let partner, let extents = graph.facts[partner].extents else { return false }
    return view.dimensions.count < extents.count
      && zip(view.dimensions.reversed(), extents.reversed()).allSatisfy { $0 == $1?.known }
  }

  /// The axis of a table that runs over features: the channels of an image, else the last.
  private func featureAxis(of view: TensorView, addedTo partner: Network.ValueID) -> Int? {
    guard let producer = graph.producer(of: partner) else { return nil }
    switch graph.operators[producer].operation {
    case .convolution, .transposedConvolution, .pool, .batchNormalization:
      return view.dimensions.count >= 3
        ? view.dimensions.count - (graph.facts[partner].rank ?? 0) + 1 : nil
    default: return nil
    }
  }
}
