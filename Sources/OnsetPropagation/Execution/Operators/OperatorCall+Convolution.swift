import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Convolutions and their transposes.
  func convolution() throws -> Tensor {
    let (x, kernel, bias) = (try tensor(0), try tensor(1), try optionalTensor(2))
    guard x.rank >= 3, kernel.rank == x.rank else {
      throw OnsetError(
        .shapeMismatch,
        "a kernel of shape \(kernel.shape) does not fit a tensor of shape \(x.shape)")
    }
    let (extents, size) = (Array(x.shape.dimensions[2...]), Array(kernel.shape.dimensions[2...]))
    switch node.operation {
    case .convolution(let attributes):
      let window = try WindowPlacement.window(
        over: extents, kernel: size, strides: attributes.strides, dilations: attributes.dilations,
        pads: attributes.pads, autoPad: attributes.autoPad)
      return try x.convolved(with: kernel, bias: bias, window: window, groups: attributes.groups)
    case .transposedConvolution(let attributes, let outputPadding, let outputShape):
      let window = try transposedWindow(
        attributes, over: extents, kernel: size, outputPadding: outputPadding,
        outputShape: outputShape)
      return try x.transposedConvolved(
        with: kernel, bias: bias, window: window, outputPadding: outputPadding,
        groups: attributes.groups)
    default: throw unsupported("is no convolution")
    }
  }

  /// Padding is given, or follows from the extents that the result should have.
  private func transposedWindow(
    _ attributes: ConvolutionAttributes, over extents: [Int], kernel: [Int], outputPadding: [Int],
    outputShape: [Int]?
  ) throws -> SlidingWindow {
    var attributes = attributes
    let isSame = attributes.autoPad == .sameUpper || attributes.autoPad == .sameLower
    let wanted = outputShape.map { Array($0.suffix(extents.count)) }
    let automatic = attributes.autoPad
    if isSame || wanted != nil { attributes.autoPad = .notSet }
    var window = try WindowPlacement.window(
      over: extents, kernel: kernel, strides: attributes.strides, dilations: attributes.dilations,
      pads: attributes.pads, autoPad: attributes.autoPad)
    guard isSame || wanted != nil else { return window }
    for axis in extents.indices {
      let target = wanted?[axis] ?? extents[axis] * window.strides[axis]
      let spread =
        window.strides[axis] * (extents[axis] - 1)
        + (axis < outputPadding.count ? outputPadding[axis] : 0)
        + (kernel[axis] - 1) * window.dilations[axis] + 1
      (window.before[axis], window.after[axis]) = WindowPlacement.halves(
        spread - target, largerBehind: automatic != .sameLower)
    }
    return window
  }
}
