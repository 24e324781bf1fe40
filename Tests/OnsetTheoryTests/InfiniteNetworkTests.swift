import OnsetCore
import OnsetLinearAlgebra
import OnsetTheory
import Testing

/// NNGP and tangent kernels against golden values, against each other, and against finite networks.
@Suite struct InfiniteNetworkTests {
  struct Golden: Decodable {
    struct Parameters: Decodable {
      let W_std, b_std: Double
    }
    struct Kernels: Decodable {
      let nngp, ntk, ntk_standard_with_bias: [Double]
      let ntk_standard_no_bias: [Double]?
    }
    let X: [[Double]]
    let parameters: [String: Parameters]
    let kernels: [String: [String: [String: Kernels]]]
  }

  static let golden = try? Fixture.load("ntk", as: Golden.self)

  @Test(arguments: ["relu", "erf", "gelu", "tanh"])
  func kernelsEqualTheGoldenOnes(name: String) throws {
    let golden = try #require(Self.golden)
    let inputs = try Matrix(rows: 6, columns: 5, elements: golden.X.flatMap { $0 })
    for (key, depths) in try #require(golden.kernels[name]) {
      let parameters = try #require(golden.parameters[key])
      for (depth, kernels) in depths {
        var network = InfiniteNetwork.fullyConnected(
          activation: try .named(name), depth: try #require(Int(depth)),
          weightVariance: parameters.W_std * parameters.W_std,
          biasVariance: parameters.b_std * parameters.b_std)
        let place = "\(name) \(key) \(depth)"
        let result = try network.kernels(of: inputs)
        expect(result.nngp, equals: kernels.nngp, "\(place) nngp")
        expect(result.ntk, equals: kernels.ntk, "\(place) ntk")
        network.parameterization = .standard(hiddenWidth: 512, hasBiases: true)
        expect(
          try network.kernels(of: inputs).ntk, equals: kernels.ntk_standard_with_bias,
          "\(place) standard")
        if let reference = kernels.ntk_standard_no_bias {
          network.parameterization = .standard(hiddenWidth: 512, hasBiases: false)
          expect(
            try network.kernels(of: inputs).ntk, equals: reference, "\(place) standard, no bias")
        }
      }
    }
  }

  /// The golden file's tolerance: relative 1e-11, or 1e-11 of the largest entry for entries below 1e-9
  /// of it.
  func expect(
    _ matrix: Matrix, equals upper: [Double], _ place: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let largest = upper.map(abs).max() ?? 0
    var index = 0
    for row in 0..<matrix.rows {
      for column in row..<matrix.columns {
        let (value, reference) = (matrix[row, column], upper[index])
        let scale = abs(reference) < 1e-9 * largest ? largest : abs(reference)
        #expect(
          abs(value - reference) <= 1e-11 * scale,
          "\(place) [\(row), \(column)]: \(value) instead of \(reference)",
          sourceLocation: sourceLocation)
        #expect(matrix[column, row] == value, sourceLocation: sourceLocation)
        index += 1
      }
    }
  }
}
