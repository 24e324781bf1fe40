import OnsetCore
import OnsetTensor
import Testing

struct OperatorDerivativeTests {
  @Test func activations() throws {
    let x = try Tensor([-2.7, -1.4, -0.3, 0.2, 0.7, 1.6, 3.4], shape: [7])
    let slope = try Tensor([0.3], shape: [1])
    let functions: [@Sendable (Tensor) throws -> Tensor] = [
      { try $0.leakyRelu(slope: 0.1) }, { try $0.elu(alpha: 0.7) }, { try $0.celu(alpha: 0.7) },
      { try $0.selu() }, { try $0.geluTanh() }, { try $0.hardSigmoid() }, { try $0.hardSwish() },
      { try $0.softsign() }, { try $0.mish() }, { try $0.thresholdedRelu(alpha: 0.5) },
      { try $0.shrunk(lambda: 0.5, bias: 0.1) }, { try $0.clipped(from: -1, to: 1) },
    ]
    for function in functions { try GradientCheck.verify([x]) { try function($0[0]) } }
    try GradientCheck.verify([x, slope]) { try $0[0].prelu(slope: $0[1]) }
  }

  @Test func indexing() throws {
    let x = try GradientCheck.sample([3, 4], seed: 1)
    let rows = try Tensor([Int64(2), 0, 2, -1], shape: [2, 2])
    let cells = try Tensor([Int64(0), 3, 1, 1], shape: [2, 2])
    let vectors = try Tensor([Int64(2), 1, 0, 3], shape: [2, 2])
    let u = try GradientCheck.sample([2, 2], seed: 2)
    let pair = try GradientCheck.sample([2], seed: 3)
    try GradientCheck.verify([x]) { try $0[0].gather(rows, axis: 0).sin() }
    try GradientCheck.verify([x]) { try $0[0].gather(rows, axis: 1).sin() }
    try GradientCheck.verify([x]) { try $0[0].gatherElements(cells, axis: 1).sin() }
    try GradientCheck.verify([x]) { try $0[0].gatherND(vectors).sin() }
    try GradientCheck.verify([x, u]) {
      try $0[0].scatterElements(cells, $0[1], axis: 1, merge: .add).sin()
    }
    try GradientCheck.verify([x, pair]) { try $0[0].scatterND(vectors, $0[1]).sin() }
    try GradientCheck.verify([x]) { try $0[0].sorted().values.sin() }
    try GradientCheck.verify([x]) { try $0[0].topK(2, axis: 0).values.sin() }
    try GradientCheck.verify([x]) { try $0[0].tiled([2, 3]).sin() }
    try GradientCheck.verify([x]) { try $0[0].upperTriangle(diagonal: 1).sin() }
    for padding in [Tensor.Padding.constant(0.5), .reflect, .edge, .wrap] {
      try GradientCheck.verify([x]) {
        try $0[0].padded(before: [1, 2], after: [2, -1], with: padding).sin()
      }
    }
  }

  @Test func composedReductions() throws {
    let x = try GradientCheck.sample([2, 3, 5], seed: 4, from: 0.5, to: 2)
    for axes in [[0], [1], [0, 2]] {
      try GradientCheck.verify([x]) { try $0[0].product(axes: axes) }
      try GradientCheck.verify([x]) { try $0[0].l1(axes: axes).sin() }
      try GradientCheck.verify([x]) { try $0[0].l2(axes: axes) }
      try GradientCheck.verify([x]) { try $0[0].logSum(axes: axes) }
      try GradientCheck.verify([x]) { try $0[0].logSumExp(axes: axes) }
    }
    for axis in 0..<3 {
      try GradientCheck.verify([x]) { try $0[0].softmax(axis: axis) }
      try GradientCheck.verify([x]) { try $0[0].logSoftmax(axis: axis) }
      try GradientCheck.verify([x]) { try $0[0].cumulativeSum(axis: axis, exclusive: true).sin() }
      try GradientCheck.verify([x]) { try $0[0].cumulativeProduct(axis: axis, reverse: true) }
    }
  }

  @Test func normalizations() throws {
    let x = try GradientCheck.sample([3, 4, 2], seed: 5)
    let (s, t) = (try GradientCheck.sample([4], seed: 6), try GradientCheck.sample([4], seed: 7))
    let v = try GradientCheck.sample([4], seed: 8, from: 0.5, to: 2)
    let row = try GradientCheck.sample([2], seed: 9)
    try GradientCheck.verify([x, s, t], tolerance: 1e-5) {
      try $0[0].batchNormalized(scale: $0[1], shift: $0[2])
    }
    try GradientCheck.verify([x, t, v, s]) {
      try $0[0].batchNormalized(mean: $0[1], variance: $0[2], scale: $0[3])
    }
    try GradientCheck.verify([x, row], tolerance: 1e-5) {
      try $0[0].layerNormalized(axis: -2, scale: $0[1])
    }
    try GradientCheck.verify([x, row], tolerance: 1e-5) { try $0[0].rmsNormalized(scale: $0[1]) }
    try GradientCheck.verify([x, s, t], tolerance: 1e-5) {
      try $0[0].groupNormalized(groups: 2, scale: $0[1], shift: $0[2])
    }
    try GradientCheck.verify([x], second: false, tolerance: 1e-4) {
      try $0[0].instanceNormalized(epsilon: 0.1)
    }
  }
}
