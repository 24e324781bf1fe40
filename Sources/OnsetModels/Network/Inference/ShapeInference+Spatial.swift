import OnsetCore

extension ShapeInference {
  /// Convolutions and pooling windows.
  func spatial(_ operation: Operation, _ inputs: [ValueFacts?]) throws(OnsetError) -> ValueFacts {
    let input = facts(inputs, 0)
    guard let extents = input.extents else { return ValueFacts(input.dtype, nil) }
    switch operation {
    case .convolution(let attributes):
      return try convolution(attributes, input, facts(inputs, 1))
    case .transposedConvolution(let attributes, let outputPadding, let outputShape):
      return try transposedConvolution(
        attributes, outputPadding, outputShape, input, facts(inputs, 1))
    case .pool(let attributes): return try pool(attributes, input)
    case .globalPool:
      let spatial = extents.dropFirst(2).map { _ in SymbolicInteger(1) as SymbolicInteger? }
      return ValueFacts(input.dtype, Array(extents.prefix(2)) + spatial)
    default: return ValueFacts()
    }
  }

  private func convolution(
    _ attributes: ConvolutionAttributes, _ input: ValueFacts, _ weight: ValueFacts
  ) throws(OnsetError) -> ValueFacts {
    let extents = try spatialExtents(input, weight, "Conv")
    if let channels = input.extent(1)?.known, let slice = weight.extent(1)?.known,
      slice.multipliedReportingOverflow(by: attributes.groups) != (channels, false)
    {
      throw OnsetError(
        .shapeMismatch,
        "Conv reads \(channels) channels but its weight expects \(slice) in each of "
          + "\(attributes.groups) groups")
    }
    let window = windowExtents(attributes.kernelShape, weight, count: extents.count)
    let spatial = extents.indices.map { axis in
      SlidingWindow(attributes, axis: axis, of: extents.count)
        .output(extents[axis], window: window[axis])
    }
    return ValueFacts(input.dtype, [input.extent(0), weight.extent(0)] + spatial)
  }

  private func transposedConvolution(
    _ attributes: ConvolutionAttributes, _ outputPadding: [Int], _ outputShape: [Int]?,
    _ input: ValueFacts, _ weight: ValueFacts
  ) throws(OnsetError) -> ValueFacts {
    let extents = try spatialExtents(input, weight, "ConvTranspose")
    let channels = weight.extent(1)?.multiplied(by: SymbolicInteger(attributes.groups))
    if let outputShape, outputShape.count >= extents.count {
      let spatial = outputShape.suffix(extents.count).map {
        SymbolicInteger($0) as SymbolicInteger?
      }
      return ValueFacts(input.dtype, [input.extent(0), channels] + spatial)
    }
    let window = windowExtents(attributes.kernelShape, weight, count: extents.count)
    let spatial = extents.indices.map { axis in
      SlidingWindow(attributes, axis: axis, of: extents.count).transposedOutput(
        extents[axis], window: window[axis],
        outputPadding: axis < outputPadding.count ? outputPadding[axis] : 0)
    }
    return ValueFacts(input.dtype, [input.extent(0), channels] + spatial)
  }

  private func pool(
    _ attributes: PoolAttributes, _ input: ValueFacts
  ) throws(OnsetError) -> ValueFacts {
    guard let extents = input.extents, extents.count == attributes.kernelShape.count + 2 else {
      throw OnsetError(
        .shapeMismatch,
        "a pooling window of \(attributes.kernelShape.count) axes does not fit the input")
    }
    let spatial = extents.dropFirst(2).enumerated().map { axis, extent in
      SlidingWindow(attributes, axis: axis).output(extent, window: attributes.kernelShape[axis])
    }
    return ValueFacts(input.dtype, Array(extents.prefix(2)) + spatial)
  }

  /// The extents of the axes behind batch and channels, checked against the weight's.
  private func spatialExtents(
    _ input: ValueFacts, _ weight: ValueFacts, _ name: String
  ) throws(OnsetError) -> [SymbolicInteger?] {
    guard let extents = input.extents, extents.count >= 2,
      weight.rank ?? extents.count == extents.count
    else {
      throw OnsetError(.shapeMismatch, "\(name) has an input and a weight of different ranks")
    }
    return Array(extents.dropFirst(2))
  }

  private func windowExtents(_ given: [Int], _ weight: ValueFacts, count: Int) -> [Int?] {
    if given.count == count { return given }
    return (0..<count).map { weight.extent($0 + 2)?.known }
  }
}
