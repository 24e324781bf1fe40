import OnsetModels

/// Linear maps: q′ = σ_w² · fan_in · q, and the transposed map for gradients.
extension Propagator {
  /// MatMul: a weight on either side, or two activations (attention).
  func matMul(_ node: Operator) -> Signal {
    switch (signal(node, 0), signal(node, 1)) {
    case (.field(let field), .parameter(let weight)) where weight.shape.count == 2:
      linear(field, weight.statistics, outputs: weight.shape[1], contracting: -1)
    case (.field(let query), .field(let key)): product(query, key)
    case (.attention(let attention), .field(let values)): attended(attention, values)
    case (.constant, .parameter(let weight)), (.parameter, .parameter(let weight)):
      stored(node, times: weight)
    default: .unknown
    }
  }

  /// A stored tensor, such as an initial state, times a weight.
  private func stored(_ node: Operator, times weight: ParameterTensor) -> Signal {
    guard let left = statistics(node, 0), let shape = shape(node.output(0)),
      weight.shape.count == 2
    else { return .unknown }
    let fan = Double(weight.shape[0])
    return .parameter(
      ParameterTensor(
        statistics: TensorStatistics(
          mean: 0, secondMoment: fan * left.secondMoment * weight.statistics.secondMoment),
        shape: shape))
  }

  /// Gemm: a linear layer with its bias.
  func gemm(_ node: Operator) -> Signal {
    guard case .gemm(let alpha, let beta, let transposeA, let transposeB) = node.operation,
      !transposeA, case .field(let field) = signal(node, 0), let shape = shape(node.input(1)),
      shape.count == 2, var weight = statistics(node, 1)
    else { return .unknown }
    weight.mean *= alpha
    weight.secondMoment *= alpha * alpha
    weight.rowProduct *= alpha * alpha
    let outputs = transposeB ? shape[0] : shape[1]
    var bias: TensorStatistics?
    if node.input(2) != nil {
      guard let statistics = statistics(node, 2) else { return .unknown }
      bias = TensorStatistics(
        mean: beta * statistics.mean, secondMoment: beta * beta * statistics.secondMoment)
    }
    return linear(
      field, weight, outputs: outputs, contracting: -1, bias: bias,
      embedding: node.input(1).flatMap { network.values[$0].parameter })
  }

  /// A linear map along one axis, whatever factors it has: positions in it have their own weights each.
  func linear(
    _ field: Field, _ weight: TensorStatistics, outputs: Int, contracting axis: Int,
    bias: TensorStatistics? = nil, embedding: Int? = nil
  ) -> Signal {
    if field.isPaired(by: weight) {
      return linear(
        field.oddPart, weight.unpaired, outputs: outputs, contracting: axis, bias: bias,
        embedding: embedding)
    }
    guard let axis = field.factors.axis(axis) else { return .unknown }
    let contracted = field.factors.axes[axis]
    let positions = Set(contracted.compactMap(\.positionAxis))
    guard !contracted.contains(where: \.isSample) else { return .unknown }
    if field.sites.isGrid, !positions.isEmpty, positions.count < field.sites.extents.count {
      guard let listed = listed(field) else { return .unknown }
      return linear(
        listed, weight, outputs: outputs, contracting: axis, bias: bias, embedding: embedding)
    }
    let input = field.kernel
    guard let average = reduced(input, over: positions, diagonal: true) else { return .unknown }
    let fan = Double(field.factors.shape[axis])
    var kernel = average.mapped(by: weight, fan: fan)
    remember(embedding, weight, fan: fan, outputs: outputs, field, &kernel)
    if let bias { kernel = kernel.adding(biasMean: bias.mean, secondMoment: bias.secondMoment) }
    let factor = weight.secondMoment * Double(outputs)
    let source = derive(kernel) { gradient in
      field.receive(
        self.repeated(gradient, at: input.sites, over: positions, diagonal: true)
          .scaledMoments(by: factor, mean: 0))
    }
    source.spread = field.spread + 2 / max(1, fan)
    source.isMirrored = weight.structure.contains(.mirroredOutputs)
    var factors = field.factors
    factors.axes[axis] = [.feature(outputs)]
    let kept = field.sites.extents.indices.filter { !positions.contains($0) }
    factors = factors.renumbered(
      Dictionary(uniqueKeysWithValues: kept.enumerated().map { ($1, $0) }))
    // Features that stay beside the contracted ones are as exchangeable as the new ones.
    return .field(Field(source, factors: factors))
  }

  /// A head that is tied to the embedding gives the site's own token a large logit: the part of the
  /// stream that still is the token's row meets itself.
  private func remember(
    _ embedding: Int?, _ weight: TensorStatistics, fan: Double, outputs: Int, _ field: Field,
    _ kernel: inout Kernel
  ) {
    guard let embedding, let source = field.source, let memory = source.memory[embedding],
      memory.count == kernel.own.count, outputs > 0
    else { return }
    for site in kernel.own.indices {
      let logit = fan * weight.secondMoment * memory[site]
      kernel.own[site] += logit * logit / Double(outputs)
    }
    kernel.copyOwnToDiagonal()
  }
}

extension Kernel {
  /// The kernel behind `fan` random weights a unit: weights of one row that are alike, or centred, act
  /// on the features' mean.
  func mapped(by weight: TensorStatistics, fan: Double) -> Kernel {
    let own = fan * (weight.secondMoment - weight.rowProduct)
    let shared = fan * fan * weight.rowProduct
    var result = scaledMoments(by: own, mean: fan * weight.mean)
    guard shared != 0 else { return result }
    let count = sites.count
    for site in result.own.indices { result.own[site] += shared * mean[site] * mean[site] }
    for index in result.pairs.indices {
      let product =
        sites.isGrid ? mean[0] * mean[0] : mean[index / count] * mean[index % count]
      result.pairs[index] += shared * product
    }
    return result
  }
}
