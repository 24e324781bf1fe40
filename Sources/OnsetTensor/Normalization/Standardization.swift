import COnsetKernels
import OnsetCore

/// Which elements of a tensor share a mean and a deviation, and which share a scale and a shift.
struct Standardization: Sendable {
  /// The axes over which the statistics run.
  let axes: [Int]
  /// The shape in which scale and shift broadcast against the tensor.
  let parameterShape: Shape
  /// Whether the mean is subtracted.
  var isCentred = true
  let epsilon: Double

  /// The tensor as [outer, channels, inner], each channel standardized for itself, and whether scale
  /// and shift belong to places within a channel.
  struct Layout: Sendable {
    let outer: Int, channels: Int, inner: Int
    let isAlongInner: Bool

    /// Channels that one core takes at a time; fixed, so that no sum depends on the number of cores.
    var chunk: Int {
      let one = Swift.max(1, outer * inner)
      // Each chunk has sums of its own by scale and shift: enough rows make them cheap.
      return Swift.max(isAlongInner ? 16 : 1, ArrayKernels.chunk / one)
    }
  }

  /// How the loops see a tensor, or nil where they have no form for it.
  func layout(of tensor: Tensor, hasParameters: Bool) -> Layout? {
    let (shape, rank) = (tensor.shape, tensor.rank)
    guard tensor.dtype == .float32, shape.count > 0, let first = axes.first else { return nil }
    if axes == Array(first..<rank) {
      let inner = shape.dimensions[first...].reduce(1, *)
      guard !hasParameters || parameterShape.count == inner else { return nil }
      return Layout(
        outer: 1, channels: shape.count / inner, inner: inner, isAlongInner: hasParameters)
    }
    let inner = shape.dimensions.dropFirst(2).reduce(1, *)
    // Short runs would leave most of a vector empty.
    guard rank > 2, axes == [0] + Array(2..<rank), inner >= 8,
      !hasParameters || parameterShape.count == shape[1]
    else { return nil }
    return Layout(outer: shape[0], channels: shape[1], inner: inner, isAlongInner: false)
  }

  /// The same for the loops, while scale and shift are alive.
  func description(_ layout: Layout, scale: Tensor?, shift: Tensor?) -> onset_norm {
    onset_norm(
      outer: layout.outer, channels: layout.channels, inner: layout.inner,
      scale: scale?.pointer(Float.self), shift: shift?.pointer(Float.self),
      is_along_inner: layout.isAlongInner ? 1 : 0, is_centred: isCentred ? 1 : 0, epsilon: epsilon)
  }
}
