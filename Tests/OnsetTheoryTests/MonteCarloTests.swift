import Foundation
import OnsetLinearAlgebra
import OnsetTestSupport
import OnsetTheory
import Testing

/// Theory against random draws. Every tolerance is five standard errors of the draws themselves, and
/// every comparison has a control that is off by a few percent and has to fail.
@Suite struct MonteCarloTests {
  /// A mean with its standard error.
  struct Mean {
    var sum = 0.0, squares = 0.0, count = 0.0

    mutating func add(_ value: Double) {
      sum += value
      squares += value * value
      count += 1
    }

    var value: Double { sum / count }
    var standardError: Double { ((squares / count - value * value) / count).squareRoot() }
    func agrees(with theory: Double) -> Bool { abs(value - theory) <= 5 * standardError }
  }

  @Test(arguments: ["relu", "gelu", "tanh", "softplus", "hard_swish", "selu", "sin", "softsign"])
  func momentsEqualThoseOfDraws(name: String) throws {
    let activation = try Activation.named(name)
    var normals = SplitMix(state: 1)
    var (second, slope, product) = (Mean(), Mean(), Mean())
    let (q, rho) = (1.7, 0.6)
    for _ in 0..<200_000 {
      let (z, y) = (normals.normal(), normals.normal())
      let u = q.squareRoot() * z
      let v = q.squareRoot() * (rho * z + (1 - rho * rho).squareRoot() * y)
      second.add(activation(u) * activation(u))
      slope.add(activation.derivative(u) * activation.derivative(u))
      product.add(activation(u) * activation(v))
    }
    let moments = activation.moments(secondMoment: q)
    #expect(second.agrees(with: moments.secondMoment))
    #expect(slope.agrees(with: moments.derivativeSecondMoment))
    let pair = activation.pairMoments(GaussianPair(secondMoment: q, correlation: rho))
    #expect(product.agrees(with: pair.product))
    // The variance where the second moment belongs, and a correlation that is a little off.
    let isCentred = moments.meanFraction < 0.05
    #expect(isCentred || !second.agrees(with: moments.variance))
    let off = activation.pairMoments(GaussianPair(secondMoment: q, correlation: rho + 0.05))
    #expect(!product.agrees(with: off.product))
  }

  /// One hidden layer of a finite network, averaged over networks: the kernel is the same at any width.
  @Test func theKernelOfOneLayerIsThatOfFiniteNetworks() throws {
    let inputs = Matrix(rows: 2, columns: 3) { [[1.0, -0.5, 0.25], [0.5, 0.75, -1]][$0][$1] }
    let network = InfiniteNetwork.fullyConnected(
      activation: .tanh, depth: 1, weightVariance: 1.5, biasVariance: 0.1)
    let theory = try network.kernels(of: inputs)
    var normals = SplitMix(state: 2)
    var (covariance, square) = (Mean(), Mean())
    let hidden = 16
    for _ in 0..<20_000 {
      var sums = (0.0, 0.0)
      for _ in 0..<hidden {
        let bias = 0.1.squareRoot() * normals.normal()
        var (first, second) = (bias, bias)
        for column in 0..<3 {
          let weight = 0.5.squareRoot() * normals.normal()
          first += weight * inputs[0, column]
          second += weight * inputs[1, column]
        }
        sums.0 += tanh(first) * tanh(second)
        sums.1 += tanh(first) * tanh(first)
      }
      covariance.add(1.5 * sums.0 / Double(hidden) + 0.1)
      square.add(1.5 * sums.1 / Double(hidden) + 0.1)
    }
    #expect(covariance.agrees(with: theory.nngp[0, 1]))
    #expect(square.agrees(with: theory.nngp[0, 0]))
    #expect(!square.agrees(with: 1.02 * theory.nngp[0, 0]))
  }

  /// A network at the solver's point keeps signals and gradients over 30 layers; one with the gain that
  /// keeps E[φ²] at q = 1 does not.
  @Test(arguments: ["tanh", "sigmoid", "softsign"])
  func theCriticalPointKeepsBothDirections(name: String) throws {
    let activation = try Activation.named(name)
    let point = try CriticalitySolver(activation: activation).solve()
    let critical = drift(activation, point, seed: 3)
    #expect(critical.signal < 4 && critical.gradient < 4, "\(critical)")
    var naive = point
    naive.weightVariance = activation.gain * activation.gain
    naive.biasVariance = 0
    naive.rowCentering = 0
    naive.secondMoment = 1
    #expect(drift(activation, naive, seed: 3).gradient > 10)
  }

  /// The largest over the smallest mean square, of signals and of gradients, in 30 layers of width 160,
  /// from geometric means over four networks.
  func drift(
    _ activation: Activation, _ point: CriticalPoint, seed: UInt64
  ) -> (signal: Double, gradient: Double) {
    let (width, depth, networks) = (160, 30, 4)
    var normals = SplitMix(state: seed)
    var signals = [Double](repeating: 0, count: depth)
    var gradients = [Double](repeating: 0, count: depth)
    for _ in 0..<networks {
      var signal = (0..<width).map { _ in point.secondMoment.squareRoot() * normals.normal() }
      var slopes: [[Double]] = []
      var weights: [[[Double]]] = []
      for layer in 0..<depth {
        signals[layer] += log(signal.reduce(0) { $0 + $1 * $1 })
        slopes.append(signal.map(activation.derivative))
        let values = signal.map(activation.value)
        let matrix = (0..<width).map { _ in
          let row = (0..<width).map { _ in
            (point.weightVariance / Double(width)).squareRoot() * normals.normal()
          }
          let mean = row.reduce(0, +) / Double(width)
          return row.map { $0 - point.rowMeanShare * mean }
        }
        weights.append(matrix)
        signal = matrix.map { row in
          zip(row, values).reduce(0) { $0 + $1.0 * $1.1 }
            + point.biasVariance.squareRoot() * normals.normal()
        }
      }
      var gradient = (0..<width).map { _ in normals.normal() }
      for layer in (0..<depth).reversed() {
        gradient = (0..<width).map { column in
          let back = (0..<width).reduce(0) { $0 + weights[layer][$1][column] * gradient[$1] }
          return back * slopes[layer][column]
        }
        gradients[layer] += log(gradient.reduce(0) { $0 + $1 * $1 })
      }
    }
    func spread(_ logarithms: [Double]) -> Double {
      exp(((logarithms.max() ?? 0) - (logarithms.min() ?? 0)) / Double(networks))
    }
    return (spread(signals), spread(gradients))
  }
}
