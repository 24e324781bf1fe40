import OnsetCore
import OnsetTensor
import OnsetTestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

struct ForwardValueTests {
  /// Largest error of a float32 function in units in the last place of the float64 value.
  private func error(
    from lower: Double, to upper: Double, _ function: (Tensor) throws -> Tensor,
    _ exact: (Double) -> Double
  ) throws -> Double {
    let x = try GradientCheck.sample([40_001], seed: 3, from: lower, to: upper).cast(to: .float32)
    let (values, points) = (try function(x).numbers, x.numbers)
    return zip(values, points).map { abs($0 - exact($1)) / Double(Float(exact($1)).ulp) }.max() ?? 0
  }

  @Test func vectorFunctionsAreCloseToExact() throws {
    #expect(try error(from: -87, to: 88, { try $0.exp() }, { exp($0) }) < 3)
    #expect(try error(from: -20, to: 20, { try $0.expm1() }, { expm1($0) }) < 4)
    #expect(try error(from: 0.001, to: 100, { try $0.log() }, { log($0) }) < 4)
    #expect(try error(from: -0.9, to: 10, { try $0.log1p() }, { log1p($0) }) < 5)
    #expect(try error(from: -10, to: 10, { try $0.tanh() }, { tanh($0) }) < 5)
    #expect(try error(from: -5, to: 5, { try $0.erf() }, { erf($0) }) < 5)
    #expect(try error(from: -80, to: 80, { try $0.sigmoid() }, { 1 / (1 + exp(-$0)) }) < 5)
    #expect(
      try error(from: -80, to: 80, { try $0.softplus() }, { max($0, 0) + log1p(exp(-abs($0))) }) < 6
    )
  }

  @Test func edgesOfVectorFunctions() throws {
    let x = try Tensor([Float.infinity, -.infinity, .nan, 0, 200, -200], shape: [6])
    #expect(
      try x.exp().numbers.map { $0.isNaN ? "nan" : "\($0)" } == [
        "inf", "0.0", "nan", "1.0", "inf", "0.0",
      ])
    #expect(
      try x.tanh().numbers.map { $0.isNaN ? "nan" : "\($0)" } == [
        "1.0", "-1.0", "nan", "0.0", "1.0", "-1.0",
      ])
    #expect(
      try x.erf().numbers.map { $0.isNaN ? "nan" : "\($0)" } == [
        "1.0", "-1.0", "nan", "0.0", "1.0", "-1.0",
      ])
    #expect(
      try x.sigmoid().numbers.map { $0.isNaN ? "nan" : "\($0)" }.prefix(4) == [
        "1.0", "0.0", "nan", "0.5",
      ])
    #expect(
      try x.log().numbers.map { $0.isNaN ? "nan" : "\($0)" }.prefix(4) == [
        "inf", "nan", "nan", "-inf",
      ])
  }

  @Test func slopesInOneLoopEqualTheRules() throws {
    let x = try GradientCheck.sample([1003], seed: 4)
    let functions: [(Tensor) throws -> Tensor] = [
      { try $0.relu() }, { try $0.sigmoid() }, { try $0.tanh() }, { try $0.silu() },
      { try $0.gelu() },
    ]
    for function in functions {
      let exact = try gradient(of: { try function($0).sum() }, at: x).numbers
      let fused = try gradient(of: { try function($0).sum() }, at: x.cast(to: .float32)).numbers
      #expect(zip(exact, fused).allSatisfy { abs($0 - $1) < 2e-6 })
    }
  }

  @Test func productsEqualPlainLoops() throws {
    let (m, k, n) = (300, 40, 270)
    let a = try GradientCheck.sample([m, k], seed: 5)
    let b = try GradientCheck.sample([k, n], seed: 6)
    let (x, y) = (a.numbers, b.numbers)
    let exact = (0..<m * n).map { place in
      (0..<k).reduce(0.0) { $0 + x[place / n * k + $1] * y[$1 * n + place % n] }
    }
    let double = try a.matmul(b).numbers
    let single = try a.cast(to: .float32).matmul(b.cast(to: .float32)).numbers
    #expect(zip(double, exact).allSatisfy { abs($0 - $1) < 1e-12 })
    #expect(zip(single, exact).allSatisfy { abs($0 - $1) < 1e-4 })
  }

  @Test func sumsOfManyElements() throws {
    let x = try Tensor.range(100_001, dtype: .float64)
    #expect(try x.sum().scalarValue() == 5_000_050_000)
    #expect(try x.cast(to: .int64).sum().scalarValue() == 5_000_050_000)
    #expect(try x.max().scalarValue() == 100_000)
    let moments = try x.cast(to: .float32).moments()
    #expect(moments.count == 100_001 && moments.mean == 50_000 && moments.greatest == 100_000)
    #expect(abs(moments.zeroShare * 100_001 - 1) < 1e-9)
    #expect(abs(moments.secondMoment / (100_000.0 * 200_001 / 6) - 1) < 1e-7)
  }

  // Values from numpy 2 and torch 2: np.mod, np.fmod, np.cumsum, np.pad, torch.sort and by hand.
  @Test func smallValues() throws {
    let a = try Tensor([Int64(7), -7, 7, -7], shape: [4])
    let b = try Tensor([Int64(3), 3, -3, -3], shape: [4])
    #expect(try a.remainder(dividingBy: b).numbers == [1, 2, -2, -1])
    #expect(try a.remainder(dividingBy: b, signOfDividend: true).numbers == [1, -1, 1, -1])
    #expect(try a.dividing(by: b).numbers == [2, -2, -2, 2])
    let half = try Tensor([0.5, 1.5, 2.5, -0.5], shape: [4])
    #expect(try half.rounded().numbers == [0, 2, 2, 0])
    let x = try Tensor([1.0, 2, 3], shape: [3])
    #expect(try x.cumulativeSum(axis: 0, exclusive: true, reverse: true).numbers == [5, 3, 0])
    #expect(try x.padded(before: [2], after: [2], with: .reflect).numbers == [3, 2, 1, 2, 3, 2, 1])
    #expect(try x.padded(before: [2], after: [2], with: .wrap).numbers == [2, 3, 1, 2, 3, 1, 2])
    #expect(try x.padded(before: [1], after: [1], with: .constant(9)).numbers == [9, 1, 2, 3, 9])
    let y = try Tensor([3.0, 1, 2, 5, 4, 5], shape: [2, 3])
    #expect(try y.topK(2).indices.numbers == [0, 2, 0, 2])
    #expect(try y.argmax(axis: 1, last: true).numbers == [0, 2])
    #expect(try y.sorted(axis: 0, descending: true).values.numbers == [5, 4, 5, 3, 1, 2])
    #expect(try y.greater(y.constant(2)).nonzero().numbers == [0, 1, 1, 1, 0, 0, 1, 2])
    #expect(try Tensor([Int64(1), -1], shape: [2]).oneHot(depth: 3).numbers == [0, 1, 0, 0, 0, 1])
    #expect(
      try x.scatterElements(
        Tensor([Int64(1), 1], shape: [2]), Tensor([5.0, 4], shape: [2]), merge: .multiply
      ).numbers == [1, 40, 3])
    #expect(throws: OnsetError.self) { try x.gather(Tensor([Int64(3)], shape: [1])) }
  }
}
