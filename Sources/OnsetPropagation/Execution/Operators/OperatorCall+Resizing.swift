import OnsetCore
import OnsetModels
import OnsetTensor

extension OperatorCall {
  /// Inputs: value, region of interest, scales, sizes; attributes as the file has them.
  func resize(_ mode: String, _ attributes: [String: String]) throws -> Tensor {
    let x = try tensor(0)
    let axes = try x.checked(
      attributes["axes"].map { $0.split(separator: ",").compactMap { Int($0) } }
        ?? Array(0..<x.rank))
    let (sizes, scales) = try extents(of: x, axes, policy: attributes["keep_aspect_ratio_policy"])
    let region = try optionalTensor(1)?.numbers ?? []
    let interpolation = try interpolation(mode, attributes)
    let samplings = try axes.indices.map { place in
      let part =
        region.count == 2 * axes.count ? (region[place], region[place + axes.count]) : (0, 1)
      return Resampling(
        interpolation, coordinates: try coordinates(attributes, part),
        excludesOutside: attributes["exclude_outside"] == "1",
        isAntialiased: attributes["antialias"] == "1")
    }
    // An axis that stays as it is has nothing to interpolate, unless a part of it is cut out.
    let isCropped = attributes["coordinate_transformation_mode"] == "tf_crop_and_resize"
    let changed = axes.indices.filter {
      sizes[$0] != x.shape[axes[$0]] || scales[$0] != 1 || isCropped
    }
    if changed.isEmpty { return x }
    return try x.resized(
      axes: changed.map { axes[$0] }, to: changed.map { sizes[$0] },
      scales: changed.map { scales[$0] }, by: changed.map { samplings[$0] },
      outside: attributes["extrapolation_value"].flatMap(Double.init) ?? 0)
  }

  /// The new extents, and the scale that they stand for.
  private func extents(
    of x: Tensor, _ axes: [Int], policy: String?
  ) throws -> (sizes: [Int], scales: [Double]) {
    if let scales = try optionalTensor(2)?.numbers, !scales.isEmpty {
      guard scales.count == axes.count, scales.allSatisfy({ $0 > 0 && $0 < 1e6 }) else {
        throw OnsetError(.shapeMismatch, "the scales \(scales) do not fit \(axes.count) axes")
      }
      return (zip(axes, scales).map { Int((Double(x.shape[$0]) * $1).rounded(.down)) }, scales)
    }
    guard let sizes = try integers(3), sizes.count == axes.count else {
      throw unsupported("needs a scale or a size for each axis")
    }
    let scales = zip(axes, sizes).map { Double($1) / Double(max(1, x.shape[$0])) }
    guard let policy, policy != "stretch",
      let common = policy == "not_larger" ? scales.min() : scales.max()
    else { return (sizes, scales) }
    return (
      axes.map { Int((common * Double(x.shape[$0]) + 0.5).rounded(.down)) },
      axes.map { _ in common }
    )
  }

  private func interpolation(
    _ mode: String, _ attributes: [String: String]
  ) throws -> Resampling.Interpolation {
    switch mode {
    case "linear", "bilinear", "trilinear": return .linear
    case "cubic": return .cubic(a: attributes["cubic_coeff_a"].flatMap(Double.init) ?? -0.75)
    case "nearest":
      switch attributes["nearest_mode"] ?? "round_prefer_floor" {
      case "round_prefer_floor": return .nearest(.preferFloor)
      case "round_prefer_ceil": return .nearest(.preferCeil)
      case "floor": return .nearest(.floor)
      case "ceil": return .nearest(.ceil)
      case let other: throw unsupported("has no way '\(other)' to round to the nearest")
      }
    default: throw unsupported("has no mode '\(mode)'")
    }
  }

  private func coordinates(
    _ attributes: [String: String], _ region: (Double, Double)
  ) throws -> Resampling.Coordinates {
    switch attributes["coordinate_transformation_mode"] ?? "half_pixel" {
    case "half_pixel": return .halfPixel
    case "half_pixel_symmetric": return .halfPixelSymmetric
    case "pytorch_half_pixel": return .pytorchHalfPixel
    case "asymmetric": return .asymmetric
    case "align_corners": return .alignCorners
    case "tf_crop_and_resize": return .cropped(from: region.0, to: region.1)
    case let other: throw unsupported("has no coordinates '\(other)'")
    }
  }
}
