import OnsetModels

/// Padding and resizing of images.
extension Propagator {
  func pad(_ node: Operator) -> Signal {
    guard let field = field(node, 0), let output = shape(node.output(0)),
      case .pad(let mode, let pads, let value) = node.operation,
      let amounts = pads ?? integers(node, 1), amounts.count == 2 * output.count,
      mode != "constant" || (value ?? scalar(node, 2) ?? 0) == 0
    else { return .unknown }
    if amounts.allSatisfy({ $0 == 0 }) { return .field(field) }
    guard let image = image(node), amounts[0] == 0, amounts[1] == 0,
      amounts[output.count] == 0, amounts[output.count + 1] == 0,
      image.factors.axes.count == output.count
    else { return .unknown }
    let taps = image.sites.extents.enumerated().map { axis, extent in
      AxisTaps(
        inputs: extent, outputs: output[2 + axis],
        joins: [
          (0..<output[2 + axis]).compactMap { place in
            Self.padded(place - amounts[2 + axis], extent, mode).map {
              AxisTaps.Join(output: place, input: $0)
            }
          }
        ])
    }
    return withExtents(resampled(image, taps), taps)
  }

  /// The place that a padded one repeats; `nil` for zeros.
  private static func padded(_ place: Int, _ extent: Int, _ mode: String) -> Int? {
    if (0..<extent).contains(place) { return place }
    switch mode {
    case "edge": return min(extent - 1, max(0, place))
    case "wrap": return ((place % extent) + extent) % extent
    case "reflect" where extent > 1:
      let period = 2 * (extent - 1)
      let phase = ((place % period) + period) % period
      return phase < extent ? phase : period - phase
    default: return nil
    }
  }

  /// Nearest-neighbour and linear resizing.
  func resize(_ node: Operator) -> Signal {
    guard case .resize(let mode, let attributes) = node.operation,
      mode == "nearest" || mode == "linear", let image = image(node),
      let output = shape(node.output(0)), image.factors.axes.count == output.count
    else { return .unknown }
    let transformation = attributes["coordinate_transformation_mode"] ?? "half_pixel"
    var scale = 1.0
    let taps = image.sites.extents.enumerated().map { axis, extent in
      let target = output[2 + axis]
      if mode == "linear", target != extent {
        let shares = target % extent == 0 ? 2 * (target / extent) : 16
        scale /= Double(shares)
        return Self.interpolation(extent, target, shares: shares, transformation)
      }
      return AxisTaps(
        inputs: extent, outputs: target,
        joins: [
          (0..<target).map {
            AxisTaps.Join(output: $0, input: min(extent - 1, $0 * extent / max(1, target)))
          }
        ])
    }
    return withExtents(resampled(image, taps, scale: scale), taps)
  }

  /// Linear interpolation as `shares` equal taps, divided between the two neighbours; exact where the
  /// extent grows by a whole factor.
  private static func interpolation(
    _ extent: Int, _ target: Int, shares: Int, _ transformation: String
  ) -> AxisTaps {
    var joins = [[AxisTaps.Join]](repeating: [], count: shares)
    let ratio = Double(extent) / Double(target)
    for output in 0..<target {
      let place =
        switch transformation {
        case "align_corners":
          target > 1 ? Double(output) * Double(extent - 1) / Double(target - 1) : 0
        case "asymmetric": Double(output) * ratio
        default: (Double(output) + 0.5) * ratio - 0.5
        }
      let first = place.rounded(.down)
      let upper = Int(((place - first) * Double(shares)).rounded())
      for share in 0..<shares {
        let input = Int(first) + (share < upper ? 1 : 0)
        joins[share].append(
          AxisTaps.Join(output: output, input: min(extent - 1, max(0, input))))
      }
    }
    return AxisTaps(inputs: extent, outputs: target, joins: joins)
  }

  private func withExtents(_ signal: Signal, _ taps: [AxisTaps]) -> Signal {
    guard case .field(var field) = signal else { return .unknown }
    for axis in taps.indices {
      field.factors.axes[2 + axis] = [.position(axis: axis, extent: taps[axis].outputs)]
    }
    return .field(field)
  }
}
