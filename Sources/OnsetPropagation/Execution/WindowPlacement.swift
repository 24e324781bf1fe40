import OnsetCore
import OnsetModels
import OnsetTensor

/// Turns ONNX's ways to give a window's padding into numbers.
enum WindowPlacement {
  /// The movement of a window over a tensor.
  ///
  /// - Parameters:
  ///   - extents: The tensor's spatial extents.
  ///   - kernel: The window's extents.
  static func window(
    over extents: [Int], kernel: [Int], strides: [Int], dilations: [Int], pads: [Int],
    autoPad: AutoPad
  ) throws -> SlidingWindow {
    let count = extents.count
    guard kernel.count == count else {
      throw OnsetError(
        .shapeMismatch, "a window of extents \(kernel) does not fit \(count) spatial axes")
    }
    let strides = strides.isEmpty ? [Int](repeating: 1, count: count) : strides
    let dilations = dilations.isEmpty ? [Int](repeating: 1, count: count) : dilations
    guard strides.count == count, dilations.count == count, pads.isEmpty || pads.count == 2 * count
    else {
      throw OnsetError(
        .shapeMismatch,
        "strides \(strides), dilations \(dilations) and pads \(pads) do not fit \(count) spatial axes"
      )
    }
    var (before, after) = ([Int](repeating: 0, count: count), [Int](repeating: 0, count: count))
    switch autoPad {
    case .valid: break
    case .notSet:
      guard !pads.isEmpty else { break }
      (before, after) = (Array(pads[..<count]), Array(pads[count...]))
    case .sameUpper, .sameLower:
      for axis in 0..<count {
        let outputs = (extents[axis] + strides[axis] - 1) / strides[axis]
        let reach = (outputs - 1) * strides[axis] + dilations[axis] * (kernel[axis] - 1) + 1
        (before[axis], after[axis]) = halves(
          max(0, reach - extents[axis]), largerBehind: autoPad == .sameUpper)
      }
    }
    return SlidingWindow(strides: strides, dilations: dilations, before: before, after: after)
  }

  /// A sum of padding as two parts that differ by one at most.
  static func halves(_ total: Int, largerBehind: Bool) -> (before: Int, after: Int) {
    let small = total / 2
    return largerBehind ? (small, total - small) : (total - small, small)
  }
}
