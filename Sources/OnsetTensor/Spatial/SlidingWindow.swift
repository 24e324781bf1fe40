import OnsetCore

/// How a window moves over the spatial axes of a tensor [batch, channels, …].
///
/// Each list has one number per spatial axis, or one number for all of them; an empty list stands for
/// steps of 1 and no padding.
public struct SlidingWindow: Sendable, Hashable {
  /// How far the window moves from one output to the next.
  public var strides: [Int]
  /// How far apart the window's elements lie.
  public var dilations: [Int]
  /// Elements added in front of each axis; a negative number cuts off.
  public var before: [Int]
  /// Elements added behind each axis.
  public var after: [Int]

  /// Makes a window's movement.
  ///
  /// - Parameters:
  ///   - strides: Steps between outputs, at least 1.
  ///   - dilations: Steps between a window's elements, at least 1.
  ///   - before: Padding in front.
  ///   - after: Padding behind.
  public init(
    strides: [Int] = [], dilations: [Int] = [], before: [Int] = [], after: [Int] = []
  ) {
    (self.strides, self.dilations) = (strides, dilations)
    (self.before, self.after) = (before, after)
  }

  /// Makes a window's movement with the same padding on both sides.
  ///
  /// - Parameters:
  ///   - strides: Steps between outputs, at least 1.
  ///   - dilations: Steps between a window's elements, at least 1.
  ///   - padding: Padding on both sides.
  public init(strides: [Int] = [], dilations: [Int] = [], padding: [Int]) {
    self.init(strides: strides, dilations: dilations, before: padding, after: padding)
  }

  /// One number per axis in every list.
  ///
  /// - Throws: `OnsetError` when a list has another length or a number that makes no sense.
  func resolved(rank: Int) throws -> SlidingWindow {
    func list(_ numbers: [Int], _ name: String, otherwise: Int, atLeast least: Int) throws -> [Int]
    {
      let all =
        numbers.isEmpty || (numbers.count == 1 && rank > 0)
        ? [Int](repeating: numbers.first ?? otherwise, count: rank) : numbers
      guard all.count == rank, all.allSatisfy({ $0 >= least && $0 <= Self.greatest }) else {
        throw OnsetError(
          .invalidArgument, "\(name) \(numbers) do not fit \(rank) spatial axes",
          fix: "give one number per axis, from \(least) to \(Self.greatest)")
      }
      return all
    }
    return try SlidingWindow(
      strides: list(strides, "strides", otherwise: 1, atLeast: 1),
      dilations: list(dilations, "dilations", otherwise: 1, atLeast: 1),
      before: list(before, "paddings", otherwise: 0, atLeast: -Self.greatest),
      after: list(after, "paddings", otherwise: 0, atLeast: -Self.greatest))
  }

  /// Bounds what a file may ask for, so that sums and products of these numbers fit.
  static let greatest = 1 << 24

  /// How many outputs a resolved window has along an axis, before any check.
  func outputExtent(
    of extent: Int, kernel: Int, axis: Int, roundingUp: Bool = false
  ) throws -> Int {
    let room = extent + before[axis] + after[axis] - dilations[axis] * (kernel - 1) - 1
    guard kernel > 0, kernel <= Self.greatest, room >= 0 else {
      throw OnsetError(
        .shapeMismatch,
        "a window of \(kernel) elements, \(dilations[axis]) apart, does not fit an axis of extent "
          + "\(extent) with \(before[axis]) + \(after[axis]) elements of padding",
        fix: "use a larger input or more padding")
    }
    let outputs = room / strides[axis] + 1
    guard roundingUp, room % strides[axis] != 0 else { return outputs }
    // A last window that is not full counts only where it starts inside.
    return outputs * strides[axis] < extent + before[axis] ? outputs + 1 : outputs
  }
}
