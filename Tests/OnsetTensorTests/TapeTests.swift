import OnsetCore
import OnsetTestSupport
import Synchronization
import Testing

import OnsetTensor

struct TapeTests {
  @Test("Variables of nested derivatives are not confused") func perturbationConfusion() throws {
    // d/dx (x · d/dy (x + y)) = 1, which a tape without its own variables gets as 2.
    let x = try Tensor.scalar(1, dtype: .float64)
    let slope = try gradient(
      of: { x in
        try x.multiplying(
          gradient(of: { y in try x.adding(y) }, at: Tensor.scalar(1, dtype: .float64)))
      }, at: x)
    #expect(try slope.scalarValue() == 1)
  }

  @Test func hessianVectorProduct() throws {
    // f = Σ x³: the Hessian is diag(6x).
    let x = try Tensor([1.0, 2, 3], shape: [3])
    let v = try Tensor([1.0, -1, 0.5], shape: [3])
    let cube: (Tensor) throws -> Tensor = { try ($0 * $0 * $0).sum() }
    let byReverse = try gradient(
      of: { try gradient(of: cube, at: $0).multiplying(v).sum() }, at: x)
    #expect(byReverse.numbers == [6, -12, 9])
    let byForward = try jacobianVectorProduct(
      of: { try gradient(of: cube, at: $0) }, at: x, tangent: v)
    #expect(byForward.numbers == [6, -12, 9])
  }

  @Test func thirdDerivative() throws {
    let x = try Tensor.scalar(2, dtype: .float64)
    let result = try gradient(
      of: { try gradient(of: { try gradient(of: { $0 * $0 * $0 * $0 }, at: $0) }, at: $0) }, at: x)
    #expect(try result.scalarValue() == 48)
  }

  @Test("The gradient through a gradient step") func metaLearning() throws {
    // loss(w) = (w - t)²; one step w' = w - a·2(w - t); d/dw (w' - t)² = 2 (1 - 2a)² (w - t).
    let (w, t, a) = (3.0, 1.0, 0.1)
    let result = try gradient(
      of: { w in
        let loss: (Tensor) throws -> Tensor = { ($0 - t) * ($0 - t) }
        return try loss(w - a * gradient(of: loss, at: w))
      }, at: Tensor.scalar(w, dtype: .float64))
    #expect(abs(try result.scalarValue() - 2 * (1 - 2 * a) * (1 - 2 * a) * (w - t)) < 1e-14)
  }

  @Test func products() throws {
    let x = try Tensor([0.5, 1.5], shape: [2])
    let function: (Tensor) throws -> Tensor = {
      try Tensor.concatenated([$0 * $0, $0.exp()], axis: 0)
    }
    let u = try Tensor([1.0, 2, 3, 4], shape: [4])
    let pulled = try vectorJacobianProduct(of: function, at: x, cotangent: u)
    let e = try x.exp().numbers
    #expect(pulled.numbers == [2 * 0.5 + 3 * e[0], 2 * 1.5 * 2 + 4 * e[1]])
    let pushed = try jacobianVectorProduct(
      of: function, at: x, tangent: Tensor([1.0, 10], shape: [2]))
    #expect(pushed.numbers == [1, 30, e[0], 10 * e[1]])
  }

  @Test func unusedVariableHasGradientZero() throws {
    let x = try Tensor([1.0, 2], shape: [2])
    let gradients = try gradient(of: { try $0[0].sum() }, at: [x, x])
    #expect(gradients[0].numbers == [1, 1])
    #expect(gradients[1].numbers == [0, 0])
  }

  @Test func aDeepTapeNeitherOverflowsNorCrawls() throws {
    let x = try Tensor.scalar(1, dtype: .float64)
    let slope = try gradient(
      of: { x in
        var y = x
        for _ in 0..<100_000 { y = try y.adding(x) }
        return y
      }, at: x)
    #expect(try slope.scalarValue() == 100_001)
    // A tape that is thrown away without a pass back.
    let tape = try Tape(variables: [x])
    var y = tape.variables[0]
    for _ in 0..<100_000 { y = try y.negated() }
    y = x
    #expect(try y.scalarValue() == 1)
  }

  @Test func gradientsCanBeObserved() throws {
    let seen = Mutex<[[Double]]>([])
    let x = try Tensor([1.0, 2], shape: [2])
    _ = try x.observingGradient { tensor in seen.withLock { $0.append(tensor.numbers) } }.sum()
    #expect(seen.withLock { $0.isEmpty })
    _ = try gradient(
      of: { x in
        let h = (x * x).observingGradient { tensor in seen.withLock { $0.append(tensor.numbers) } }
        return try (h * 3).adding(h).sum()
      }, at: x)
    #expect(seen.withLock { $0 } == [[4, 4]])
  }

  @Test func severalOutputs() throws {
    let x = try Tensor([1.0, 2], shape: [2])
    let tape = try Tape(variables: [x])
    let variable = tape.variables[0]
    let outputs = [variable * 2, variable * variable]
    let one = try Tensor.ones([2], dtype: .float64)
    #expect(try tape.gradients(of: outputs, cotangents: [one, one])[0].numbers == [4, 6])
    #expect(try tape.gradients(of: outputs, cotangents: [nil, one])[0].numbers == [2, 4])
    #expect(throws: OnsetError.self) {
      try tape.gradients(of: outputs, cotangents: [Tensor.ones([3], dtype: .float64), nil])
    }
  }

  @Test func intermediatesAreFreed() throws {
    let x = try Tensor([1.0, 2], shape: [2])
    weak var storage: TensorStorage?
    let y = try {
      let middle = try x.exp()
      storage = middle.storage
      return try middle.sum()
    }()
    #expect(storage == nil)
    let slope = try gradient(
      of: {
        let middle = try $0.exp()
        storage = middle.storage
        return try middle.log().sum()
      }, at: x)
    #expect(storage == nil)
    #expect(slope.shape == y.shape || slope.shape == [2])
  }

  @Test func errorsNameBothShapes() throws {
    let (a, b) = (try Tensor.zeros([2, 3]), try Tensor.zeros([4, 5]))
    for body in [{ try a.adding(b) }, { try a.matmul(b) }, { try a.reshaped(to: [4, 5]) }] {
      let error = #expect(throws: OnsetError.self) { try body() }
      #expect(error?.message.contains("2×3") == true)
      #expect(error?.message.contains("4×5") == true)
    }
    #expect(throws: OnsetError.self) { try a.adding(a.cast(to: .float64)) }
    #expect(throws: OnsetError.self) {
      try Tensor([Int64(1)], shape: [1]).dividing(by: Tensor([Int64(0)], shape: [1]))
    }
  }
}
