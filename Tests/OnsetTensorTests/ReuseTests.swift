import OnsetCore
import OnsetTensor
import Testing

/// Elements are written over exactly when nobody sees them again.
struct ReuseTests {
  private func fresh(_ seed: UInt64) throws -> Tensor {
    try ExecutionPaths.sample([3, 50], seed: seed)
  }

  @Test func lastUseIsWrittenOver() throws {
    let other = try fresh(2)
    let operations: [(consuming Tensor) throws -> Tensor] = [
      { try $0.adding(other) }, { try other.subtracting($0) }, { try $0.multiplying(other) },
      { try $0.dividing(by: other) }, { try $0.relu() }, { try $0.exp() }, { try $0.gelu() },
    ]
    for operation in operations {
      let kept = try fresh(1)
      let expected = try operation(copy kept).numbers
      let own = try fresh(1)
      let place = own.bytes
      let result = try operation(consume own)
      #expect(result.bytes == place)
      #expect(result.numbers == expected)
    }
  }

  @Test func whatIsStillSeenStays() throws {
    let x = try fresh(1)
    let before = x.numbers
    let view = try x.reshaped(to: [150])
    let y = try x.adding(fresh(2)).multiplying(x)
    _ = try view.relu()
    _ = try x.exp()
    let narrow = try Tensor([Float(1)], shape: [1])
    #expect(try narrow.adding(x).shape == x.shape)
    #expect(x.numbers == before && view.numbers == before)
    #expect(y.bytes != x.bytes)
    // A comparison has elements of another size, and never lies over its operand.
    #expect(try fresh(1).less(x).numbers.allSatisfy { $0 == 0 })
  }

  /// A rule that reads its argument keeps it, and one that reads the value does not.
  @Test func tapesKeepWhatTheirRulesRead() throws {
    let x = try fresh(3)
    let found = try gradient(
      of: { input in
        // Chains in which each intermediate has its last use in the next operation.
        let a = try input.adding(input.constant(0.1)).relu().adding(input.constant(0.2))
        let b = try a.gelu().multiplying(input.sigmoid().exp())
        return try b.dividing(by: input.exp().adding(input.constant(1))).sum()
      }, at: x.cast(to: .float64))
    try GradientCheck.verify([x.cast(to: .float64)]) { inputs in
      let input = inputs[0]
      let shifted = input + 0.1
      let a = try shifted.relu() + 0.2
      let s = try input.sigmoid()
      let numerator = try a.gelu() * s.exp()
      return try numerator / (input.exp() + 1)
    }
    let single = try gradient(
      of: { input in
        let a = try input.adding(input.constant(0.1)).relu().adding(input.constant(0.2))
        let b = try a.gelu().multiplying(input.sigmoid().exp())
        return try b.dividing(by: input.exp().adding(input.constant(1))).sum()
      }, at: x)
    ExecutionPaths.expect(single, near: found.numbers)
  }

  /// Several cotangents that meet at one tensor are added without spoiling those of others.
  @Test func meetingCotangents() throws {
    let (x, c) = (try fresh(4), try fresh(5))
    let before = c.numbers
    let pulled = try vectorJacobianProduct(
      of: { x in
        let y = try x.relu()
        return try y.adding(y).adding(x).adding(y.multiplying(x))
      }, at: x, cotangent: c)
    let expected = zip(x.numbers, before).map { x, c in c * (x > 0 ? 3 + 2 * x : 1) }
    ExecutionPaths.expect(pulled, near: expected)
    #expect(c.numbers == before)
  }

  @Test func elementwiseLoopsHaveTheSameBits() throws {
    let (x, y) = (try ExecutionPaths.sample([70_001], seed: 6), try fresh(7))
    let z = try ExecutionPaths.sample([70_001], seed: 8)
    try ExecutionPaths.verify {
      let positive = try x.absolute().adding(x.constant(0.5))
      return [
        try x.adding(z), try x.subtracting(z), try x.multiplying(z), try x.dividing(by: positive),
        try x.maximum(z), try x.minimum(z),
        try y.multiplying(y.sliced(axis: 0, start: 1, count: 1)),
      ]
        + (try ExecutionPaths.pulled([x], z) { try $0[0].relu() })
        + (try ExecutionPaths.pulled([x], z) { try $0[0].gelu() })
        + (try ExecutionPaths.pulled([x], z) { try $0[0].softplus() })
        + (try ExecutionPaths.pulled([positive], z) { try $0[0].log().adding($0[0].squareRoot()) })
        + (try ExecutionPaths.pulled([x], z) { try $0[0].erf().adding($0[0].exp()) })
    }
  }
}
