import OnsetCore
import OnsetTensor
import Testing

/// The loops of normalizations and softmax against plain sums in float64, and against their own bits.
struct NormalizationKernelTests {
  /// Normalization of [outer, channels, inner] written out; parameters per channel or per place.
  private func reference(
    _ x: [Double], _ c: [Double], _ s: [Double], _ b: [Double], _ extents: (Int, Int, Int),
    along: Bool, centred: Bool = true
  ) -> (y: [Double], dx: [Double], ds: [Double], db: [Double]) {
    let (outer, channels, inner) = extents
    let count = Double(outer * inner)
    var (y, dx) = (x, x)
    var (ds, db) = ([Double](repeating: 0, count: s.count), [Double](repeating: 0, count: s.count))
    for channel in 0..<channels {
      let places = (0..<outer).flatMap { o in
        (0..<inner).map { ((o * channels + channel) * inner + $0, along ? $0 : channel) }
      }
      let mean = centred ? places.reduce(0) { $0 + x[$1.0] } / count : 0
      let variance = places.reduce(0) { $0 + (x[$1.0] - mean) * (x[$1.0] - mean) } / count
      let inverse = 1 / (variance + 1e-5).squareRoot()
      var (sum, product) = (0.0, 0.0)
      for (i, p) in places {
        let standard = (x[i] - mean) * inverse
        y[i] = standard * s[p] + b[p]
        sum += c[i] * s[p]
        product += c[i] * s[p] * standard
        ds[p] += c[i] * standard
        db[p] += c[i]
      }
      for (i, p) in places {
        let standard = (x[i] - mean) * inverse
        dx[i] = inverse * (c[i] * s[p] - (centred ? sum / count : 0) - standard * product / count)
      }
    }
    return (y, dx, ds, db)
  }

  @Test(arguments: [(3, 5, 37), (2, 3, 64), (1, 2, 9), (4, 2, 16), (2, 3, 40_000)])
  func batchNormalization(_ outer: Int, _ channels: Int, _ inner: Int) throws {
    let shape: Shape = [outer, channels, inner]
    // An offset many deviations wide: the variance must not be lost to cancellation.
    let x = try ExecutionPaths.sample(shape, seed: 1) + 30
    let c = try ExecutionPaths.sample(shape, seed: 2)
    let (s, b) = (
      try ExecutionPaths.sample([channels], seed: 3), try ExecutionPaths.sample([channels], seed: 4)
    )
    let exact = reference(
      x.numbers, c.numbers, s.numbers, b.numbers, (outer, channels, inner), along: false)
    let found = try ExecutionPaths.pulled([x, s, b], c) {
      try $0[0].batchNormalized(scale: $0[1], shift: $0[2])
    }
    ExecutionPaths.expect(found[0], near: exact.y, tolerance: 1e-5)
    ExecutionPaths.expect(found[1], near: exact.dx, tolerance: 1e-5)
    ExecutionPaths.expect(found[2], near: exact.ds, tolerance: 1e-5)
    ExecutionPaths.expect(found[3], near: exact.db)
    try ExecutionPaths.verify {
      try ExecutionPaths.pulled([x, s, b], c) {
        try $0[0].batchNormalized(scale: $0[1], shift: $0[2])
      }
    }
  }

  @Test(arguments: [(70, 37), (5, 768), (1, 3), (3, 50_000)])
  func layerAndRootMeanSquareNormalization(_ rows: Int, _ inner: Int) throws {
    let x = try ExecutionPaths.sample([rows, inner], seed: 5)
    let c = try ExecutionPaths.sample([rows, inner], seed: 6)
    let (s, b) = (
      try ExecutionPaths.sample([inner], seed: 7), try ExecutionPaths.sample([inner], seed: 8)
    )
    let exact = reference(
      x.numbers, c.numbers, s.numbers, b.numbers, (1, rows, inner), along: true)
    let found = try ExecutionPaths.pulled([x, s, b], c) {
      try $0[0].layerNormalized(scale: $0[1], shift: $0[2])
    }
    for (tensor, values) in zip(found, [exact.y, exact.dx, exact.ds, exact.db]) {
      ExecutionPaths.expect(tensor, near: values)
    }
    let zeros = [Double](repeating: 0, count: inner)
    let root = reference(
      x.numbers, c.numbers, s.numbers, zeros, (1, rows, inner), along: true, centred: false)
    let rooted = try ExecutionPaths.pulled([x, s], c) { try $0[0].rmsNormalized(scale: $0[1]) }
    for (tensor, values) in zip(rooted, [root.y, root.dx, root.ds]) {
      ExecutionPaths.expect(tensor, near: values)
    }
    try ExecutionPaths.verify {
      try ExecutionPaths.pulled([x, s, b], c) {
        try $0[0].layerNormalized(scale: $0[1], shift: $0[2])
      } + ExecutionPaths.pulled([x], c) { try $0[0].rmsNormalized() }
    }
  }

