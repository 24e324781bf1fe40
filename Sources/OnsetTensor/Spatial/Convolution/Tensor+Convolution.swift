import OnsetCore

extension Tensor {
  /// The convolution (as networks use the word: a cross-correlation) over 1 to 3 spatial axes.
  ///
  /// Runs on all cores: matrix products on blocks of unfolded windows, none unfolded where the kernel
  /// has one element, and direct loops where each channel stands alone. 2 · output elements · kernel
  /// elements per output channel operations; the result does not depend on the number of cores.
  ///
  /// - Parameters:
  ///   - kernel: [output channels, channels / groups, …], of this tensor's type.
  ///   - bias: One number per output channel.
  ///   - window: Steps and padding of zeros.
  ///   - groups: How many parts channels fall into; outputs of a part see that part's channels only.
  /// - Returns: [batch, output channels, …], with ⌊(extent + padding - dilation·(kernel - 1) - 1) /
  ///   stride⌋ + 1 elements along each spatial axis.
  /// - Throws: `OnsetError` that names both shapes when they do not fit.
  public func convolved(
    with kernel: Tensor, bias: Tensor? = nil, window: SlidingWindow = SlidingWindow(),
    groups: Int = 1
  ) throws -> Tensor {
    let geometry = try ConvolutionGeometry(
      input: shape, kernel: kernel.shape, window: window, groups: groups)
    try checkConvolution(kernel, bias, channels: geometry.outputChannels)
    return try geometry.convolution(self, kernel, bias: bias)
  }

  /// The transpose of ``convolved(with:bias:window:groups:)`` as a linear map, also called
  /// deconvolution: each element is spread over a window, and windows add up where they overlap.
  ///
  /// - Parameters:
  ///   - kernel: [channels, output channels / groups, …], of this tensor's type.
  ///   - bias: One number per output channel.
  ///   - window: Steps between windows, and what is cut off of the result's ends.
  ///   - outputPadding: Elements that the result has behind those that windows end with.
  ///   - groups: How many parts channels fall into.
  /// - Returns: [batch, output channels, …], with (extent - 1)·stride - padding + dilation·(kernel - 1) +
  ///   1 + output padding elements along each spatial axis.
  /// - Throws: `OnsetError` that names both shapes when they do not fit.
  public func transposedConvolved(
    with kernel: Tensor, bias: Tensor? = nil, window: SlidingWindow = SlidingWindow(),
    outputPadding: [Int] = [], groups: Int = 1
  ) throws -> Tensor {
    let geometry = try ConvolutionGeometry(
      transposing: shape, kernel: kernel.shape, window: window, outputPadding: outputPadding,
      groups: groups)
    try checkConvolution(kernel, bias, channels: geometry.inputChannels)
    let result = try geometry.transposedConvolution(self, kernel)
    guard let bias else { return result }
    let ones = [Int](repeating: 1, count: rank - 2)
    return try result.adding(bias.reshaped(to: Shape([1, geometry.inputChannels] + ones)))
  }

  private func checkConvolution(_ kernel: Tensor, _ bias: Tensor?, channels: Int) throws {
    guard dtype == kernel.dtype, dtype == .float32 || dtype == .float64,
      bias?.dtype ?? dtype == dtype
    else {
      throw OnsetError(
        .invalidArgument,
        "a tensor of type \(dtype.rawValue) cannot be convolved by a kernel of type "
          + "\(kernel.dtype.rawValue)\(bias.map { " with a bias of type \($0.dtype.rawValue)" } ?? "")",
        fix: "cast both to float32 or float64")
    }
    guard let bias, bias.shape != [channels] else { return }
    throw OnsetError(
      .shapeMismatch, "a bias of shape \(bias.shape) does not fit \(channels) output channels")
  }
}
