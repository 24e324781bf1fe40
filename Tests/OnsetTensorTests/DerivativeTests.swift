import OnsetCore
import OnsetTensor
import Testing

struct DerivativeTests {
  typealias Function = @Sendable (Tensor) throws -> Tensor

  static let smooth: [(String, Double, Double, Function)] = [
    ("negated", -2, 2, { try $0.negated() }), ("reciprocal", 0.5, 2, { try $0.reciprocal() }),
    ("squareRoot", 0.5, 2, { try $0.squareRoot() }), ("exp", -2, 2, { try $0.exp() }),
    ("expm1", -2, 2, { try $0.expm1() }), ("log", 0.5, 2, { try $0.log() }),
    ("log1p", -0.5, 2, { try $0.log1p() }), ("sin", -2, 2, { try $0.sin() }),
    ("cos", -2, 2, { try $0.cos() }), ("tan", -1, 1, { try $0.tan() }),
    ("asin", -0.8, 0.8, { try $0.asin() }), ("acos", -0.8, 0.8, { try $0.acos() }),
    ("atan", -2, 2, { try $0.atan() }), ("sinh", -2, 2, { try $0.sinh() }),
    ("cosh", -2, 2, { try $0.cosh() }), ("tanh", -2, 2, { try $0.tanh() }),
    ("asinh", -2, 2, { try $0.asinh() }), ("acosh", 1.5, 3, { try $0.acosh() }),
    ("atanh", -0.8, 0.8, { try $0.atanh() }), ("erf", -2, 2, { try $0.erf() }),
    ("sigmoid", -2, 2, { try $0.sigmoid() }), ("softplus", -2, 2, { try $0.softplus() }),
    ("silu", -2, 2, { try $0.silu() }), ("gelu", -2, 2, { try $0.gelu() }),
  ]

  @Test("Smooth functions: first and second derivatives", arguments: smooth.indices)
  func smoothFunctions(_ index: Int) throws {
    let (_, lower, upper, function) = Self.smooth[index]
    let x = try GradientCheck.sample([7], seed: UInt64(index), from: lower, to: upper)
    try GradientCheck.verify([x]) { try function($0[0]) }
  }

  @Test func functionsWithKinks() throws {
    let x = try Tensor([-1.5, -0.3, 0.4, 1.7], shape: [4])
    try GradientCheck.verify([x]) { try $0[0].relu() }
    try GradientCheck.verify([x]) { try $0[0].absolute() }
    try GradientCheck.verify([x]) { try $0[0].floor().adding($0[0]) }
  }

  @Test func arithmeticWithBroadcasting() throws {
    let a = try GradientCheck.sample([2, 1, 3], seed: 1, from: 0.5, to: 2)
    let b = try GradientCheck.sample([4, 1], seed: 2, from: 0.5, to: 2)
    try GradientCheck.verify([a, b]) { try $0[0].adding($0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].subtracting($0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].multiplying($0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].dividing(by: $0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].power($0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].maximum($0[1]) }
    try GradientCheck.verify([a, b]) { try $0[0].minimum($0[1]) }
    try GradientCheck.verify([a, b]) {
      try $0[0].greater($0[1]).select($0[0] * $0[0], otherwise: $0[1])
    }
  }

  @Test func reductions() throws {
    let x = try GradientCheck.sample([2, 3, 4], seed: 3)
    for axes in [[0], [1], [2], [0, 2], [0, 1, 2]] {
      try GradientCheck.verify([x]) { try $0[0].sum(axes: axes).sin() }
      try GradientCheck.verify([x]) { try $0[0].mean(axes: axes, keepingAxes: true).sin() }
      try GradientCheck.verify([x]) { try $0[0].sumOfSquares(axes: axes).squareRoot() }
      try GradientCheck.verify([x]) { try $0[0].max(axes: axes).sin() }
      try GradientCheck.verify([x]) { try $0[0].min(axes: axes).sin() }
    }
  }

  @Test func shaping() throws {
    let x = try GradientCheck.sample([2, 3, 4], seed: 4)
    let y = try GradientCheck.sample([2, 1, 4], seed: 5)
    try GradientCheck.verify([x]) { try $0[0].reshaped(to: [6, 4]).sin() }
    try GradientCheck.verify([x]) { try $0[0].transposed([2, 0, 1]).sin() }
    try GradientCheck.verify([y]) { try $0[0].expanded(to: [5, 2, 3, 4]).sin() }
    try GradientCheck.verify([x]) { try $0[0].sliced(axis: 2, start: 3, count: 2, step: -2).sin() }
    try GradientCheck.verify([x]) { try $0[0].flipped(axes: [0, 1]).sin() }
    try GradientCheck.verify([x, y]) {
      try Tensor.concatenated([$0[0], $0[1].sin()], axis: 1).sin()
    }
  }

  @Test func products() throws {
    let a = try GradientCheck.sample([2, 3, 4], seed: 6)
    let b = try GradientCheck.sample([4, 5], seed: 7)
    let c = try GradientCheck.sample([3, 1, 4, 2], seed: 8)
    let v = try GradientCheck.sample([4], seed: 9)
    try GradientCheck.verify([a, b]) { try $0[0].matmul($0[1]) }
    try GradientCheck.verify([a, c]) { try $0[0].matmul($0[1]) }
    try GradientCheck.verify([a, v]) { try $0[0].matmul($0[1]) }
    try GradientCheck.verify([v, b]) { try $0[0].matmul($0[1]) }
  }
}
