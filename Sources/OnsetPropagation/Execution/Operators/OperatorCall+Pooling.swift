import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Pooling windows and global pooling; the largest element's place follows it.
  func pooling() throws -> [Tensor] {
    let x = try tensor(0)
    if !x.dtype.isFloatingPoint { return try integerPooling(x) }
    switch node.operation {
    case .globalPool(.average): return [try x.globalAveragePooled()]
    case .globalPool(.maximum): return [try x.globalMaxPooled()]
    case .globalPool(.lp(let order)): return [try x.globalLpPooled(p: Double(order))]
    case .pool(let attributes): return try pooled(x, attributes)
    default: throw unsupported("is no pooling")
    }
  }

  /// Small integers are exact as float64.
  private func integerPooling(_ x: Tensor) throws -> [Tensor] {
    let converted = OperatorCall(
      node: node, inputs: [.tensor(try x.cast(to: .float64))] + inputs.dropFirst(), mode: mode,
      largeConstants: largeConstants)
    var results = try converted.pooling()
    results[0] = try results[0].cast(to: x.dtype)
    return results
  }

  private func pooled(_ x: Tensor, _ attributes: PoolAttributes) throws -> [Tensor] {
    let window = try WindowPlacement.window(
      over: Array(x.shape.dimensions.dropFirst(2)), kernel: attributes.kernelShape,
      strides: attributes.strides, dilations: attributes.dilations, pads: attributes.pads,
      autoPad: attributes.autoPad)
    let (extents, ceil) = (attributes.kernelShape, attributes.ceilMode)
    switch attributes.kind {
    case .average:
      return [
        try x.averagePooled(
          extents, window: window, roundingUp: ceil, countingPadding: attributes.countsPadding)
      ]
    case .lp(let order):
      return [try x.lpPooled(extents, p: Double(order), window: window, roundingUp: ceil)]
    case .maximum:
      let (values, places) = try x.maxPooled(extents, window: window, roundingUp: ceil)
      guard node.outputs.count > 1 else { return [values] }
      return [values, attributes.countsColumnsFirst ? try columnFirst(places, in: x) : places]
    }
  }

  /// Places counted with the first spatial axis innermost.
  private func columnFirst(_ places: Tensor, in x: Tensor) throws -> Tensor {
    let extents = x.shape.dimensions.dropFirst(2)
    let plane = extents.reduce(1, *)
    let turned = places.integers.map { place -> Int64 in
      var (rest, result) = (place % plane, 0)
      for extent in extents.reversed() {
        result = result * extent + rest % extent
        rest /= extent
      }
      return Int64(place / plane * plane + result)
    }
    return try Tensor(turned, shape: places.shape)
  }
}
