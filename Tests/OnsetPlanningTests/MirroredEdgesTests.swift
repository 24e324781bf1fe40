import OnsetCore
import OnsetModels
import OnsetPlanning
import OnsetSchemes
import OnsetTestSupport
import Testing

/// A plain network of 25 layers, ReLU and GELU in turn (torch 2.13, older exporter): 5 inputs, 6 units a
/// layer, 3 outputs.
@Suite("Units in pairs of opposite sign")
struct MirroredEdgesTests {
  @Test("very deep chains of ReLU and GELU are paired, shallow ones and tanh are not")
  func places() throws {
    let plan = try FixtureModel("deep_pairs").plan("auto")
    for layer in 0..<25 {
      let scheme = try #require(try plan.entry("\(2 * layer).weight").scheme)
      guard case .mirrored(let rule) = scheme else {
        Issue.record("layer \(layer) is not mirrored")
        continue
      }
      #expect(rule.units == (layer == 0 ? .outputs : layer == 24 ? .inputs : .both))
    }
    for name in ["lenet", "merged_biases", "pinn_tanh"] {
      for entry in try FixtureModel(name).plan("auto").entries {
        if let scheme = entry.scheme, case .mirrored = scheme {
          Issue.record("\(name): \(entry.name)")
        }
      }
    }
  }

  @Test("the network starts as an isometry times the head's scale")
  func isometry() throws {
    let weights = try written("auto")
    // 6 units in pairs are 3 directions: inputs that the first map does not see are lost, so the map of
    // the rest is tested by its singular values, through the images of a basis.
    let images = try (0..<5).map { axis in
      try output(of: (0..<5).map { $0 == axis ? 1 : 0 }, weights)
    }
    let opposite = try output(of: [-1, 0, 0, 0, 0], weights)
    #expect(zip(opposite, images[0]).allSatisfy { abs($0 + $1) < 1e-5 }, "the map is odd")
    let sum = try output(of: [1, 1, 0, 0, 0], weights)
    for index in 0..<3 {
      #expect(abs(sum[index] - images[0][index] - images[1][index]) < 1e-4, "the map is linear")
    }
    // M Mᵀ is a multiple of the identity.
    let gram = (0..<3).map { i in (0..<3).map { j in images.reduce(0) { $0 + $1[i] * $1[j] } } }
    for i in 0..<3 {
      for j in 0..<3 { #expect(abs(gram[i][j] - (i == j ? gram[0][0] : 0)) < 1e-3 * gram[0][0]) }
    }
  }

  @Test("He's weights do not start so")
  func control() throws {
    let weights = try written("he")
    let image = try output(of: [1, 0, 0, 0, 0], weights)
    let opposite = try output(of: [-1, 0, 0, 0, 0], weights)
    #expect(!zip(opposite, image).allSatisfy { abs($0 + $1) < 1e-3 * abs($1) })
  }

  private func written(_ family: String) throws -> SafetensorsFile {
    let model = try FixtureModel("deep_pairs")
    let folder = try TemporaryFolder()
    let path = folder.file("weights.safetensors")
    try InitialWeightsWriter(model: model.file, plan: try model.plan(family))
      .write(to: try OutputTarget(path: path))
    return try SafetensorsFile(contentsOf: path)
  }

  /// The network, run by hand.
  private func output(of input: [Double], _ weights: SafetensorsFile) throws -> [Double] {
    var value = input
    for layer in 0..<25 {
      let kernel = try weights.tensor(named: "\(2 * layer).weight").doubles()
      let biases = try weights.tensor(named: "\(2 * layer).bias").doubles()
      let inputs = value
      value = biases.indices.map { row in
        inputs.indices.reduce(biases[row]) { $0 + kernel[row * inputs.count + $1] * inputs[$1] }
      }
      if layer < 24 { value = value.map { layer % 2 == 1 ? max(0, $0) : gelu($0) } }
    }
    return value
  }

  private func gelu(_ x: Double) -> Double { 0.5 * x * (1 + errorFunction(x / 2.0.squareRoot())) }

  /// By its power series, so that the test leans on no other code.
  private func errorFunction(_ x: Double) -> Double {
    var (sum, term) = (x, x)
    for n in 1..<120 {
      term *= -x * x / Double(n)
      sum += term / Double(2 * n + 1)
    }
    return 2 / Double.pi.squareRoot() * sum
  }
}
