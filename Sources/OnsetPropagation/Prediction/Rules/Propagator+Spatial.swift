import OnsetModels

/// Padding and resizing of images.
extension Propagator {
  func pad(_ node: Operator) -> Signal {
    guard let field = field(node, 0), let output = shape(node.output(0)),
      case .pad(let mode, let pads, let value) = node.operation,
      let amounts = pads ?? integers(node, 1), amounts.count == 2 * output.count,
      mode == "constant", (value ?? scalar(node, 2) ?? 0) == 0
    else { return .unknown }
    if amounts.allSatisfy({ $0 == 0 }) { return .field(field) }
    guard let image = image(node), amounts[0] == 0, amounts[1] == 0,
      image.factors.axes.count == output.count
    else { return .unknown }
    let taps = image.sites.extents.enumerated().map { axis, extent in
      AxisTaps.window(
        inputs: extent, outputs: output[2 + axis], size: 1, stride: 1, dilation: 1,
        padding: amounts[2 + axis])
    }
    return withExtents(resampled(image, taps), taps)
  }

  /// Nearest-neighbour resizing; other modes as if they were, which only blurs between neighbours.
  func resize(_ node: Operator) -> Signal {
    guard case .resize(let mode, _) = node.operation, mode == "nearest", let image = image(node),
      let output = shape(node.output(0)), image.factors.axes.count == output.count
    else { return .unknown }
    let taps = image.sites.extents.enumerated().map { axis, extent in
      let target = output[2 + axis]
      return AxisTaps(
        inputs: extent, outputs: target,
        joins: [
          (0..<target).map {
            AxisTaps.Join(output: $0, input: min(extent - 1, $0 * extent / max(1, target)))
          }
        ])
    }
    return withExtents(resampled(image, taps), taps)
  }

  private func withExtents(_ signal: Signal, _ taps: [AxisTaps]) -> Signal {
    guard case .field(var field) = signal else { return .unknown }
    for axis in taps.indices {
      field.factors.axes[2 + axis] = [.position(axis: axis, extent: taps[axis].outputs)]
    }
    return .field(field)
  }
}
