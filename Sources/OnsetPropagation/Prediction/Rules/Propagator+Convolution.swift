import OnsetModels

/// Convolutions and transposed convolutions with the taps that really land inside.
extension Propagator {
  func convolution(_ node: Operator, _ attributes: ConvolutionAttributes) -> Signal {
    guard let input = image(node), let weight = shape(node.input(1)),
      let output = shape(node.output(0)), weight.count == output.count
    else { return .unknown }
    let axes = output.count - 2
    let taps = (0..<axes).map { axis in
      let size = weight[2 + axis]
      let stride = attributes.strides.isEmpty ? 1 : attributes.strides[axis]
      let dilation = attributes.dilations.isEmpty ? 1 : attributes.dilations[axis]
      let padding = Self.padding(
        attributes.autoPad, attributes.pads, axis: axis, input: input.sites.extents[axis],
        output: output[2 + axis], size: size, stride: stride, dilation: dilation)
      return AxisTaps.window(
        inputs: input.sites.extents[axis], outputs: output[2 + axis], size: size, stride: stride,
        dilation: dilation, padding: padding)
    }
    return convolved(
      node, input, taps, inputs: weight[1], outputs: weight[0],
      outputsPerInput: weight[0] / max(1, attributes.groups))
  }

  func transposedConvolution(_ node: Operator, _ attributes: ConvolutionAttributes) -> Signal {
    guard let input = image(node), let weight = shape(node.input(1)),
      let output = shape(node.output(0)), weight.count == output.count
    else { return .unknown }
    let taps = (0..<(output.count - 2)).map { axis in
      let size = weight[2 + axis]
      let stride = attributes.strides.isEmpty ? 1 : attributes.strides[axis]
      let dilation = attributes.dilations.isEmpty ? 1 : attributes.dilations[axis]
      // A transposed convolution is the convolution from its output to its input, read backwards.
      let padding = Self.padding(
        attributes.autoPad, attributes.pads, axis: axis, input: output[2 + axis],
        output: input.sites.extents[axis], size: size, stride: stride, dilation: dilation)
      return AxisTaps.window(
        inputs: output[2 + axis], outputs: input.sites.extents[axis], size: size, stride: stride,
        dilation: dilation, padding: padding
      ).transposed
    }
    let groups = max(1, attributes.groups)
    return convolved(
      node, input, taps, inputs: weight[0] / groups, outputs: weight[1] * groups,
      outputsPerInput: weight[1])
  }

  /// The input of a spatial operator, as a grid whose features are its second axis.
  func image(_ node: Operator) -> Field? {
    guard var field = field(node, 0), field.factors.axes.count >= 3 else { return nil }
    let features = (2..<field.factors.axes.count).filter {
      !field.factors.axes[$0].isEmpty && field.factors.axes[$0].allSatisfy(\.isFeature)
    }
    if !features.isEmpty, field.sites.extents.isEmpty {
      field = promoted(field, axes: Array(2..<field.factors.axes.count))
    }
    let factors = field.factors
    guard factors.axes[1].allSatisfy(\.isFeature) else { return nil }
    let extents = Array(factors.shape[2...])
    let kept = factors.axes[2...].flatMap { $0.compactMap(\.positionAxis) }
    guard factors.axes[2...].allSatisfy({ $0.allSatisfy { $0.positionAxis != nil } }) else {
      return nil
    }
    if kept == Array(kept.indices), field.sites.extents == extents { return gridded(field) }
    // Axes of extent one, or positions in another order: named anew.
    guard kept == kept.sorted(), kept.count == field.sites.extents.count,
      field.sites.positions == extents.reduce(1, *)
    else { return nil }
    var result = field
    result.factors.axes =
      factors.axes[..<2]
      + extents.indices.map { axis in
        [.position(axis: axis, extent: extents[axis])]
      }
    result.parts = field.parts.map { part in
      var kernel = part.kernel
      let original = kernel.sites
      if original.isGrid {
        kernel.profiles = extents.enumerated().map { axis, extent in
          if extent == 1 { return [1] }
          let place = extents[..<axis].filter { $0 > 1 }.count
          return place < kernel.profiles.count
            ? kernel.profiles[place] : [Double](repeating: 1, count: extent)
        }
      }
      kernel.sites.extents = extents
      let source = derive(kernel) { gradient in
        var back = gradient
        back.sites = original
        if original.isGrid { back.profiles = part.kernel.profiles }
        part.receive(back)
      }
      source.spread = part.source.spread
      return Part(source, count: part.count)
    }
    return gridded(result)
  }

