/// The geometry of a window along one axis.
struct SlidingWindow {
  private let stride: Int
  private let dilation: Int
  private let padding: Int?
  private let paddingBefore: Int
  private let ceilMode: Bool
  private let autoPad: AutoPad

  /// The geometry of a convolution along one of `count` axes.
  init(_ attributes: ConvolutionAttributes, axis: Int, of count: Int) {
    stride = axis < attributes.strides.count ? attributes.strides[axis] : 1
    dilation = axis < attributes.dilations.count ? attributes.dilations[axis] : 1
    padding = Self.padding(attributes.pads, axis: axis, of: count)
    paddingBefore = axis < attributes.pads.count ? attributes.pads[axis] : 0
    ceilMode = false
    autoPad = attributes.autoPad
  }

  /// The geometry of a pooling window along one axis.
  init(_ attributes: PoolAttributes, axis: Int) {
    stride = axis < attributes.strides.count ? attributes.strides[axis] : 1
    dilation = axis < attributes.dilations.count ? attributes.dilations[axis] : 1
    padding = Self.padding(attributes.pads, axis: axis, of: attributes.kernelShape.count)
    paddingBefore = axis < attributes.pads.count ? attributes.pads[axis] : 0
    ceilMode = attributes.ceilMode
    autoPad = attributes.autoPad
  }

  /// The padding on both sides together, `nil` when it overflows.
  private static func padding(_ pads: [Int], axis: Int, of count: Int) -> Int? {
    guard pads.count >= 2 * count else { return 0 }
    let (sum, overflow) = pads[axis].addingReportingOverflow(pads[axis + count])
    return overflow ? nil : sum
  }

  /// How many places the window takes.
  func output(_ extent: SymbolicInteger?, window: Int?) -> SymbolicInteger? {
    if autoPad == .sameUpper || autoPad == .sameLower {
      guard let extent = extent?.known else { return stride == 1 ? extent : nil }
      return SymbolicInteger((extent - 1) / stride + 1)
    }
    guard let window, let padding = autoPad == .valid ? 0 : padding else { return nil }
    let (reach, overflow) = dilation.multipliedReportingOverflow(by: window - 1)
    guard !overflow else { return nil }
    // A window that shrinks nothing keeps even an unknown extent.
    if stride == 1, padding == reach { return extent }
    guard let extent = extent?.known else { return nil }
    let room = extent.addingReportingOverflow(padding)
    let slack = room.partialValue.subtractingReportingOverflow(reach + 1)
    guard !room.overflow, !slack.overflow, slack.partialValue >= 0 else { return nil }
    let steps = slack.partialValue / stride
    let hangsOver = ceilMode && slack.partialValue % stride != 0
    // A last window that starts in the padding behind the input is left out.
    let lastStart = (steps + 1).multipliedReportingOverflow(by: stride)
    let inside = extent.addingReportingOverflow(paddingBefore)
    let startsInside =
      !lastStart.overflow && !inside.overflow && lastStart.partialValue < inside.partialValue
    return SymbolicInteger(steps + 1 + (hangsOver && startsInside ? 1 : 0))
  }

  /// The extent onto which a transposed convolution spreads its input.
  func transposedOutput(
    _ extent: SymbolicInteger?, window: Int?, outputPadding: Int
  ) -> SymbolicInteger? {
    guard let extent = extent?.known, let window, let padding else { return nil }
    if autoPad == .sameUpper || autoPad == .sameLower {
      return SymbolicInteger(extent).multiplied(by: SymbolicInteger(stride))
    }
    let (spread, overflow) = stride.multipliedReportingOverflow(by: extent - 1)
    let (reach, tooFar) = dilation.multipliedReportingOverflow(by: window - 1)
    guard !overflow, !tooFar else { return nil }
    let total = [reach, 1, outputPadding, autoPad == .valid ? 0 : -padding].reduce(spread as Int?) {
      guard let sum = $0?.addingReportingOverflow($1), !sum.overflow else { return nil }
      return sum.partialValue
    }
    guard let total, total >= 0 else { return nil }
    return SymbolicInteger(total)
  }
}