  /// The loops' derivative equals the composed rule's, which is what second derivatives go through.
  @Test func composedRuleAgrees() throws {
    let x = try ExecutionPaths.sample([2, 3, 4, 5], seed: 9)
    let (s, b) = (
      try ExecutionPaths.sample([3], seed: 10), try ExecutionPaths.sample([3], seed: 11)
    )
    let c = try ExecutionPaths.sample([2, 3, 4, 5], seed: 12)
    let function: ([Tensor]) throws -> Tensor = {
      try $0[0].batchNormalized(scale: $0[1], shift: $0[2])
    }
    let loops = try ExecutionPaths.pulled([x, s, b], c, function)
    // Within an outer derivative the pass back is recorded, so that the rule is the composed one.
    let outer = try Tape(variables: [c])
    let composed = try ExecutionPaths.pulled([x, s, b], outer.variables[0], function)
    for (loop, rule) in zip(loops, composed) { ExecutionPaths.expect(loop, near: rule.numbers) }
    #expect(try ExecutionPaths.bits([loops[1]]) != ExecutionPaths.bits([composed[1].detached]))
    try GradientCheck.verify(
      [x, s, b].map { try $0.cast(to: .float64) }, tolerance: 1e-5, function)
  }

  @Test(arguments: [(3, 1), (40, 16), (7, 37), (2, 50_000)])
  func softmaxOfRows(_ rows: Int, _ width: Int) throws {
    let x = try ExecutionPaths.sample([rows, width], seed: 13) * 20
    let c = try ExecutionPaths.sample([rows, width], seed: 14)
    let (a, u) = (x.numbers, c.numbers)
    var (y, dy, z, dz) = (a, a, a, a)
    for row in 0..<rows {
      let places = row * width..<(row + 1) * width
      let top = a[places].max() ?? 0
      let weights = try Tensor(a[places].map { $0 - top }, shape: [width]).exp().numbers
      let sum = weights.reduce(0, +)
      let logarithm = try Tensor([sum], shape: []).log().scalarValue()
      let mean = zip(places, weights).reduce(0) { $0 + u[$1.0] * $1.1 / sum }
      let total = places.reduce(0) { $0 + u[$1] }
      for (i, weight) in zip(places, weights) {
        (y[i], z[i]) = (weight / sum, a[i] - top - logarithm)
        (dy[i], dz[i]) = (y[i] * (u[i] - mean), u[i] - y[i] * total)
      }
    }
    let soft = try ExecutionPaths.pulled([x], c) { try $0[0].softmax() }
    let logarithmic = try ExecutionPaths.pulled([x], c) { try $0[0].logSoftmax() }
    ExecutionPaths.expect(soft[0], near: y)
    ExecutionPaths.expect(soft[1], near: dy)
    ExecutionPaths.expect(logarithmic[0], near: z)
    ExecutionPaths.expect(logarithmic[1], near: dz, tolerance: 1e-5)
    try ExecutionPaths.verify {
      try ExecutionPaths.pulled([x], c) { try $0[0].softmax() }
        + ExecutionPaths.pulled([x], c) { try $0[0].logSoftmax() }
    }
  }

  @Test func invalidNumbersShow() throws {
    let x = try Tensor([1, .nan, 2, 3, 4, .infinity] as [Float], shape: [3, 2])
    let y = try x.softmax().numbers
    #expect(y[0].isNaN && y[1].isNaN && abs(y[2] + y[3] - 1) < 1e-6)
    let normalized = try x.layerNormalized().numbers
    #expect(normalized[0].isNaN && normalized[1].isNaN && abs(normalized[2] + 1) < 1e-4)
    #expect(throws: OnsetError.self) {
      try x.layerNormalized(scale: Tensor.ones([3], dtype: .float32))
    }
    #expect(throws: OnsetError.self) {
      try x.layerNormalized(scale: Tensor.ones([2], dtype: .float64))
    }
  }
}
