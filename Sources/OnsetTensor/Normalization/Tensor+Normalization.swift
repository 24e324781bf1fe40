import OnsetCore

extension Tensor {
  /// (x - mean) / √(variance + ε) over axes, the variance without Bessel's correction.
  public func standardized(axes: [Int], epsilon: Double = 1e-5) throws -> Tensor {
    let form = try Standardization(
      axes: checked(axes).sorted(), parameterShape: [], epsilon: epsilon)
    return try standardized(form, scale: nil, shift: nil)
  }

  /// x / √(mean square + ε) over the last axes from `axis` on. Zhang & Sennrich 2019, arXiv:1910.07467.
  public func rmsNormalized(axis: Int = -1, scale: Tensor? = nil, epsilon: Double = 1e-5) throws
    -> Tensor
  {
    var form = try trailingForm(axis, epsilon)
    form.isCentred = false
    return try standardized(form, scale: scale?.expanded(to: form.parameterShape), shift: nil)
  }

  /// Standardized over the last axes from `axis` on. Ba et al. 2016, arXiv:1607.06450.
  public func layerNormalized(
    axis: Int = -1, scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Double = 1e-5
  ) throws -> Tensor {
    let form = try trailingForm(axis, epsilon)
    return try standardized(
      form, scale: scale?.expanded(to: form.parameterShape),
      shift: shift?.expanded(to: form.parameterShape))
  }

  private func trailingForm(_ axis: Int, _ epsilon: Double) throws -> Standardization {
    let axis = try checked(axis)
    return Standardization(
      axes: Array(axis..<rank), parameterShape: Shape(Array(shape.dimensions[axis...])),
      epsilon: epsilon)
  }

  /// Standardized per channel (axis 1) with the batch's own statistics. Ioffe & Szegedy 2015,
  /// arXiv:1502.03167.
  public func batchNormalized(scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Double = 1e-5)
    throws -> Tensor
  {
    guard rank >= 2 else { throw channelError }
    let ones = [Int](repeating: 1, count: rank - 2)
    let form = Standardization(
      axes: [0] + Array(2..<rank), parameterShape: Shape([shape[1]] + ones), epsilon: epsilon)
    return try standardized(form, scale: scale, shift: shift)
  }

  /// Normalized per channel (axis 1) with given statistics.
  public func batchNormalized(
    mean: Tensor, variance: Tensor, scale: Tensor? = nil, shift: Tensor? = nil,
    epsilon: Double = 1e-5
  ) throws -> Tensor {
    guard rank >= 2 else { throw channelError }
    let inverse = try variance.adding(variance.constant(epsilon)).squareRoot().reciprocal()
    return try perChannel(scale: nil, shift: mean.negated()).perChannel(scale: inverse, shift: nil)
      .perChannel(scale: scale, shift: shift)
  }

  /// Standardized per group of channels (axis 1) and example. Wu & He 2018, arXiv:1803.08494.
  public func groupNormalized(
    groups: Int, scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Double = 1e-5
  ) throws -> Tensor {
    guard rank >= 2, groups > 0, shape[1] % groups == 0 else {
      throw OnsetError(
        .shapeMismatch, "\(groups) groups do not divide the channels of shape \(shape)")
    }
    let rest = shape.dimensions.dropFirst(2).reduce(shape[1] / groups, *)
    return try reshaped(to: [shape[0], groups, rest]).standardized(axes: [2], epsilon: epsilon)
      .reshaped(to: shape).perChannel(scale: scale, shift: shift)
  }

  /// Standardized per channel (axis 1) and example. Ulyanov et al. 2016, arXiv:1607.08022.
  public func instanceNormalized(scale: Tensor? = nil, shift: Tensor? = nil, epsilon: Double = 1e-5)
    throws -> Tensor
  {
    guard rank >= 2 else { throw channelError }
    return try groupNormalized(groups: shape[1], scale: scale, shift: shift, epsilon: epsilon)
  }

  private var channelError: OnsetError {
    OnsetError(.shapeMismatch, "a tensor of shape \(shape) has no channels in axis 1")
  }

  private func perChannel(scale: Tensor?, shift: Tensor?) throws -> Tensor {
    let ones = [Int](repeating: 1, count: rank - 2)
    var result = self
    if let scale { result = try result.multiplying(scale.reshaped(to: Shape([shape[1]] + ones))) }
    if let shift { result = try result.adding(shift.reshaped(to: Shape([shape[1]] + ones))) }
    return result
  }
}