  private func convolved(
    _ node: Operator, _ field: Field, _ taps: [AxisTaps], inputs: Int, outputs: Int,
    outputsPerInput: Int
  ) -> Signal {
    guard var weight = statistics(node, 1) else { return .unknown }
    var field = field
    if field.isPaired(by: weight) { (field, weight) = (field.oddPart, weight.unpaired) }
    var taps = taps
    if weight.structure.contains(.centreTapOnly) {
      weight = weight.atCentre(of: taps)
      taps = taps.map(\.centre)
    }
    if let patches = patches(node, field, taps, weight, outputs: outputs) { return patches }
    let input = field.kernel
    let mapped = input.mapped(by: taps)
    let fan = Double(inputs) * taps.reduce(1) { $0 * $1.averageTaps }
    var kernel = mapped.scaledMoments(
      by: Double(inputs) * (weight.secondMoment - weight.rowProduct),
      mean: Double(inputs) * weight.mean)
    let shared = weight.rowProduct * fan * fan * input.mean[0] * input.mean[0]
    if shared != 0 {
      kernel.own[0] += shared
      for index in kernel.pairs.indices { kernel.pairs[index] += shared }
    }
    if node.input(2) != nil {
      guard let bias = statistics(node, 2) else { return .unknown }
      kernel = kernel.adding(biasMean: bias.mean, secondMoment: bias.secondMoment)
    }
    let back = taps.map(\.transposed)
    let factor = weight.secondMoment * Double(outputsPerInput)
    let source = deriveSource(kernel) { source, gradient in
      field.receive(
        gradient.mapped(by: back).scaledMoments(by: factor / source.gradientExcess, mean: 0))
    }
    source.spread = field.spread + 2 / max(1, fan)
    source.weightSpread = Self.weightSpread(taps, inputs: inputs)
    source.inputSpread = Self.inputSpread(input, taps, inputs: inputs)
    source.isMirrored = weight.structure.contains(.mirroredOutputs)
    var factors = AxisFactors(axes: [field.factors.axes[0], [.feature(outputs)]])
    factors.axes += taps.enumerated().map { [.position(axis: $0, extent: $1.outputs)] }
    return .field(Field(source, factors: factors))
  }

  /// An image cut into few patches: their kernel is measured patch by patch, since patches differ.
  private func patches(
    _ node: Operator, _ field: Field, _ taps: [AxisTaps], _ weight: TensorStatistics, outputs: Int
  ) -> Signal? {
    let extents = taps.map(\.outputs)
    guard let image = field.source?.image, representatives > 2,
      representatives * extents.reduce(1, *) <= 640
    else { return nil }
    var sites = field.sites
    sites.extents = extents
    sites.isGrid = false
    let inputs = Double(field.featureCount)
    let patches = image.patchKernel(factors: field.factors, sites: sites, taps: taps)
    var kernel = patches.scaledMoments(by: inputs * weight.variance, mean: inputs * weight.mean)
    if node.input(2) != nil {
      guard let bias = statistics(node, 2) else { return .unknown }
      kernel = kernel.adding(biasMean: bias.mean, secondMoment: bias.secondMoment)
    }
    let source = derive(kernel) { _ in }
    source.spread = 2 / max(1, inputs * taps.reduce(1) { $0 * $1.averageTaps })
    var factors = AxisFactors(axes: [field.factors.axes[0], [.feature(outputs)]])
    factors.axes += extents.enumerated().map { [.position(axis: $0, extent: $1)] }
    return .field(Field(source, factors: factors))
  }

  /// 2/(number of weights): the relative variance of Σ w² over output channels.
  private static func weightSpread(_ taps: [AxisTaps], inputs: Int) -> Double {
    let fan = Double(inputs) * taps.reduce(1) { $0 * Double(max(1, $1.joins.count)) }
    return 2 / max(1, fan)
  }

  /// How far the inputs of one channel's taps are from white, 2 tr C²/(tr C)² with C their covariance
  /// over the batch: what the weights' spread becomes where neighbouring inputs are alike.
  private static func inputSpread(_ input: Kernel, _ taps: [AxisTaps], inputs: Int) -> Double {
    let centered = input.centered(over: NormalizationGroup(extent: .batch, features: 1))
    guard centered.own[0] > 0 else { return weightSpread(taps, inputs: inputs) }
    // Pairs of taps by their distance along each axis.
    let sizes = taps.map(\.joins.count)
    var total = 0.0
    centered.forEachLag { index, lag in
      var weight = 1.0
      for (size, distance) in zip(sizes, lag) {
        weight *= Double(max(0, size - distance) * (distance == 0 ? 1 : 2)) / Double(size * size)
      }
      let correlation = centered.pairs[index] / centered.own[0]
      total += weight * correlation * correlation
    }
    return 2 * total / Double(max(1, inputs))
  }

  /// The padding before an axis.
  static func padding(
    _ rule: AutoPad, _ pads: [Int], axis: Int, input: Int, output: Int, size: Int, stride: Int,
    dilation: Int
  ) -> Int {
    switch rule {
    case .notSet: return pads.indices.contains(axis) ? pads[axis] : 0
    case .valid: return 0
    case .sameUpper, .sameLower:
      let total = max(0, (output - 1) * stride + (size - 1) * dilation + 1 - input)
      return rule == .sameUpper ? total / 2 : (total + 1) / 2
    }
  }
}
