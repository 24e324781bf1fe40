/// A piecewise linear function: on each piece slope · x + intercept, with jumps allowed.
public struct PiecewiseLinear: Hashable, Sendable {
  /// The places where one piece ends and the next begins, in increasing order.
  public let breaks: [Double]
  /// The slope of each piece, from −∞ on; one more than there are breaks.
  public let slopes: [Double]
  /// The intercept of each piece.
  public let intercepts: [Double]

  /// Makes a function from its pieces.
  ///
  /// - Precondition: `breaks` increases; `slopes` and `intercepts` have one element more than it.
  public init(breaks: [Double], slopes: [Double], intercepts: [Double]) {
    precondition(
      slopes.count == breaks.count + 1 && intercepts.count == slopes.count,
      "a piecewise linear function has one piece more than breaks")
    precondition(
      zip(breaks, breaks.dropFirst()).allSatisfy { $0 < $1 }, "the breaks must increase")
    self.breaks = breaks
    self.slopes = slopes
    self.intercepts = intercepts
  }

  /// slope · x + intercept, cut off to [lower, upper].
  ///
  /// - Precondition: `slope` is positive and lower < upper.
  public static func clip(
    slope: Double, intercept: Double, to lower: Double, _ upper: Double
  ) -> PiecewiseLinear {
    precondition(slope > 0 && lower < upper, "clipping needs a positive slope and lower < upper")
    return PiecewiseLinear(
      breaks: [(lower - intercept) / slope, (upper - intercept) / slope], slopes: [0, slope, 0],
      intercepts: [lower, intercept, upper])
  }

  /// The piece that `x` lies on; a break belongs to the piece above it.
  @inline(__always)
  func piece(at x: Double) -> Int {
    var piece = 0
    while piece < breaks.count && x >= breaks[piece] { piece += 1 }
    return piece
  }

  /// What the value jumps by at a break, zero where the pieces meet.
  func jump(at place: Int) -> Double {
    let x = breaks[place]
    let below = slopes[place] * x + intercepts[place]
    let above = slopes[place + 1] * x + intercepts[place + 1]
    let height = above - below
    return Swift.abs(height) <= 1e-14 * max(Swift.abs(above), Swift.abs(below)) ? 0 : height
  }
}

extension ScalarFunction {
  /// A piecewise linear function.
  public static func piecewiseLinear(_ pieces: PiecewiseLinear) -> ScalarFunction {
    let jumps = pieces.breaks.indices.compactMap { place in
      let height = pieces.jump(at: place)
      return height == 0 ? nil : Jump(at: pieces.breaks[place], height: height)
    }
    return ScalarFunction(
      kinks: pieces.breaks, jumps: jumps,
      value: { x in
        let piece = pieces.piece(at: x)
        return pieces.slopes[piece] * x + pieces.intercepts[piece]
      },
      jet: { x in
        let piece = pieces.piece(at: x)
        return Jet(pieces.slopes[piece] * x + pieces.intercepts[piece], pieces.slopes[piece], 0)
      })
  }
}
