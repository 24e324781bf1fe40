import COnsetKernels
import OnsetCore

/// The sizes of a pooling: windows over the spatial axes of [batch, channels, …].
struct PoolingGeometry: Sendable {
  let input: Shape
  let output: Shape
  let extents: [Int]
  let window: SlidingWindow

  init(input: Shape, extents: [Int], window: SlidingWindow, roundingUp: Bool) throws {
    guard (3...5).contains(input.rank), extents.count == input.rank - 2 else {
      throw OnsetError(
        .shapeMismatch, "windows of extents \(extents) do not fit a tensor of shape \(input)",
        fix: "pool over the 1 to 3 axes behind batch and channels")
    }
    let window = try window.resolved(rank: extents.count)
    let outputs = try extents.indices.map {
      try window.outputExtent(
        of: input[$0 + 2], kernel: extents[$0], axis: $0, roundingUp: roundingUp)
    }
    (self.input, self.extents, self.window) = (input, extents, window)
    output = try Shape(checking: [input[0], input[1]] + outputs)
  }

  var planes: Int { input[0] * input[1] }
  var inputPositions: Int { input.dimensions.dropFirst(2).reduce(1, *) }
  var outputPositions: Int { output.dimensions.dropFirst(2).reduce(1, *) }

  /// The window for the loops in C.
  var loopWindow: onset_window {
    var result = onset_window()
    (result.in, result.out) = (input.volume, output.volume)
    result.kernel = ConvolutionGeometry.triple(extents, front: 1)
    result.stride = ConvolutionGeometry.triple(window.strides, front: 1)
    result.dilation = ConvolutionGeometry.triple(window.dilations, front: 1)
    result.before = ConvolutionGeometry.triple(window.before, front: 0)
    return result
  }

  /// Sums over windows along one spatial axis, with a weight per output from how many elements of its
  /// window lie inside the input and how many inside the padded input.
  func sums(axis: Int, weight: (_ inside: Int, _ padded: Int) -> Double) -> AxisMap {
    let extent = input[axis + 2]
    var map = AxisMap(inputs: extent)
    for output in 0..<output[axis + 2] {
      let start = output * window.strides[axis] - window.before[axis]
      let places = (0..<extents[axis]).map { start + $0 * window.dilations[axis] }
      let inside = places.filter { (0..<extent).contains($0) }
      let padded = places.count { $0 < extent + window.after[axis] }
      let scale = weight(inside.count, padded)
      map.append(inside.map { ($0, scale) })
    }
    return map
  }
}
