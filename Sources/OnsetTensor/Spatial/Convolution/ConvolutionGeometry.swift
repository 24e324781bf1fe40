import COnsetKernels
import OnsetCore

/// The sizes of a convolution, which ties three tensors together: an input [batch, channels, …], a kernel
/// [output channels, channels / groups, …] and an output [batch, output channels, …].
///
/// The sum over all places of input · kernel · output is linear in each of the three; its derivatives are
/// the convolution, its transpose and the gradient of the kernel. All three share one geometry.
struct ConvolutionGeometry: Sendable {
  let input: Shape
  let kernel: Shape
  let output: Shape
  let groups: Int
  let strides: [Int]
  let dilations: [Int]
  let before: [Int]

  init(
    input: Shape, kernel: Shape, output: Shape, groups: Int, strides: [Int], dilations: [Int],
    before: [Int]
  ) {
    (self.input, self.kernel, self.output, self.groups) = (input, kernel, output, groups)
    (self.strides, self.dilations, self.before) = (strides, dilations, before)
  }

  /// The geometry of a convolution of `input`.
  init(input: Shape, kernel: Shape, window: SlidingWindow, groups: Int) throws {
    let rank = try Self.spatialRank(input, kernel)
    guard groups > 0, kernel[0] % groups == 0, kernel[1] > 0,
      input[1].isMultiple(of: groups), input[1] / groups == kernel[1]
    else { throw Self.mismatch(input, kernel, groups) }
    let window = try window.resolved(rank: rank)
    let extents = try (0..<rank).map {
      try window.outputExtent(of: input[$0 + 2], kernel: kernel[$0 + 2], axis: $0)
    }
    self.init(
      input: input, kernel: kernel, output: try Shape(checking: [input[0], kernel[0]] + extents),
      groups: groups, strides: window.strides, dilations: window.dilations, before: window.before)
  }

  /// The geometry of the convolution of which `output` would be the result: that of a transposed one.
  init(
    transposing output: Shape, kernel: Shape, window: SlidingWindow, outputPadding: [Int],
    groups: Int
  ) throws {
    let rank = try Self.spatialRank(output, kernel)
    guard groups > 0, output[1] == kernel[0], kernel[0].isMultiple(of: groups), kernel[0] > 0 else {
      throw Self.mismatch(output, kernel, groups)
    }
    let window = try window.resolved(rank: rank)
    let extra = try SlidingWindow(before: outputPadding).resolved(rank: rank).before
    let extents = (0..<rank).map { axis in
      (output[axis + 2] - 1) * window.strides[axis] - window.before[axis] - window.after[axis]
        + window.dilations[axis] * (kernel[axis + 2] - 1) + 1 + extra[axis]
    }
    guard extents.allSatisfy({ $0 > 0 }), extra.allSatisfy({ $0 >= 0 }),
      kernel.dimensions.dropFirst(2).allSatisfy({ $0 > 0 })
    else {
      throw OnsetError(
        .shapeMismatch,
        "a transposed convolution of shape \(output) by a kernel of shape \(kernel) would have the "
          + "spatial extents \(extents)", fix: "use less padding")
    }
    self.init(
      input: try Shape(checking: [output[0], kernel[1] * groups] + extents), kernel: kernel,
      output: output, groups: groups, strides: window.strides, dilations: window.dilations,
      before: window.before)
  }

  var batch: Int { input[0] }
  var inputChannels: Int { input[1] }
  var outputChannels: Int { output[1] }
  var groupInputs: Int { kernel[1] }
  var groupOutputs: Int { kernel[0] / groups }
  /// Elements of the kernel per pair of channels.
  var taps: Int { kernel.dimensions.dropFirst(2).reduce(1, *) }
  /// Elements of one channel of one image.
  var inputPositions: Int { input.dimensions.dropFirst(2).reduce(1, *) }
  var outputPositions: Int { output.dimensions.dropFirst(2).reduce(1, *) }

  /// Whether every output sees the one input element at its own place.
  var isPointwise: Bool {
    taps == 1 && strides.allSatisfy { $0 == 1 } && before.allSatisfy { $0 == 0 }
      && inputPositions == outputPositions
  }

  /// Whether channels are so little mixed that a matrix product would have nothing to do.
  var isDepthwise: Bool { groupInputs == 1 && groupOutputs <= 4 && taps <= 64 }

  /// The window for the loops in C; a pointwise one runs along one axis.
  var window: onset_window {
    var window = onset_window()
    if isPointwise {
      window.in = (1, 1, inputPositions)
      window.out = window.in
      (window.kernel, window.stride, window.dilation) = ((1, 1, 1), (1, 1, 1), (1, 1, 1))
      return window
    }
    window.in = input.volume
    window.out = output.volume
    window.kernel = kernel.volume
    window.stride = Self.triple(strides, front: 1)
    window.dilation = Self.triple(dilations, front: 1)
    window.before = Self.triple(before, front: 0)
    return window
  }

  /// The convolution of the output by the turned kernel that gives the gradient of the input: for steps
  /// of 1 only.
  var mirrored: ConvolutionGeometry {
    ConvolutionGeometry(
      input: output,
      kernel: Shape([inputChannels, groupOutputs] + kernel.dimensions.dropFirst(2)),
      output: input, groups: groups, strides: strides, dilations: dilations,
      before: before.indices.map { dilations[$0] * (kernel[$0 + 2] - 1) - before[$0] })
  }

  static func triple(_ numbers: [Int], front: Int) -> (Int, Int, Int) {
    let all = [Int](repeating: front, count: max(0, 3 - numbers.count)) + numbers
    return (all[0], all[1], all[2])
  }

  private static func spatialRank(_ input: Shape, _ kernel: Shape) throws -> Int {
    guard (3...5).contains(input.rank), input.rank == kernel.rank else {
      throw OnsetError(
        .shapeMismatch,
        "a tensor of shape \(input) cannot be convolved by a kernel of shape \(kernel)",
        fix: "give both two axes of channels and the same 1 to 3 spatial axes")
    }
    return input.rank - 2
  }

  private static func mismatch(_ input: Shape, _ kernel: Shape, _ groups: Int) -> OnsetError {
    OnsetError(
      .shapeMismatch,
      "the channels of shape \(input) do not fit a kernel of shape \(kernel) in \(groups) groups")
  }
}

extension Shape {
  /// The spatial extents as depth, height and width.
  var volume: (Int, Int, Int) {
    ConvolutionGeometry.triple(Array(dimensions.dropFirst(2)), front: 1)
  }
}
