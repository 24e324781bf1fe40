import OnsetCore

extension Tensor {
  /// The tensor with other extents along some axes, its elements interpolated.
  ///
  /// One axis after the other, each a weighted sum of few elements; linear, and so differentiable any
  /// number of times. Tensors of integers can be resized to the nearest element only.
  ///
  /// - Parameters:
  ///   - axes: The axes to resize.
  ///   - sizes: Their new extents, at least 1.
  ///   - scales: New over old extent as the formulas for places use it, where it is not exactly that.
  ///   - sampling: How elements are interpolated; one for all axes, or one per axis.
  ///   - outside: The value of elements outside the input, for cropped coordinates.
  /// - Throws: `OnsetError` when the lists do not fit the axes, and for an axis without elements.
  public func resized(
    axes: [Int], to sizes: [Int], scales: [Double]? = nil, by sampling: [Resampling],
    outside: Double = 0
  ) throws -> Tensor {
    let axes = try checked(axes)
    let scales =
      scales
      ?? (sizes.count == axes.count ? zip(axes, sizes).map { Double($1) / Double(shape[$0]) } : [])
    guard sizes.count == axes.count, scales.count == axes.count, Set(axes).count == axes.count,
      sampling.count == axes.count || sampling.count == 1, let first = sampling.first,
      sizes.allSatisfy({ $0 > 0 && $0 <= 1 << 31 }),
      scales.allSatisfy({ $0 > 0 && $0.isFinite }), axes.allSatisfy({ shape[$0] > 0 })
    else {
      throw OnsetError(
        .shapeMismatch,
        "a tensor of shape \(shape) cannot be resized along axes \(axes) to \(sizes)",
        fix: "give one extent, and one scale above 0 if any, per axis")
    }
    var result = self
    var gone: [(axis: Int, isOutside: [Bool])] = []
    for (index, axis) in axes.enumerated() {
      let sampling = sampling.count == 1 ? first : sampling[index]
      let map = sampling.map(inputs: shape[axis], outputs: sizes[index], scale: scales[index])
      if map.isIdentity { continue }
      result = try result.resized(axis: axis, by: map, sampling)
      if outside != 0, map.hasEmptyRows { gone.append((axis, map.emptyRows)) }
    }
    for (axis, isOutside) in gone {
      var extents = [Int](repeating: 1, count: rank)
      extents[axis] = isOutside.count
      let mask = try Tensor(isOutside, shape: Shape(extents))
      result = try mask.select(result.constant(outside), otherwise: result)
    }
    return result
  }

  private func resized(axis: Int, by map: AxisMap, _ sampling: Resampling) throws -> Tensor {
    guard !dtype.isFloatingPoint else { return try mapped(axis: axis, by: map) }
    guard case .nearest = sampling.interpolation, !map.hasEmptyRows else {
      throw OnsetError(
        .unsupported, "elements of type \(dtype.rawValue) cannot be interpolated",
        fix: "cast the tensor to float32 first, or resize to the nearest element")
    }
    let places = map.firstPlaces.map { Int64($0) }
    return try gather(Tensor(places, shape: [places.count]), axis: axis)
  }
}
