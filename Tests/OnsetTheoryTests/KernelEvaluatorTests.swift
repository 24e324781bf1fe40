import Foundation
import OnsetCore
import OnsetLinearAlgebra
import OnsetTheory
import Testing

/// Kernels of networks that have no golden values: every evaluator against pair moments, residual
/// networks against the recursion by hand, and kernels against random finite networks.
@Suite struct KernelEvaluatorTests {
  /// Inputs of many different norms, by a fixed linear congruence.
  static func inputs(_ count: Int, _ dimension: Int) -> Matrix {
    var state: UInt64 = 42
    return Matrix(rows: count, columns: dimension) { row, _ in
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return (Double(state >> 11) * 0x1p-52 - 1) * (1 + 0.02 * Double(row))
    }
  }

  /// One hidden layer, so that every entry is one pair moment; 40 inputs of different norms make the
  /// evaluators interpolate between scales.
  @Test(arguments: [
    ("relu", 1e-13), ("leaky_relu_0.2", 1e-13), ("erf", 1e-13), ("gelu", 1e-13), ("sin", 1e-13),
    ("cos", 1e-13), ("tanh", 1e-12), ("silu", 1e-12), ("gaussian", 1e-12), ("selu", 1e-9),

  ])
  func everyEvaluatorEqualsThePairMoments(name: String, accuracy: Double) throws {
    let activation = try Activation.named(name)
    let inputs = Self.inputs(40, 3)
    let network = InfiniteNetwork.fullyConnected(
      activation: activation, depth: 1, weightVariance: 1.3, biasVariance: 0.2)
    let kernels = try network.kernels(of: inputs)
    func dot(_ row: Int, _ column: Int) -> Double {
      (0..<3).reduce(0) { $0 + inputs[row, $1] * inputs[column, $1] } / 3
    }
    for row in stride(from: 0, to: 40, by: 7) {
      for column in stride(from: row, to: 40, by: 5) {
        let scales = (1.3 * dot(row, row) + 0.2, 1.3 * dot(column, column) + 0.2)
        let covariance = 1.3 * dot(row, column) + 0.2
        let moments = activation.pairMoments(
          GaussianPair(
            variances: scales, correlation: covariance / (scales.0 * scales.1).squareRoot()))
        let nngp = 1.3 * moments.product + 0.2
        let ntk = nngp + 1.3 * moments.derivativeProduct * covariance
        #expect(abs(kernels.nngp[row, column] - nngp) < accuracy * 10, "\(name) \(row) \(column)")
        #expect(abs(kernels.ntk[row, column] - ntk) < accuracy * 10, "\(name) \(row) \(column)")
      }
    }
  }

  /// Kinks away from zero: one norm by a table, different norms pair by pair, too many not at all.
  @Test func kinksAwayFromZeroAreServed() throws {
    let network = InfiniteNetwork.fullyConnected(
      activation: .hardTanh, depth: 1, weightVariance: 1.3, biasVariance: 0.2)
    let angles = [0, 0.1, 1, 2.2, Double.pi]
    let circle = Matrix(rows: 5, columns: 2) { 1.5 * ($1 == 0 ? cos(angles[$0]) : sin(angles[$0])) }
    let radii = Matrix(rows: 5, columns: 2) { (1 + 0.1 * Double($0)) * circle[$0, $1] }
    for inputs in [circle, radii] {
      let kernels = try network.kernels(of: inputs)
      for row in 0..<5 {
        for column in row..<5 {
          func dot(_ a: Int, _ b: Int) -> Double {
            0.65 * (inputs[a, 0] * inputs[b, 0] + inputs[a, 1] * inputs[b, 1]) + 0.2
          }
          let scale = (dot(row, row) * dot(column, column)).squareRoot()
          let moments = Activation.hardTanh.pairMoments(
            GaussianPair(
              variances: (dot(row, row), dot(column, column)),
              correlation: row == column ? 1 : dot(row, column) / scale))
          let ntk = 1.3 * moments.product + 0.2 + 1.3 * moments.derivativeProduct * dot(row, column)
          #expect(abs(kernels.ntk[row, column] - ntk) < 1e-9)
        }
      }
    }
    #expect(throws: OnsetError.self) { try network.kernels(of: Self.inputs(200, 2)) }
  }

  @Test func aResidualNetworkFollowsTheRecursion() throws {
    let inputs = Self.inputs(3, 4)
    let network = InfiniteNetwork.residual(
      activation: .relu, blocks: 2, branchScale: 0.5, weightVariance: 2, biasVariance: 0.1)
    let kernels = try network.kernels(of: inputs)
    func run(_ row: Int, _ column: Int) -> (nngp: Double, ntk: Double) {
      func dot(_ a: Int, _ b: Int) -> Double {
        2 * (0..<4).reduce(0) { $0 + inputs[a, $1] * inputs[b, $1] } / 4 + 0.1
      }
      var (a, b, c) = (dot(row, row), dot(column, column), dot(row, column))
      var tangent = c
      func layer() -> (PairMoments, Double, Double) {
        let pair = GaussianPair(variances: (a, b), correlation: c / (a * b).squareRoot())
        return (Activation.relu.pairMoments(pair), 0.5 * a, 0.5 * b)
      }
      for _ in 0..<2 {
        let (moments, first, second) = layer()
        let branch = 2 * moments.product + 0.1
        tangent += 0.25 * (branch + 2 * moments.derivativeProduct * tangent)
        (a, b, c) = (a + 0.25 * (2 * first + 0.1), b + 0.25 * (2 * second + 0.1), c + 0.25 * branch)
      }
      let (moments, _, _) = layer()
      let output = 2 * moments.product + 0.1
      return (output, output + 2 * moments.derivativeProduct * tangent)
    }
    for (row, column) in [(0, 0), (0, 1), (1, 2), (2, 2)] {
      let expected = run(row, column)
      #expect(relativeError(kernels.nngp[row, column], expected.nngp) < 1e-13)
      #expect(relativeError(kernels.ntk[row, column], expected.ntk) < 1e-13)
    }
  }

  /// Tiles, mirror images and padding: the kernel of a subset is the subset of the kernel.
  @Test func aSubsetOfTheInputsHasTheSameKernel() throws {
    let network = InfiniteNetwork.fullyConnected(
      activation: .relu, depth: 4, weightVariance: 2, biasVariance: 0.05)
    let inputs = Self.inputs(301, 6)
    let all = try network.kernels(of: inputs)
    let chosen = [0, 1, 7, 8, 63, 64, 65, 129, 255, 256, 257, 299, 300]
    let few = try network.kernels(
      of: Matrix(rows: chosen.count, columns: 6) { inputs[chosen[$0], $1] })
    for (row, first) in chosen.enumerated() {
      for (column, second) in chosen.enumerated() {
        #expect(relativeError(all.ntk[first, second], few.ntk[row, column]) < 1e-12)
        #expect(relativeError(all.nngp[first, second], few.nngp[row, column]) < 1e-12)
      }
    }
  }

  @Test func networksWithoutAGaussianLimitAreRefused() {
    let inputs = Self.inputs(2, 2)
    let dense = InfiniteNetwork.Layer.dense(weightVariance: 1, biasVariance: 0)
    for layers: [InfiniteNetwork.Layer] in [
      [], [.activation(.relu)], [dense, .activation(.relu), .activation(.relu), dense],
      [dense, .activation(.relu)], [.residual(branch: [dense], scale: 1)],
      [dense, .residual(branch: [.activation(.relu)], scale: 1)],
      [.dense(weightVariance: -1, biasVariance: 0)],
    ] {
      #expect(throws: OnsetError.self) { try InfiniteNetwork(layers: layers).kernels(of: inputs) }
    }
  }

  @Test func inputsThatAreNotFiniteAreRefused() throws {
    let network = InfiniteNetwork.fullyConnected(activation: .tanh, depth: 1, weightVariance: 1)
    #expect(throws: OnsetError.self) {
      try network.kernels(of: Matrix(rows: 1, columns: 2, elements: [1, .nan]))
    }
    #expect(throws: OnsetError.self) {
      try network.kernels(of: Matrix(rows: 2, columns: 1, elements: [0, 1]))
    }
    #expect(throws: OnsetError.self) { try network.kernels(of: Matrix(rows: 0, columns: 3)) }
    #expect(InfiniteNetwork.memory(inputs: 2000) == 64_000_000)
    #expect(InfiniteNetwork.memory(inputs: .max) == nil)
  }
}
